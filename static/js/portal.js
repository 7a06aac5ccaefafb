import { initAll } from "../govuk/govuk-frontend.min.js";
import { initContrast } from "./contrast.js";
import { initExitThisPage } from "./exit-this-page.js";
import { initFilters } from "./filters.js";
import { initFolds } from "./folds.js";
import { initOffline } from "./offline.js";
import { initOpenNow } from "./open-now.js";
import { initSuggestions } from "./suggestions.js";

initAll();
initContrast();
initExitThisPage();
initFilters();
initFolds();
initOffline();
initOpenNow();
initSuggestions();

// Few pages have these parts, so few pages fetch what works them. Without it each is as it came.
const PARTS = {
  ".portal-card__title > a": () => import("./cards.js").then(({ initCards }) => initCards()),
  '[data-module="portal-copy"]': () => import("./copy.js").then(({ initCopy }) => initCopy()),
  '[data-module="portal-print"]': () => import("./print.js").then(({ initPrint }) => initPrint()),
};
for (const [selector, start] of Object.entries(PARTS)) {
  if (document.querySelector(selector)) {
    start().catch(() => {});
  }
}
