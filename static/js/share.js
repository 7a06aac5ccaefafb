// The button that opens what a phone shares with: its messengers, mail and notes. It stays hidden where there is no such thing.

export function initShare() {
  if (!navigator.share) {
    return;
  }
  for (const button of document.querySelectorAll('[data-module="portal-share"]')) {
    button.hidden = false;
    // Refused where the reader changes their mind.
    button.addEventListener("click", () =>
      navigator.share({ title: button.dataset.title, url: button.dataset.url }).catch(() => {}),
    );
  }
}
