// What every form of the editors' pages does in the browser, one module a subject.

import { initErrorSummary } from "./error-summary.js";
import { initSaving } from "./saving.js";

initErrorSummary();
initSaving();
