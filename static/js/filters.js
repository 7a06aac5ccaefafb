// Folds the filters on a narrow screen, so that results come first. Without scripts they stay open.

const NARROW = "(max-width: 48em)";

export function initFilters() {
  if (!window.matchMedia(NARROW).matches) {
    return;
  }
  for (const panel of document.querySelectorAll('[data-module="portal-filter"]')) {
    panel.open = panel.querySelector(".govuk-error-message") !== null;
  }
}
