// What is wrong is said at the top of a form; each line leads to the control in which it is mended.

/** Return what a reader sees of a control: the editor or the box that stands in for it, or the control itself. */
export function standIn(control) {
  return control.closest(".prose-editor")?.querySelector("[contenteditable]")
    ?? control.parentElement?.querySelector(`[aria-controls="select2-${CSS.escape(control.id)}-container"]`)
    ?? control;
}

/** Put the control with this id in focus, opening what it is folded into. Return whether there is one. */
export function goToControl(id) {
  const found = document.getElementById(id);
  if (!found) return false;
  for (let fold = found.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const control = found.matches("input, select, textarea") ? found : found.querySelector("input:not([type=hidden]), select, textarea, a") ?? found;
  const shown = standIn(control);
  shown.scrollIntoView({ block: "center" });
  shown.focus({ preventScroll: true });
  return true;
}

export function initErrorSummary() {
  const summary = document.getElementById("error-summary");
  if (!summary) return;
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && goToControl(decodeURIComponent(link.hash.slice(1)))) event.preventDefault();
  });
  summary.focus();
}
