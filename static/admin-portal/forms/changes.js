// What an editor has changed in a form since the page was opened.

// Controls that hold nothing an editor typed: the framework's own, and those of a list's bulk actions.
const PASSED_OVER = /^(_.*|csrfmiddlewaretoken|action|select_across|index)$|-(INITIAL|MIN_NUM|MAX_NUM)_FORMS$|-__prefix__-/;

/** Return the rich text editor that stands in for a text box, once it is ready. */
export function editorOf(control) {
  return control?.closest?.(".prose-editor")?.querySelector("[contenteditable]")?.editor;
}

/** Return the names and values of a form, as {name: list of strings}. A file counts by its name. */
export function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (!PASSED_OVER.test(name)) (values[name] ??= []).push(value instanceof File ? value.name : value);
  }
  return values;
}

/** Return whether two lists of strings are the same. */
export function isSame(some, others) {
  return JSON.stringify(some ?? []) === JSON.stringify(others ?? []);
}

/** Return the text of an editor as it is sent: empty where it holds an empty paragraph alone. */
function sent(html) {
  return /^<(\w+)(\s[^>]*)?><\/\1>$/.test(html) ? "" : html;
}

/** One form of the page. `any`: whether it holds something that is not saved. */
export class Changes {
  constructor(form) {
    this.form = form;
    this.opened = null;
    this.rewritten = {};
    this.isSending = false;
    // What comes back with errors is not saved either.
    this.isBack = form.querySelector("#error-summary, .errornote, #alike") !== null;
    for (const kind of ["focusin", "pointerdown", "keydown", "dragstart", "paste"]) {
      form.addEventListener(kind, () => this.begin(), { capture: true });
    }
    form.addEventListener("input", () => (this.isSending = false));
    form.addEventListener("prose-editor:ready", (event) => this.remember(event.detail.textarea, event.detail.editor));
    // At the window, when everybody else has had a chance to stop it.
    window.addEventListener("submit", (event) => event.target === form && (this.isSending = !event.defaultPrevented));
    window.addEventListener("pageshow", () => (this.isSending = false));
  }

  /** Take what the form holds now for what it held when it was opened, unless somebody has touched it already. */
  begin() {
    if (this.opened) return;
    this.opened = valuesOf(this.form);
    this.form.querySelectorAll(".prose-editor textarea").forEach((box) => this.remember(box, editorOf(box)));
  }

  /** Keep an editor's own way to write the text that it was given: it is not a change. */
  remember(box, editor) {
    if (editor && !(box.name in this.rewritten)) this.rewritten[box.name] = sent(editor.getHTML());
  }

  /** Return the names of the controls that hold something else than when the page was opened. */
  names() {
    if (!this.opened) return [];
    const now = valuesOf(this.form);
    return [...new Set([...Object.keys(now), ...Object.keys(this.opened)])].filter(
      (name) => !isSame(now[name], this.opened[name]) && !(name in this.rewritten && isSame(now[name], [this.rewritten[name]])),
    );
  }

  get any() {
    return this.isBack || this.names().length > 0;
  }
}
