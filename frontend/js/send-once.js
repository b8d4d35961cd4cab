/*
 * A form that is being sent is not sent again by an impatient second click. The server accepts a submission once
 * whatever arrives; this only spares people the wait for a second answer. A form with data-stays gets a file for its
 * answer: the page stays, and the next file may be wanted at once.
 */
const PATIENCE = 10_000;

export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || "stays" in form.dataset) {
      return;
    }
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "true";
    window.setTimeout(() => delete form.dataset.sending, PATIENCE);
  });
  // Coming back by the back button shows the page as it was left: it may be sent anew.
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sending]")) {
      delete form.dataset.sending;
    }
  });
}
