// Keeps the offline page for later, and what a reader asked to keep as it is now. Sensitive pages do not name the script, so
// reading one leaves nothing of this behind.
export function initOffline() {
  const script = document.body.dataset.serviceWorker;
  if (script && "serviceWorker" in navigator) {
    // A private window may refuse it: the portal works without.
    navigator.serviceWorker.register(script).catch(() => {});
    refreshWhatIsKept().catch(() => {});
  }
}

async function refreshWhatIsKept() {
  const names = await caches.keys();
  if (names.some((name) => name.startsWith("kept-"))) {
    const { refresh } = await import("./kept.js");
    await refresh();
  }
}
