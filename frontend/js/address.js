/*
 * Turns the address field into a combobox (ARIA 1.2 pattern: focus stays in the input, the list follows it) that
 * suggests addresses as one types. When the look-up fails, the plain "Find address" button comes back.
 */
const PAUSE = 150;
const SHORTEST = 3;

export function improveAddressLookups(root) {
  for (const element of root.querySelectorAll("[data-address-lookup]")) {
    new AddressLookup(element);
  }
}

class AddressLookup {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.input = element.querySelector("[data-address-query]");
    this.find = element.querySelector("[data-address-find]");
    this.found = [];
    this.active = -1;
    this.timer = 0;
    this.underWay = null;
    this.#build();
    this.#listen();
  }

  #build() {
    const box = document.createElement("div");
    box.className = "moothall-combobox";
    this.input.before(box);
    this.list = document.createElement("ul");
    this.list.className = "moothall-combobox__list";
    this.list.id = `${this.input.id}-addresses`;
    this.list.setAttribute("role", "listbox");
    const label = this.element.querySelector(`label[for="${this.input.id}"]`);
    this.list.setAttribute("aria-label", label ? label.textContent.trim() : "");
    this.list.hidden = true;
    this.status = document.createElement("p");
    this.status.className = "govuk-visually-hidden";
    this.status.setAttribute("role", "status");
    box.append(this.input, this.list, this.status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) {
      this.input.setAttribute(name, value);
    }
    // With a list from the server on the page, the button stays: the list is the answer until one types anew.
    if (!this.element.querySelector("[data-address-list]")) {
      this.#offerButton(false);
    }
  }

  #listen() {
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.#close());
    // Pressing the mouse would take the focus from the input before the click arrives.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) {
        this.#choose(Number(option.dataset.index));
      }
    });
  }

  #typed() {
    this.#value().value = "";
    window.clearTimeout(this.timer);
    this.underWay?.abort();
    const query = this.input.value.trim();
    if (query.length < SHORTEST) {
      this.#close();
      return;
    }
    this.timer = window.setTimeout(() => this.#search(query), PAUSE);
  }

  /** Gives the hidden field of the UPRN; a list drawn by the server makes way for it. */
  #value() {
    let value = this.element.querySelector("[data-address-value]");
    if (!value) {
      this.element.querySelector("[data-address-list]")?.remove();
      value = document.createElement("input");
      value.type = "hidden";
      value.name = this.words.addressName;
      value.dataset.addressValue = "";
      this.input.after(value);
      this.#offerButton(false);
    }
    return value;
  }

  async #search(query) {
    this.underWay = new AbortController();
    try {
      const address = new URL(this.words.addressLookup, window.location.href);
      address.searchParams.set("q", query);
      const reply = await fetch(address, {
        signal: this.underWay.signal,
        headers: { Accept: "application/json" },
      });
      if (!reply.ok) {
        throw new Error(`The look-up answered ${reply.status}.`);
      }
      this.#show((await reply.json()).addresses);
    } catch (error) {
      if (error.name !== "AbortError") {
        this.#close();
        this.#offerButton(true);
      }
    }
  }

  #show(addresses) {
    if (document.activeElement !== this.input) {
      return;
    }
    this.found = addresses;
    this.active = -1;
    this.list.replaceChildren(
      ...addresses.map((address, index) => {
        const option = document.createElement("li");
        option.className = "moothall-combobox__option";
        option.id = `${this.list.id}-${index}`;
        option.dataset.index = String(index);
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = address.address;
        return option;
      }),
    );
    this.input.removeAttribute("aria-activedescendant");
    this.#open(addresses.length > 0);
    if (addresses.length === 0) {
      this.status.textContent = this.words.noneFound;
    } else if (addresses.length === 1) {
      this.status.textContent = this.words.oneFound;
    } else {
      this.status.textContent = this.words.manyFound.replace("{count}", String(addresses.length));
    }
    this.status.classList.toggle("govuk-visually-hidden", addresses.length > 0);
    this.status.classList.toggle("moothall-combobox__none", addresses.length === 0);
  }

  #key(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" && open) {
      this.#move(this.active + 1);
    } else if (event.key === "ArrowUp" && open) {
      this.#move(this.active - 1);
    } else if (event.key === "Enter" && open && this.active >= 0) {
      this.#choose(this.active);
    } else if (event.key === "Escape" && open) {
      this.#close();
    } else {
      return;
    }
    event.preventDefault();
  }

  #move(index) {
    const options = this.list.children;
    this.active = (index + options.length) % options.length;
    for (const [position, option] of Array.from(options).entries()) {
      option.setAttribute("aria-selected", String(position === this.active));
    }
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
    options[this.active].scrollIntoView({ block: "nearest" });
  }

  #choose(index) {
    const address = this.found[index];
    this.#value().value = address.uprn;
    this.input.value = address.address;
    const notListed = this.element.querySelector("[data-address-not-listed] input");
    if (notListed) {
      notListed.checked = false;
    }
    this.status.textContent = `${this.words.chosen} ${address.address}`;
    this.#close();
    this.input.focus();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #open(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  #close() {
    this.#open(false);
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Shows or hides the button; hidden, it must not be what the Enter key presses either. */
  #offerButton(offered) {
    this.find.hidden = !offered;
    this.find.disabled = !offered;
  }
}
