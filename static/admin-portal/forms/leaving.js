// Whoever leaves a form that holds something unsaved is asked first. Sending that form is no leaving; sending another one is.

/** Ask before the page is left while one of `forms` (list of Changes) holds something that is not being sent. */
export function initLeaving(forms) {
  window.addEventListener("beforeunload", (event) => {
    if (!forms.some((form) => !form.isSending && form.any)) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
