// Folded parts of a page: all of them at once by a button, and on paper also where a browser prints a fold as it is.
// A link into a fold and the browser's own search open it without a script.

const folds = () => [...document.querySelectorAll(".portal-fold")];

export function initFolds() {
  for (const button of document.querySelectorAll('[data-module="portal-folds"]')) {
    const name = () => {
      button.textContent = folds().every((fold) => fold.open) ? button.dataset.close : button.dataset.open;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = !folds().every((fold) => fold.open);
      for (const fold of folds()) fold.open = open;
      name();
    });
    for (const fold of folds()) fold.addEventListener("toggle", name);
    name();
  }
  if (CSS.supports("selector(::details-content)")) return;
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = folds().filter((fold) => !fold.open);
    for (const fold of opened) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
}
