/* Starts the date and time pickers of Wagtail's admin without a script inside the page. */
(function () {
  "use strict";

  function start(root) {
    root.querySelectorAll("template[data-picker]").forEach(function (place) {
      var begin = window[place.dataset.picker];
      if (typeof begin === "function" && /^init(DateTime|Date|Time)Chooser$/.test(place.dataset.picker)) {
        begin(place.dataset.pickerFor, JSON.parse(place.dataset.pickerOptions));
        place.removeAttribute("data-picker");
      }
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    start(document);
    new MutationObserver(function () { start(document); }).observe(document.body, { childList: true, subtree: true });
  });
})();
