/* Pages of a form dragged to another place in its outline; the buttons "Up" and "Down" do the same. */
for (const list of document.querySelectorAll("[data-move]")) {
  let dragged = null;
  const items = () => list.querySelectorAll(":scope > [data-key]");
  const clear = () => items().forEach((one) => one.classList.remove("is-target", "is-dragged"));

  items().forEach((item) => {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      item.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.key);
    });
    item.addEventListener("dragover", (event) => {
      if (!dragged || dragged === item) return;
      event.preventDefault();
      items().forEach((one) => one.classList.toggle("is-target", one === item));
    });
    item.addEventListener("drop", (event) => {
      event.preventDefault();
      if (dragged && dragged !== item) send(dragged.dataset.key, item.dataset.key);
      clear();
    });
    item.addEventListener("dragend", clear);
  });

  function send(key, before) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = list.dataset.move;
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    const given = { what: "page", key, before, csrfmiddlewaretoken: token ? token.value : "" };
    for (const [name, value] of Object.entries(given)) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  }
}

/* On a narrow screen the outline begins folded, so that the settings are near. */
const outline = document.querySelector("[data-outline]");
if (outline && window.matchMedia("(max-width: 899px)").matches) outline.open = false;
