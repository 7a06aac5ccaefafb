// Runs first on every page, before anything is painted: works "Exit this page", and keeps the Back button from showing
// any page of the portal that this tab showed before the reader left. The address to leave for comes with the script tag.
(() => {
  const { exit, icon } = document.currentScript.dataset;

  // When the reader last left from this tab, in milliseconds; 0 for never, or where the browser keeps no storage.
  function leftAt() {
    try {
      return Number(sessionStorage.getItem("left"));
    } catch {
      return 0;
    }
  }

  function leave() {
    // First, so that a page that is still loading cannot bring its title or content back.
    window.stop();
    document.body = document.createElement("body");
    const overlay = document.createElement("div");
    overlay.className = "govuk-exit-this-page-overlay";
    overlay.setAttribute("role", "alert");
    document.body.append(overlay);
    overlay.textContent = "Loading.";
    document.title = "Loading";
    document.querySelectorAll("link[rel=icon]").forEach((link) => {
      link.href = icon;
    });
    // The address bar shows this until the other site answers, however slow it is.
    history.replaceState({ shown: 0 }, "", "/");
    location.replace(exit);
  }

  // Each entry of the tab's history is marked with when it was first shown. One from before the reader left goes on to
  // where they left for; an address typed or followed later is a new entry, and shows.
  function check() {
    const shown = history.state && history.state.shown;
    if (typeof shown !== "number") {
      history.replaceState({ shown: Date.now() }, "");
    } else if (shown <= leftAt()) {
      leave();
    }
  }

  // An old entry has no mark if the reader moved on before this script ran.
  const [loaded] = performance.getEntriesByType("navigation");
  if (history.state === null && loaded && loaded.type === "back_forward" && leftAt()) {
    leave();
  } else {
    check();
  }
  // A link within the page makes an entry without a mark.
  addEventListener("hashchange", check);
  addEventListener("pageshow", (event) => {
    // Only a page that the browser kept whole in memory did not run this script again.
    if (event.persisted) {
      check();
    }
  });
  addEventListener(
    "click",
    (event) => {
      if (event.target.closest(".govuk-js-exit-this-page-button, .govuk-js-exit-this-page-skiplink")) {
        event.preventDefault();
        try {
          sessionStorage.setItem("left", Date.now());
        } catch {
          // Storage may be blocked: this page is still hidden and replaced, older ones are not.
        }
        leave();
      }
    },
    true,
  );
})();
