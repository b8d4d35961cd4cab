/*
 * Looks for calls while somebody works on the page: at once, then every few seconds, and not at all once nobody has
 * touched it for a while or it is not to be seen. Without a script the page "Calls" shows the same.
 */
const EVERY = 3_000;
const QUIET = 10 * 60_000;
const TOUCHES = ["pointerdown", "pointermove", "keydown", "scroll", "focus"];

const box = document.getElementById("desk");
let touched = Date.now();
let isPaused = false;

function look() {
  if (document.visibilityState !== "visible" || box.contains(document.activeElement?.closest("select"))) {
    return;
  }
  if (Date.now() - touched > QUIET) {
    pause();
    return;
  }
  window.htmx.trigger(box, "desk-look");
}

function pause() {
  if (!isPaused) {
    isPaused = true;
    const words = document.createElement("p");
    words.className = "govuk-body-s";
    words.textContent = box.dataset.paused;
    const anew = document.createElement("input");
    anew.type = "hidden";
    anew.name = "stamp";
    box.replaceChildren(words, anew);
    box.hidden = false;
  }
}

function touch() {
  touched = Date.now();
  if (isPaused) {
    isPaused = false;
    look();
  }
}

/** Shows how long the contact is open. */
function tick() {
  for (const clock of document.querySelectorAll("[data-began]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.began)) / 1000));
    const minutes = Math.floor(seconds / 60);
    clock.textContent = `${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

if (box && window.htmx) {
  for (const name of TOUCHES) {
    window.addEventListener(name, touch, { capture: true, passive: true });
  }
  box.addEventListener("htmx:afterSwap", () => {
    box.hidden = false;
  });
  document.addEventListener("visibilitychange", look);
  look();
  window.setInterval(look, EVERY);
}
if (document.querySelector("[data-began]")) {
  tick();
  window.setInterval(tick, 1_000);
}
