// The print button: the page holds it hidden, since without a script it could do nothing.

export function initPrint() {
  for (const button of document.querySelectorAll('[data-module="portal-print"]')) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
