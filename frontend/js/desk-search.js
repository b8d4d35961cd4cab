/*
 * Makes the desk's search box a combobox (ARIA 1.2: the focus stays in the box, the list follows it). What it lists is
 * drawn by the server; without this the box is a form that leads to a page. The key "/" (shortcuts.js) leads to it.
 */
for (const form of document.querySelectorAll("[data-desk-search]")) {
  enhance(form);
}

function enhance(form) {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[data-desk-search-status]");
  let active = -1;

  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  const options = () => Array.from(list.querySelectorAll("[role=option]"));

  function open(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) mark(-1);
  }

  function mark(index) {
    active = index;
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    const option = options()[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function told(count) {
    const words = form.dataset;
    if (count === 0) return words.foundNone;
    return count === 1 ? words.foundOne : words.foundMany.replace("{count}", String(count));
  }

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== list) return;
    const text = input.value.trim();
    open(document.activeElement === input && list.children.length > 0 && text.length > 1);
    mark(-1);
    status.textContent = text.length > 1 ? told(options().length) : "";
  });

  input.addEventListener("input", () => {
    if (input.value.trim().length < 2) open(false);
  });

  input.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      open(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      // From the box itself (-1) upwards to the last, and round again through the box.
      const next = active + step;
      mark(next < -1 ? count - 1 : next >= count ? -1 : next);
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
      event.preventDefault();
      window.location.assign(options()[active].dataset.href);
    }
  });

  input.addEventListener("blur", () => open(false));
  // Pressing the mouse would take the focus from the box before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) window.location.assign(option.dataset.href);
  });
}
