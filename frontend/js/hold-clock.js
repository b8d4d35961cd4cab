/*
 * How long a time is still kept for somebody. Without a script the page says until when; this counts down, and says
 * aloud only when a minute is left and when it is over. Nothing is lost then: the form stays as it is.
 */
const WARN_AT = 60;
const SECOND = 1000;

export function countDownHolds(root) {
  for (const box of root.querySelectorAll('[data-module="moothall-hold-clock"]')) {
    countDown(box);
  }
}

function countDown(box) {
  const clock = box.querySelector("[data-clock]");
  const said = box.querySelector("[data-said]");
  const ends = Date.now() + Number(box.dataset.seconds) * SECOND;
  clock.hidden = false;
  const tick = () => {
    const left = Math.max(0, Math.round((ends - Date.now()) / SECOND));
    const words = box.dataset.left.replace("{m}", Math.floor(left / 60)).replace("{s}", left % 60);
    clock.textContent = left ? words : box.dataset.over;
    if (left === WARN_AT) {
      said.textContent = words;
    }
    if (!left) {
      said.textContent = box.dataset.over;
      window.clearInterval(timer);
    }
  };
  const timer = window.setInterval(tick, SECOND);
  tick();
}
