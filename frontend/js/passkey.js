/*
 * Says in words that a passkey was not used: allauth's script tells the console alone, and somebody
 * who closed the browser's own window would see nothing happen.
 */
export function tellOfPasskeys(page) {
  page.addEventListener("allauth.error", (event) => {
    const words = page.getElementById("passkey_failed");
    if (words) {
      words.hidden = false;
      event.preventDefault();
    }
  });
}
