import { initAll } from "../govuk/govuk-frontend.min.js";
import { initContrast } from "./contrast.js";
import { initCopy } from "./copy.js";
import { initExitThisPage } from "./exit-this-page.js";
import { initFilters } from "./filters.js";
import { initOffline } from "./offline.js";
import { initOpenNow } from "./open-now.js";
import { initPrint } from "./print.js";
import { initSuggestions } from "./suggestions.js";

initAll();
initContrast();
initCopy();
initExitThisPage();
initFilters();
initOffline();
initOpenNow();
initPrint();
initSuggestions();
