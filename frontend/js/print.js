/* Offers to print what stands on the page, where a script can: without one, the browser's own menu does. */
export function offerToPrint(root) {
  for (const box of root.querySelectorAll("[data-print]")) {
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => window.print());
  }
}
