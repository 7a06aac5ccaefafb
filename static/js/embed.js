// In a page that another site frames: whether a number answers now, and how high the page is, for the script of the other site.

import { initOpenNow } from "./open-now.js";

initOpenNow();

if (window.parent !== window) {
  const tell = () => {
    // A height is no secret, and the page does not know who frames it.
    window.parent.postMessage({ portalHeight: document.documentElement.getBoundingClientRect().height }, "*");
  };
  new ResizeObserver(tell).observe(document.documentElement);
  window.addEventListener("message", (event) => event.source === window.parent && event.data === "portal-height" && tell());
  tell();
}
