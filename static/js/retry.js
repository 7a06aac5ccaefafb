// A form that came when too many were sent at once: it is sent again by itself after a while, as the page says. Without a
// script, or once somebody changes what they typed, the reader sends it with its own button.

const SPREAD = 15; // seconds by which forms that came together go apart

export function initRetry() {
  for (const place of document.querySelectorAll('[data-module="portal-retry"]')) {
    const form = document.getElementById(place.dataset.form);
    let left = Number(place.dataset.seconds) + Math.round(Math.random() * SPREAD);
    place.textContent = `We send it again by itself in about ${left} seconds. Keep this page open.`;
    const timer = setInterval(() => {
      left -= 1;
      if (left <= 0) {
        clearInterval(timer);
        place.textContent = "Sending it again now.";
        form.requestSubmit();
      }
    }, 1000);
    form.addEventListener(
      "input",
      () => {
        clearInterval(timer);
        place.textContent = "You have changed something, so send it yourself when you are ready.";
      },
      { once: true },
    );
    form.addEventListener("submit", () => clearInterval(timer));
  }
}
