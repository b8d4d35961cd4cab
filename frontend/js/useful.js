/* "Was this page useful?" answered without leaving the page. */
export function thankInPlace(root) {
  for (const form of root.querySelectorAll("form[data-useful]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = new URLSearchParams(new FormData(form));
      if (event.submitter?.name) {
        answer.set(event.submitter.name, event.submitter.value);
      }
      const words = document.createElement("p");
      words.className = "govuk-body";
      words.setAttribute("role", "status");
      words.tabIndex = -1;
      try {
        const reply = await fetch(form.action, { method: "POST", body: answer, redirect: "manual" });
        const kept = reply.ok || reply.type === "opaqueredirect";
        words.textContent = kept ? form.dataset.thanks : form.dataset.failed;
      } catch {
        words.textContent = form.dataset.failed;
      }
      form.replaceWith(words);
      words.focus();
    });
  }
}
