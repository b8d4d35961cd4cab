/*
 * Times are by the council's clock. Whoever is where another clock goes is told so; to everybody else it is no news.
 */
export function tellWhoseClock(root) {
  for (const note of root.querySelectorAll('[data-module="moothall-zone"][hidden]')) {
    note.hidden = hourIn(note.dataset.zone) === hourIn(undefined);
  }
}

function hourIn(timeZone) {
  return new Date().toLocaleString("en-GB", { timeZone, dateStyle: "short", timeStyle: "short" });
}
