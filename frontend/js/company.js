/*
 * Asks now and then who else has the same thing open, and says whether something is being written here. A place asks
 * for it with data-company="address"; a form that counts as writing has data-writes. A tab that nobody looks at asks
 * nothing, nor does a page that has been open for long or has not been answered several times.
 */
const EVERY = 30_000;
const SOON = 1_000;
const MOST_FAILURES = 5;
/* The server says by it that this was the last time. */
const STOP = 286;

export function keepCompany(root) {
  for (const place of root.querySelectorAll("[data-company]")) {
    keep(place);
  }
}

function keep(place) {
  let timer = 0;
  let failures = 0;
  let isOver = false;
  let asked = Date.now();
  let saidWriting = false;

  function later(delay) {
    window.clearTimeout(timer);
    if (!isOver && document.visibilityState === "visible") {
      timer = window.setTimeout(ask, delay);
    }
  }

  async function ask() {
    asked = Date.now();
    const address = new URL(place.dataset.company, window.location.href);
    saidWriting = isWriting();
    if (saidWriting) {
      address.searchParams.set("writing", "1");
    }
    try {
      const reply = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!reply.ok || reply.redirected) {
        throw new Error(String(reply.status));
      }
      show(place, await reply.text());
      failures = 0;
      isOver = reply.status === STOP;
    } catch {
      failures += 1;
      isOver = failures >= MOST_FAILURES;
    }
    later(EVERY);
  }

  document.addEventListener("visibilitychange", () => later(Math.max(0, EVERY - (Date.now() - asked))));
  document.addEventListener("input", (event) => {
    if (!saidWriting && event.target.closest("form[data-writes]")) {
      saidWriting = true;
      later(SOON);
    }
  });
  later(EVERY);
}

/** Tells whether something stands in a form that did not stand there when the page came. */
function isWriting() {
  return [...document.querySelectorAll("form[data-writes] textarea")].some((one) => one.value !== one.defaultValue);
}

/** Says it again only if it is something else, so that nobody hears the same twice. */
function show(place, words) {
  if (place.dataset.said !== words) {
    place.dataset.said = words;
    place.innerHTML = words;
  }
}
