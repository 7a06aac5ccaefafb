import { initAll } from "../govuk/govuk-frontend.min.js";
import { initContrast } from "./contrast.js";
import { initExitThisPage } from "./exit-this-page.js";
import { initFilters } from "./filters.js";
import { initFolds } from "./folds.js";
import { initOffline } from "./offline.js";
import { initOpenNow } from "./open-now.js";

initAll();
initContrast();
initExitThisPage();
initFilters();
initFolds();
initOffline();
initOpenNow();

// Few pages have these parts, so few pages fetch what works them. Without it each is as it came.
const PARTS = {
  ".portal-card > :is(h2, h3, h4) > a": () => import("./cards.js").then(({ initCards }) => initCards()),
  '[data-module="portal-copy"]': () => import("./copy.js").then(({ initCopy }) => initCopy()),
  '[data-module="portal-retry"]': () => import("./retry.js").then(({ initRetry }) => initRetry()),
  '[data-module="portal-share"]': () => import("./share.js").then(({ initShare }) => initShare()),
  '[data-module="portal-print"]': () => import("./print.js").then(({ initPrint }) => initPrint()),
};
for (const [selector, start] of Object.entries(PARTS)) {
  if (document.querySelector(selector)) {
    start().catch(() => {});
  }
}

// Staff who have signed in have this hint, and are shown the way from the page to its record. Nobody else's browser asks.
if (document.cookie.includes("hscp_staff=")) {
  import("./staff-bar.js").then(({ initStaffBar }) => initStaffBar()).catch(() => {});
}

// Suggestions are fetched once a reader goes to a search box: they are as large as the typeface, and most pages are left
// without a search.
const boxes = document.querySelectorAll('[data-module="portal-suggestions"]');
function suggest() {
  boxes.forEach((box) => box.removeEventListener("focus", suggest));
  import("./suggestions.js").then(({ initSuggestions }) => initSuggestions(boxes)).catch(() => {});
}
boxes.forEach((box) => box.addEventListener("focus", suggest));
if ([...boxes].includes(document.activeElement)) {
  suggest();
}
