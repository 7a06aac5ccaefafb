// What was typed as a list of fields that can be put back later, though rows have moved, come or gone since.
//
// A field: {name, was, value (lists of strings), label, shown, row}. A row: {prefix, key, place, field}; `key` is the stored
// row's own, "" for a new row, which is known by its place in the list.

import { editorOf, isSame, valuesOf } from "./changes.js";
import { nameOf } from "./names.js";

/** Return the visible controls of a form that have this name. */
function controlsOf(form, name) {
  return [...form.elements].filter((each) => each.name === name && !["hidden", "file", "submit"].includes(each.type));
}

/** Return the row that a control's name belongs to, or null. */
function rowOf(form, name) {
  const [, prefix, place, field] = name.match(/^(.+)-(\d+)-(.+)$/) ?? [];
  if (!prefix || !form.elements[`${prefix}-TOTAL_FORMS`]) return null;
  return { prefix, place: Number(place), field, key: form.elements[`${prefix}-${place}-id`]?.value ?? "" };
}

/** Return what a field is called: for a row, with the name of its list. */
function labelOf(control, row) {
  const label = nameOf(control) || control.name;
  const list = row && document.querySelector(`#${CSS.escape(row.prefix)}-group :is(h2, .inline-heading)`)?.textContent.trim();
  return list ? `${list}: ${label}` : label;
}

/** Return the words of a control as a reader sees them. */
function shownBy(controls) {
  const [first] = controls;
  if (first.type === "checkbox" && controls.length === 1) return first.checked ? "ticked" : "not ticked";
  if (["checkbox", "radio"].includes(first.type)) return controls.filter((each) => each.checked).map(nameOf).join(", ");
  if (first.tagName === "SELECT") return [...first.selectedOptions].map((option) => option.text).join(", ");
  const page = new DOMParser().parseFromString(editorOf(first) ? first.value.replaceAll("</", " </") : "", "text/html");
  return editorOf(first) ? page.body.textContent.trim() : first.value;
}

/** Return the fields of a form with these names, as they are now; `opened` holds their values from before. */
export function fieldsOf(form, names, opened) {
  const now = valuesOf(form);
  return names.flatMap((name) => {
    const controls = controlsOf(form, name);
    if (!controls.length) return [];
    const row = rowOf(form, name);
    const field = { name, row, was: opened[name] ?? [], value: now[name] ?? [], label: labelOf(controls[0], row), shown: shownBy(controls) };
    // An autocomplete box holds no words but those of what is chosen.
    if (controls[0].matches("select.admin-autocomplete")) field.options = [...controls[0].selectedOptions].map((option) => option.text);
    return [field];
  });
}

/** Return the place of a row in the form as it is now: where its stored row stands, or a new one made for it. -1 if it cannot be. */
function placeOf(form, row, made) {
  const { prefix, key, place } = row;
  const total = form.elements[`${prefix}-TOTAL_FORMS`];
  if (!total) return -1;
  for (let number = 0; key && number < total.value; number++) {
    if (form.elements[`${prefix}-${number}-id`]?.value === key) return number;
  }
  const known = `${prefix}/${key}/${place}`;
  if (!(known in made)) {
    const next = Number(total.value);
    document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`)?.click();
    made[known] = Number(total.value) > next ? next : -1;
  }
  return made[known];
}

/** Give a control its value back, and tell whoever listens. */
function fill(control, field) {
  if (["checkbox", "radio"].includes(control.type)) {
    control.checked = field.value.includes(control.value);
  } else if (control.tagName === "SELECT") {
    field.value.forEach((value, number) => {
      const isThere = [...control.options].some((option) => option.value === value);
      if (!isThere && field.options) control.add(new Option(field.options[number], value));
    });
    for (const option of control.options) option.selected = field.value.includes(option.value);
    window.django?.jQuery?.(control).trigger("change");
  } else {
    control.value = field.value[0] ?? "";
    editorOf(control)?.commands.setContent(control.value);
  }
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Return the names of `field` in the form as it is now: "" where its row cannot be found or made. */
function nameNow(form, field, made) {
  if (!field.row) return field.name;
  // A row that is gone needs no removing.
  const isGone = field.row.field === "DELETE" && !isThere(form, field);
  const place = isGone ? -1 : placeOf(form, field.row, made);
  return place < 0 ? "" : `${field.row.prefix}-${place}-${field.row.field}`;
}

/** Return whether the stored row of a field is still in the form. */
function isThere(form, { row }) {
  return [...form.elements].some((each) => row.key && each.value === row.key && each.name.startsWith(`${row.prefix}-`) && each.name.endsWith("-id"));
}

/** Put fields back into the form. Return the labels of those that have no place any more. */
export function putBack(form, fields) {
  const made = {};
  const lost = [];
  for (const field of fields) {
    const name = nameNow(form, field, made);
    const controls = name ? controlsOf(form, name) : [];
    controls.forEach((control) => fill(control, field));
    if (!controls.length && field.row?.field !== "DELETE") lost.push(field.label);
  }
  return lost;
}

/** Return those of `fields` that the form does not hold already. */
export function differing(form, fields) {
  const now = valuesOf(form);
  return fields.filter((field) => {
    if (field.row && !isThere(form, field)) return field.row.field !== "DELETE" && field.value.some(Boolean);
    return !isSame(now[field.row ? nameNow(form, field, {}) : field.name], field.value);
  });
}

/** Return whether somebody else has changed what a field held when it was typed over. */
export function isChangedSince(form, field) {
  if (field.row) return false;
  return !isSame(valuesOf(form)[field.name], field.was);
}
