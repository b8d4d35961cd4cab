/*
 * Offers colleagues while a note for staff names one: @al offers Alice. Without scripts the name is typed, and the
 * server says whether it is known. A form asks for it with data-mentions="address" and data-mentions-found="words".
 */
const QUIET = 250;
const BEGUN = /(?:^|\s)@([\w.+-]{1,60})$/;

export function offerColleagues(root) {
  for (const form of root.querySelectorAll("form[data-mentions]")) {
    const note = form.querySelector("textarea[name=internal_note]");
    if (note) {
      offer(form, note);
    }
  }
}

function offer(form, note) {
  const list = document.createElement("ul");
  list.className = "moothall-mentions";
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  note.after(list, status);
  let timer = 0;
  let asked = 0;

  function close() {
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
  }

  function begun() {
    return BEGUN.exec(note.value.slice(0, note.selectionStart))?.[1] ?? "";
  }

  function insert(name) {
    const end = note.selectionStart;
    const start = end - begun().length;
    note.setRangeText(`${name} `, start, end, "end");
    close();
    note.focus();
    note.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function ask() {
    const text = begun();
    if (!text) {
      close();
      return;
    }
    asked += 1;
    const mine = asked;
    const address = new URL(form.dataset.mentions, window.location.href);
    address.searchParams.set("q", text);
    const reply = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!reply?.ok || mine !== asked) {
      return;
    }
    const { colleagues } = await reply.json();
    const shared = colleagues.map((one) => one.handle);
    list.replaceChildren(
      ...colleagues.map((one) => {
        const isAlone = shared.filter((handle) => handle === one.handle).length === 1;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "moothall-link-button";
        button.textContent = `${one.name} (${one.address})`;
        button.addEventListener("click", () => insert(isAlone ? one.handle : one.address));
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
    list.hidden = colleagues.length === 0;
    status.textContent = colleagues.length ? `${colleagues.length} ${form.dataset.mentionsFound}` : "";
  }

  note.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, QUIET);
  });
  note.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !list.hidden) {
      event.preventDefault();
      list.querySelector("button").focus();
    } else if (event.key === "Escape" && !list.hidden) {
      close();
    }
  });
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      close();
      note.focus();
    } else if (step) {
      event.preventDefault();
      (buttons[buttons.indexOf(document.activeElement) + step] ?? note).focus();
    }
  });
}
