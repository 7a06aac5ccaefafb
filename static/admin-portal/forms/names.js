// What a control of a form is called.

/** Return the words that name a form control: its own aria-label, or its label element's text. */
export function nameOf(control) {
  const label = document.querySelector(`label[for="${CSS.escape(control.id)}"]`);
  return control.getAttribute("aria-label") || label?.textContent.trim().replace(/:$/, "") || "";
}
