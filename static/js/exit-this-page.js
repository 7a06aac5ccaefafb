// Shift pressed three times, with GOV.UK's lights and announcements. leaving.js catches the clicks and does the leaving.
import { ExitThisPage as GovukExitThisPage, createAll } from "../govuk/govuk-frontend.min.js";

class ExitThisPage extends GovukExitThisPage {
  initButtonClickHandler() {}

  exitPage() {
    this.$button.click();
  }
}
ExitThisPage.moduleName = "portal-exit-this-page";

export function initExitThisPage() {
  createAll(ExitThisPage);
}
