import "./outline.js";
import "./diary.js";
import "./desk.js";
import "./desk-search.js";
import { keepCompany } from "./company.js";
import { offerColleagues } from "./mentions.js";
import "./shortcuts.js";

/* Staff pages: tells people that a part of the page was replaced, and moves focus where the answer says. */
document.body.addEventListener("htmx:afterSwap", (event) => {
  event.detail.target.querySelector("[data-focus-after-swap]")?.focus();
});

offerColleagues(document);
keepCompany(document);
