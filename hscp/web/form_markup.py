"""The GOV.UK markup of public forms, made without templates: a list has fifty choices to tick.

Works on what Django's forms prepare: a BoundField, and the context of a widget's template.
"""

from functools import lru_cache

from django.utils.safestring import mark_safe

from hscp.web.components import NOTHING
from hscp.web.markup import format_html, format_html_join, joined


def field_group(field):
    """Return a field with its label, hint and errors. `field` is a GovukBoundField."""
    if field.is_facet:
        return _facet_group(field)
    classes = " ".join(
        filter(None, ("govuk-form-group", field.errors and "govuk-form-group--error", field.css_classes()))
    )
    inside = (_single_checkbox if field.is_single_checkbox else _labelled)(field)
    return format_html('<div class="{}">\n{}\n</div>\n', classes, inside)


def _facet_group(field):
    return format_html(
        '<fieldset class="portal-facet{}"{}><legend>{}</legend>{}{}{}</fieldset>\n',
        " govuk-form-group--error" if field.errors else "",
        _described(field),
        field.label,
        _hint(field),
        _errors(field),
        field.as_widget(),
    )


def _described(field):
    described = field.aria_describedby
    return format_html(' aria-describedby="{}"', described) if described else NOTHING


def _labelled(field):
    after = NOTHING
    if not field.use_fieldset:
        before = format_html(
            '<label class="govuk-label govuk-label--s" for="{}">{}</label>', field.id_for_label, field.label
        )
    else:
        before = format_html(
            '<fieldset class="govuk-fieldset"{}>\n<legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{}</legend>',
            _described(field),
            field.label,
        )
        after = mark_safe("\n</fieldset>")
    return format_html("{}{}{}\n{}{}", before, _hint(field), _errors(field), field.as_widget(), after)


def _single_checkbox(field):
    return format_html(
        '{}<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">{}'
        '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label>{}</div></div>',
        _errors(field),
        field.as_widget(),
        field.id_for_label,
        field.label,
        _hint(field, " govuk-checkboxes__hint"),
    )


def _hint(field, css=""):
    if not field.help_text:
        return NOTHING
    hint = '\n<div class="govuk-hint{}" id="{}_helptext">{}</div>'
    return format_html(hint, css, field.auto_id, field.help_text)


def _errors(field):
    if not field.errors:
        return NOTHING
    said = format_html_join(
        mark_safe("<br>"),
        '<span class="govuk-visually-hidden">Error:</span> {}',
        ((error,) for error in field.errors),
    )
    return format_html('\n<p class="govuk-error-message" id="{}_error">{}</p>', field.auto_id, said)


def choices(kind, widget):
    """Return the boxes or buttons of a choice, in their groups. `kind` is "checkboxes" or "radios"."""
    return format_html(
        '<div class="govuk-{} govuk-{}--small">\n{}\n</div>',
        kind,
        kind,
        format_html_join("\n", "{}{}", (_group(kind, *group) for group in widget["optgroups"])),
    )


def _group(kind, name, options, index):
    heading = format_html('<p class="portal-choice-group">{}</p>\n', name) if name else NOTHING
    return heading, format_html_join("\n", _CHOICE[kind], map(_choice, options))


# By the kind of choice, with places for what differs from one to the next.
_CHOICE = {
    kind: f'<div class="govuk-{kind}__item"><input type="{type_}" name="{{}}" value="{{}}" id="{{}}"{{}}>'
    f'<label class="govuk-label govuk-{kind}__label" for="{{}}">{{}}</label></div>'
    for kind, type_ in (("checkboxes", "checkbox"), ("radios", "radio"))
}


def _choice(option):
    """Return what _CHOICE says of an option."""
    attrs = option["attrs"]
    id_ = attrs.get("id", "")
    return (
        option["name"],
        option["value"],
        id_,
        _other_attributes(*(pair for pair in attrs.items() if pair[0] != "id")),
        id_,
        option["label"],
    )


# All the boxes of a page have the same, but for those that are ticked.
@lru_cache(maxsize=256)
def _other_attributes(*pairs):
    return _attributes(dict(pairs))


def facet(name, choices, chosen, counts, id_=""):
    """Return the boxes of a facet, which look like small checkboxes of GOV.UK Frontend with a sixth of their markup.

    `choices` are (value, label), or (heading, such pairs); `chosen` has the values that are ticked, `counts` {value: the number
    beside its label}. The first box has the id that an error link leads to; `id_` is that of the field.
    """
    parts, first = ["<div>"], format_html(' id="{}_0"', id_) if id_ else NOTHING
    for value, label in choices:
        grouped = isinstance(label, (list, tuple))
        if grouped:
            parts.append(format_html('<p class="portal-choice-group">{}</p>', value))
        for each, words in label if grouped else [(value, label)]:
            before, after = _box(name, str(each), str(words))
            count = counts.get(str(each))
            parts += (
                before,
                first,
                " checked" if str(each) in chosen else "",
                after,
                "" if count is None else f" <b>{count}</b>",
                "</label>",
            )
            first = ""
    return mark_safe("".join([*parts, "</div>"]))  # noqa: S308 (what is not ours is escaped in _box)


# The pages of a site have the same boxes, and differ in the numbers beside them.
@lru_cache(maxsize=1024)
def _box(name, value, label):
    """Return what stands before and after the attributes of a box that change from page to page."""
    return (
        format_html('<label><input type="checkbox" name="{}" value="{}"', name, value),
        format_html(">{}", label),
    )


def select(widget):
    """Return the `select` of a widget, with its options in their groups."""
    groups = (
        (name, format_html_join("", _OPTION, map(_option, options)))
        for name, options, _ in widget["optgroups"]
    )
    inside = (
        format_html('<optgroup label="{}">{}</optgroup>', name, options) if name else options
        for name, options in groups
    )
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        _attributes(widget["attrs"]),
        joined("", inside),
    )


_OPTION = '<option value="{}"{}>{}</option>'


def _option(option):
    return option["value"], _attributes(option["attrs"]), option["label"]


def control(widget):
    """Return the `input` of a widget."""
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        NOTHING if value is None else format_html(' value="{}"', value),
        _attributes(widget["attrs"]),
    )


def _attributes(attrs):
    """Return attributes as a tag has them: True is the name alone; False and None are left out."""
    given = [
        (name, value) for name, value in attrs.items() if value is not None and not isinstance(value, bool)
    ]
    alone = [(name,) for name, value in attrs.items() if value is True]
    html = format_html_join("", ' {}="{}"', given)
    return html + format_html_join("", " {}", alone) if alone else html
