/*
 * Shows the questions of a page that an answer calls for, without leaving the page. Which these are the server decides:
 * a form asks with data-reveal="address" and gets the page as it would be. What was typed stays as it is, also in
 * questions that go and come back; the place of the cursor never moves.
 */
const QUIET = 250;

export function revealWhileAnswering(root) {
  for (const form of root.querySelectorAll("form[data-reveal]")) {
    follow(form);
  }
}

function follow(form) {
  const away = new Map();
  let timer = 0;
  let underWay = null;

  async function ask() {
    underWay?.abort();
    underWay = new AbortController();
    try {
      const reply = await fetch(form.dataset.reveal, {
        method: "POST",
        body: written(form),
        signal: underWay.signal,
      });
      if (reply.ok) {
        const page = new DOMParser().parseFromString(await reply.text(), "text/html");
        const wanted = page.querySelector("form[data-reveal]");
        if (wanted) {
          arrange(form, wanted, away);
        }
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        return; // The page works without: "Continue" asks for what is missing.
      }
    }
  }

  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, QUIET);
  });
}

/** Takes away what is not asked any more, puts in what is asked now, and renews what was worked out. */
function arrange(form, wanted, away) {
  const asked = [...wanted.querySelectorAll("[data-question]")];
  const keys = new Set(asked.map((one) => one.dataset.question));
  for (const one of form.querySelectorAll("[data-question]")) {
    if (!keys.has(one.dataset.question)) {
      away.set(one.dataset.question, one);
      one.remove();
    }
  }
  let before = null;
  for (const one of asked) {
    const key = one.dataset.question;
    let here = form.querySelector(`[data-question="${key}"]`);
    if (!here) {
      here = away.get(key) ?? document.importNode(one, true);
      if (before) {
        before.after(here);
      } else {
        form.querySelector("[data-question]")?.before(here);
      }
    } else if (!here.querySelector("input, select, textarea") && here.innerHTML !== one.innerHTML) {
      here.innerHTML = one.innerHTML;
    }
    before = here;
  }
  for (const mark of form.querySelectorAll('input[name="drawn"]')) {
    mark.remove();
  }
  for (const mark of wanted.querySelectorAll('input[name="drawn"]')) {
    form.prepend(document.importNode(mark, true));
  }
}

function written(form) {
  const answers = new FormData(form);
  for (const [name, value] of [...answers]) {
    if (value instanceof File) {
      answers.delete(name);
    }
  }
  return new URLSearchParams(answers);
}
