// Keeps the offline page for later. Sensitive pages do not name the script, so reading one leaves nothing of this behind.
export function initOffline() {
  const script = document.body.dataset.serviceWorker;
  if (script && "serviceWorker" in navigator) {
    // A private window may refuse it: the portal works without.
    navigator.serviceWorker.register(script).catch(() => {});
  }
}
