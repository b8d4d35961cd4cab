/*
 * Makes a long list one that opens as one types. The list itself stays in the form, out of sight, and holds the answer;
 * without scripts it is the list that every browser has.
 */
import accessibleAutocomplete from "accessible-autocomplete";

for (const select of document.querySelectorAll("select[data-autocomplete]")) {
  enhance(select);
}

function enhance(select) {
  const words = JSON.parse(select.dataset.autocomplete);
  const described = select.getAttribute("aria-describedby");
  const id = select.id;
  select.removeAttribute("data-autocomplete");
  accessibleAutocomplete.enhanceSelectElement({
    selectElement: select,
    defaultValue: select.value ? select.selectedOptions[0].text : "",
    showAllValues: true,
    // Over what follows: a list that pushed it down would move a button away under the mouse that closes the list.
    displayMenu: "overlay",
    dropdownArrow: () => "",
    tNoResults: () => words.nothing,
    tStatusNoResults: () => words.nothing,
    tStatusQueryTooShort: () => words.hint,
    tStatusSelectedOption: (option, length, index) =>
      words.selected.replace("{option}", option).replace("{index}", index + 1).replace("{count}", length),
    tStatusResults: (length) => words.results.replace("{count}", length),
    tAssistiveHint: () => words.hint,
    onConfirm: () => settle(select, document.getElementById(id)?.value ?? ""),
  });
  const input = document.getElementById(id);
  if (described) {
    input.setAttribute("aria-describedby", `${described} ${input.getAttribute("aria-describedby") ?? ""}`.trim());
  }
  // What was typed and is none of the list must not pass for the answer that was chosen before.
  input.addEventListener("blur", () => window.setTimeout(() => settle(select, input.value), 0));
  select.form?.addEventListener("submit", () => settle(select, input.value));
}

function settle(select, text) {
  const wanted = text.trim().toLocaleLowerCase();
  const found = Array.from(select.options).find((one) => one.value && one.text.trim().toLocaleLowerCase() === wanted);
  select.value = found ? found.value : "";
}
