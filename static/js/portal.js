import { initAll } from "../govuk/govuk-frontend.min.js";
import { initContrast } from "./contrast.js";
import { initFilters } from "./filters.js";
import { initOpenNow } from "./open-now.js";
import { initSuggestions } from "./suggestions.js";

initAll();
initContrast();
initFilters();
initOpenNow();
initSuggestions();
