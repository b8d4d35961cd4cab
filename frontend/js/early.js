/* Runs before the page is drawn: tells the stylesheets that scripts run, so that nothing jumps later. */
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
