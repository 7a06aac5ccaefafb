"""The controls of rows, written without a template for each: a pack of eighty rows has four hundred of them.

The markup is Django's own; tests/admin/test_row_renderer.py holds the two side by side.
"""

from django.forms.renderers import DjangoTemplates
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe


class RowRenderer(DjangoTemplates):
    """Writes what rows are made of; leaves every other control to Django's templates."""

    def render(self, template_name, context, request=None):
        write = WRITERS.get(template_name)
        if write is None:
            return super().render(template_name, context, request)
        return mark_safe(write(context))  # noqa: S308 (every value is escaped)


def _attributes(attrs):
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(context):
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    name = conditional_escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{value}{_attributes(widget["attrs"])}>'


def _select(context):
    widget = context["widget"]
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        parts += [f'<optgroup label="{conditional_escape(group)}">'] if group else []
        parts += [
            f'<option value="{conditional_escape(each["value"])}"{_attributes(each["attrs"])}>'
            f"{conditional_escape(each['label'])}</option>"
            for each in options
        ]
        parts += ["</optgroup>"] if group else []
    return "\n".join([*parts, "</select>"])


def _related(context):
    """Write a choice with its links to change what is chosen, and to add another."""
    model = (
        ""
        if context["model_has_limit_choices_to"]
        else format_html(' data-model-ref="{}"', context["model_name"])
    )
    links = ""
    if not context["is_hidden"]:
        links = "".join(_link(context, *link) for link in LINKS if context[f"can_{link[0]}_related"])
    return f'<div class="related-widget-wrapper"{model}>{context["rendered_widget"]}{links}</div>'


def _link(context, action, address, query, title, icon):
    attribute = "href" if action == "add" else "data-href-template"
    popup = "" if action == "view" else ' data-popup="yes"'
    return format_html(
        '<a class="related-widget-wrapper-link {0}-related" id="{0}_id_{1}" {2}="{3}?{4}"{5} title="{6} {7}">'
        '<img src="{8}" alt="" width="24" height="24"></a>',
        action,
        context["name"],
        attribute,
        context[address],
        mark_safe(context[query]),  # noqa: S308 (as Django's template has it)
        mark_safe(popup),  # noqa: S308
        title,
        context["model"],
        static(f"admin/img/icon-{icon}link.svg"),
    )


def _errors(context):
    if not context["errors"]:
        return ""
    field = getattr(context["errors"], "field_id", None)
    number = f' id="{field}_error"' if field else ""
    items = "".join(f"<li>{conditional_escape(error)}</li>" for error in context["errors"])
    return f'<ul class="{context["error_class"]}"{number}>{items}</ul>'


LINKS = (
    ("change", "change_related_template_url", "url_params", "Change selected", "change"),
    ("add", "add_related_url", "url_params", "Add another", "add"),
    ("delete", "delete_related_template_url", "url_params", "Delete selected", "delete"),
    ("view", "change_related_template_url", "view_related_url_params", "View selected", "view"),
)
WRITERS = {
    **{f"django/forms/widgets/{name}.html": _input for name in ("hidden", "number", "text", "checkbox")},
    "django/forms/widgets/select.html": _select,
    "admin/widgets/related_widget_wrapper.html": _related,
    "django/forms/errors/list/ul.html": _errors,
}
