/*
 * Single keys on staff pages, for those who want them: the page itself says so, and where they lead.
 *
 * They do nothing while somebody writes in a field, nor together with Ctrl, Alt or the system's key
 * (WCAG 2.1.4). On a page, the part that a key leads to is marked `data-shortcut`.
 */
const FIELDS = "input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]";
const REACHABLE = "a[href], button, input:not([type=hidden]), select, textarea";
const LINES = ".moothall-case__title a, [data-shortcut-line]";
const PAUSE = 1000;

let before = "";
let since = 0;

function show(part) {
  if (part.matches("details")) part.open = true;
  const target = part.matches(REACHABLE) ? part : [...part.querySelectorAll(REACHABLE)].find((one) => one.offsetParent);
  if (!target) return false;
  if (target.matches("[data-shortcut][href]")) target.click();
  else target.focus();
  return true;
}

function step(by) {
  const lines = [...document.querySelectorAll(LINES)];
  if (!lines.length) return false;
  const here = lines.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : lines.length - 1) : Math.min(Math.max(here + by, 0), lines.length - 1);
  lines[next].focus();
  return true;
}

function open(address) {
  if (!address) return false;
  window.location.assign(address);
  return true;
}

function search() {
  const field = document.querySelector("input[type=search]");
  field?.focus();
  field?.select();
  return Boolean(field);
}

function act(key) {
  const pages = document.body.dataset;
  const keys = {
    "?": () => open(pages.shortcuts),
    "/": search,
    "g c": () => open(pages.shortcutCases),
    "g w": () => open(pages.shortcutWork || pages.shortcutCases),
    n: () => open(pages.shortcutCall),
    j: () => step(1),
    k: () => step(-1),
  };
  if (keys[key]) return keys[key]();
  const part = /^[a-z]$/.test(key) && document.querySelector(`[data-shortcut="${key}"]`);
  return part ? show(part) : false;
}

document.addEventListener("keydown", (event) => {
  if (!document.body.dataset.shortcuts || event.defaultPrevented || event.repeat && !"jk".includes(event.key)) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest?.(FIELDS)) return;
  const pair = before && event.timeStamp - since < PAUSE ? `${before} ${event.key}` : "";
  before = event.key === "g" ? "g" : "";
  since = event.timeStamp;
  if (act(pair || event.key)) event.preventDefault();
});
