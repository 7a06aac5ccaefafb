import { initAll } from "../govuk/govuk-frontend.min.js";
import { initContrast } from "./contrast.js";
import { initFilters } from "./filters.js";

initAll();
initContrast();
initFilters();
