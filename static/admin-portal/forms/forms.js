// What every form of the editors' pages does in the browser, one module a subject.

import { Changes } from "./changes.js";
import { initErrorSummary } from "./error-summary.js";
import { initKeptText } from "./kept-text.js";
import { initLeaving } from "./leaving.js";
import { initPasting } from "./pasting.js";
import { initPresence } from "./presence.js";
import { initSaving } from "./saving.js";

const user = document.querySelector('meta[name="signed-in"]')?.content ?? "";
const forms = [...document.querySelectorAll("#content form[method=post]")]
  .filter((form) => form.id !== "login-form")
  .map((form) => new Changes(form));

initErrorSummary();
initSaving();
initLeaving(forms);
initKeptText(forms, user);
initPasting(document.querySelector('meta[name="pasted-at"]')?.content);
initPresence();
