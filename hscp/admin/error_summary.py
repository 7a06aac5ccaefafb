"""What is wrong with a form in the admin, as one list at its top: each error with its field and row, and where that is."""

from dataclasses import dataclass

from django.forms.widgets import CheckboxSelectMultiple, MultiWidget, RadioSelect
from django.utils.text import capfirst


@dataclass(frozen=True)
class Problem:
    """One error: its text with the names of row and field, and the id of the element to lead to ("" for none)."""

    text: str
    target: str = ""


def problems(form, formsets=()):
    """Return the Problems of a bound form and of its rows, in the order of the page. `formsets` are InlineAdminFormSets."""
    found = [Problem(text) for text in form.non_field_errors()]
    found += _of_fields(form)
    for shown in formsets:
        heading = capfirst(str(shown.opts.verbose_name_plural))
        found += [
            Problem(f"{heading}: {text}", f"{shown.formset.prefix}-group")
            for text in shown.formset.non_form_errors()
        ]
        for number, row in enumerate(shown.formset.forms, start=1):
            name = f"{heading}, row {number}"
            if row.errors:
                found += [Problem(f"{name}: {text}", row.prefix) for text in row.non_field_errors()]
                found += _of_fields(row, f"{name}: ", row.prefix)
    return found


def lost_files(form, formsets=()):
    """Return Problems that name the files that came with a form which could not be saved: a browser sends none again."""
    names = {name: file.name for name, file in getattr(form, "files", {}).items()}
    forms = [form, *(row for shown in formsets for row in shown.formset.forms)]
    fields = {each.add_prefix(name): each[name] for each in forms for name in each.fields}
    return [
        Problem(
            f"{fields[name].label}: choose “{file}” again. A file is not kept while something else has to be mended.",
            _target(fields[name]),
        )
        for name, file in names.items()
        if name in fields
    ]


def _of_fields(form, before="", row=""):
    """Return the Problems of a form's fields. A hidden field has no place of its own: its errors lead to the `row`."""
    found = []
    for name, errors in form.errors.items():
        if name not in form.fields:
            continue
        field = form[name]
        target = row if field.is_hidden else _target(field)
        found += [Problem(f"{before}{field.label}: {text}", target) for text in errors]
    return found


def _target(field):
    """Return the id of the element in which a field is mended: the first box of several."""
    widget = getattr(field.field.widget, "widget", field.field.widget)
    several = isinstance(widget, MultiWidget | CheckboxSelectMultiple | RadioSelect)
    return f"{field.auto_id}_0" if several else field.auto_id
