/*
 * Keeps what is being typed on the server, a moment after the last change, so that a lost connection or a flat
 * battery costs nothing. A form asks for it with data-autosave="address"; files are left to the real submit.
 */
const QUIET = 1_500;

export function saveWhileTyping(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    keep(form);
  }
}

function keep(form) {
  const status = form.querySelector("[data-autosave-status]");
  let timer = 0;
  let underWay = null;
  let last = written(form).toString();

  async function save() {
    const answers = written(form);
    if (form.dataset.sending || answers.toString() === last) {
      return;
    }
    underWay?.abort();
    underWay = new AbortController();
    try {
      const reply = await fetch(form.dataset.autosave, {
        method: "POST",
        body: answers,
        keepalive: true,
        signal: underWay.signal,
      });
      // Whoever is no longer signed in is led to the sign-in: that answer says nothing about what was kept.
      if (reply.ok && !reply.redirected) {
        last = answers.toString();
        tell(status, form.dataset.autosaveSaved);
      } else {
        tell(status, form.dataset.autosaveFailed);
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        tell(status, form.dataset.autosaveFailed);
      }
    }
  }

  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, QUIET);
  });
  form.addEventListener("submit", () => {
    window.clearTimeout(timer);
    underWay?.abort();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      window.clearTimeout(timer);
      save();
    }
  });
}

/** Gives the answers as they would be sent, without files. */
function written(form) {
  const answers = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") {
      answers.append(name, value);
    }
  }
  return answers;
}

function tell(status, words) {
  if (status && words && status.textContent !== words) {
    status.textContent = words;
  }
}
