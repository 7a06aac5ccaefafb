import { initAll } from "../govuk/govuk-frontend.min.js";
import { initContrast } from "./contrast.js";
import { initFilters } from "./filters.js";
import { initSuggestions } from "./suggestions.js";

initAll();
initContrast();
initFilters();
initSuggestions();
