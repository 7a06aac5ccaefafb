// Names for the controls that scripts build after the page has loaded, so that a screen reader can say what they are.

import { nameOf } from "./forms/names.js";

/** Name the editor that stands in for a text box. */
function nameEditor(textarea) {
  textarea.closest(".prose-editor")?.querySelector('[role="textbox"]')?.setAttribute("aria-label", nameOf(textarea));
}

/** Name the box that stands in for an autocomplete list: what it is for, then what is chosen. */
function nameAutocomplete(select) {
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  // Each chosen record has its own cross; the one for all of them is not an item of the list it is put in.
  if (select.multiple) box?.querySelector(".select2-selection__clear")?.remove();
  if (!box || box.dataset.named) return;
  const name = nameOf(select);
  const chosen = box.querySelector(".select2-selection__rendered");
  box.dataset.named = "true";
  box.setAttribute("aria-label", name);
  if (select.multiple) {
    box.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
  } else if (chosen) {
    box.id ||= `${select.id}-box`;
    box.setAttribute("aria-labelledby", `${box.id} ${chosen.id}`);
    // It is the box's text, not a second control.
    chosen.removeAttribute("role");
    chosen.removeAttribute("aria-readonly");
  }
}

// The times that stand beside a box for one, in the clock of every other time here. They are made once all has loaded.
if (window.DateTimeShortcuts) {
  const hours = [8, 9, 12, 17].map((hour) => [`${String(hour).padStart(2, "0")}:00`, hour]);
  window.DateTimeShortcuts.clockHours.default_ = [["Now", -1], ["00:00", 0], ...hours];
}

function nameAll() {
  document.querySelectorAll("select.admin-autocomplete").forEach(nameAutocomplete);
}

document.addEventListener("prose-editor:ready", (event) => nameEditor(event.detail.textarea));
document.querySelectorAll(".prose-editor textarea").forEach(nameEditor);
new MutationObserver(nameAll).observe(document.getElementById("content") ?? document.body, { childList: true, subtree: true });
nameAll();
