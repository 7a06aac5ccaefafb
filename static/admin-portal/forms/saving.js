// Ctrl+S (or Cmd+S) saves: a draft where the form keeps one, else what the first button of the form does.

/** Return the form that a key is meant for: the one in focus, or the page's only form with a bar of buttons. */
function formOf(element) {
  const bars = document.querySelectorAll("#content form[method=post] .submit-row");
  return element.closest?.("#content form[method=post]") ?? (bars.length === 1 ? bars[0].closest("form") : null);
}

export function initSaving() {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const form = formOf(event.target);
    const button = form?.querySelector(".submit-row [name=_draft]") ?? form?.querySelector(".submit-row :is(input, button)[type=submit]");
    if (!button) return;
    // The browser's own meaning, keeping the page as a file, is never what an editor wants here.
    event.preventDefault();
    if (!event.repeat) button.click();
  });
}
