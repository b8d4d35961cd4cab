// Moving bookings in the staff's diary by dragging or by keys. The server decides; what it refuses stays where it was.

const table = document.querySelector("[data-diary]");

/** Say something aloud and on the page. */
function say(words) {
  const place = document.querySelector("[data-diary-said]");
  place.classList.remove("govuk-visually-hidden");
  place.textContent = words;
}

/** Ask the server to move a booking to a cell. */
async function move(entry, cell) {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const answer = await fetch(entry.dataset.move, {
    method: "POST",
    headers: { "X-CSRFToken": token },
    body: new URLSearchParams({ on: cell.dataset.on, at: cell.dataset.at, resource: cell.dataset.resource ?? "" }),
  }).then((response) => response.json()).catch(() => ({ moved: false, said: table.dataset.diaryFailed }));
  if (answer.moved) {
    location.reload();
  } else {
    say(answer.said);
    entry.querySelector("a").focus();
  }
}

/** Let the arrow keys choose a cell for a booking, Enter move it there, and Escape leave it. */
function chooseByKeys(entry) {
  let cell = entry.closest("td");
  const mark = (next) => {
    cell.classList.remove("moothall-diary__target");
    cell = next ?? cell;
    cell.classList.add("moothall-diary__target");
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    say(cell.dataset.place);
  };
  const beside = (rows, columns) => {
    const row = table.rows[cell.parentElement.rowIndex + rows];
    const found = row?.cells[cell.cellIndex + columns];
    return found?.dataset.on ? found : undefined;
  };
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const end = () => {
    cell.classList.remove("moothall-diary__target");
    entry.removeEventListener("keydown", press);
  };
  const press = (event) => {
    if (steps[event.key]) {
      mark(beside(...steps[event.key]));
    } else if (event.key === "Enter" || event.key === "Escape" || event.key === "Tab") {
      end();
      if (event.key === "Enter") move(entry, cell);
      if (event.key === "Tab") return;
    } else {
      return;
    }
    event.preventDefault();
  };
  entry.addEventListener("keydown", press);
  mark();
}

if (table) {
  document.querySelector("[data-diary-how]").hidden = false;
  let dragged = null;
  table.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-move]");
  });
  table.addEventListener("dragover", (event) => {
    if (dragged && event.target.closest("td[data-on]")) event.preventDefault();
  });
  table.addEventListener("drop", (event) => {
    const cell = event.target.closest("td[data-on]");
    if (!dragged || !cell) return;
    event.preventDefault();
    move(dragged, cell);
    dragged = null;
  });
  table.addEventListener("keydown", (event) => {
    const entry = event.target.closest("[data-move]");
    if (entry && event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      chooseByKeys(entry);
    }
  });
}
