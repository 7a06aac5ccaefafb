"""Public forms in GOV.UK markup: `GovukForm` and its renderer.

Only these forms have the renderer, so the admin's widgets are never affected.
"""

from functools import partial
from itertools import chain

from django import forms
from django.forms import renderers
from django.forms.boundfield import BoundField

from hscp.web import form_markup
from hscp.web.markup import joined

# The first kind of widget that matches gives the class, so subclasses come before their base.
_WIDGET_CLASSES = (
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.widgets.Input, "govuk-input"),
)
# What GOV.UK Frontend calls the same widget in its error state.
_WITH_ERROR_CLASS = {"govuk-input", "govuk-textarea", "govuk-select", "govuk-file-upload"}


class FacetCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes that show how many records each choice would leave.

    `counts` maps a choice's value (as str) to a number; the filter fills it in. A choice without one shows none.
    """

    def __init__(self, attrs=None, choices=(), counts=None):
        super().__init__(attrs=attrs, choices=choices)
        self.counts = counts or {}

    def render(self, name, value, attrs=None, renderer=None):
        """Return the boxes, without what Django prepares for the template of each."""
        chosen = {str(each) for each in value or ()}
        return form_markup.facet(name, self.choices, chosen, self.counts, (attrs or {}).get("id", ""))


class GovukBoundField(BoundField):
    """A field that knows the GOV.UK classes of its widget, and the target of an error link."""

    def build_widget_attrs(self, attrs, widget=None):
        """Return the widget's attributes with the GOV.UK class in front of any class set on the widget."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        classes = [self.widget_class, widget.attrs.get("class"), attrs.get("class")]
        if self.errors and self.widget_class in _WITH_ERROR_CLASS:
            classes.insert(1, f"{self.widget_class}--error")
        if self.use_fieldset:
            # ARIA has no invalid radio: the fieldset's description carries the error.
            attrs.pop("aria-invalid", None)
        attrs["class"] = " ".join(filter(None, classes))
        return attrs

    @property
    def widget_class(self):
        """The class that GOV.UK Frontend gives this kind of widget, or "" for a kind it does not know."""
        return next((name for kind, name in _WIDGET_CLASSES if isinstance(self.field.widget, kind)), "")

    @property
    def is_single_checkbox(self):
        """Whether the label belongs after the box."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_facet(self):
        """Whether the field has the boxes of a facet."""
        return isinstance(self.field.widget, FacetCheckboxes)

    def as_field_group(self):
        """Return the field with its label, hint and errors."""
        return form_markup.field_group(self)

    @property
    def focus_id(self):
        """The id of the control that an error link leads to; in a group, its first choice."""
        return self.subwidgets[0].id_for_label if self.use_fieldset and self.subwidgets else self.id_for_label


class GovukRenderer(renderers.DjangoTemplates):
    """Renders what a list has many of without a template, and all else with Django's own templates."""

    bound_field_class = GovukBoundField

    def render(self, template_name, context, request=None):
        """Return the HTML of a widget from the context of its template."""
        made = _WITHOUT_TEMPLATE.get(template_name)
        return made(context["widget"]) if made else super().render(template_name, context, request)


_WITHOUT_TEMPLATE = {
    "django/forms/widgets/checkbox_select.html": partial(form_markup.choices, "checkboxes"),
    "django/forms/widgets/select.html": form_markup.select,
    "django/forms/widgets/radio.html": partial(form_markup.choices, "radios"),
    **dict.fromkeys(
        (f"django/forms/widgets/{name}.html" for name in ("text", "search", "hidden", "email", "checkbox")),
        form_markup.control,
    ),
}


class GovukForm(forms.Form):
    """A public form. `{{ form }}` gives its fields; `base.html` shows `error_summary` above the page's heading.

    Also the base of every filter form: `class Meta: form = GovukForm` in a FilterSet.
    """

    # One instance for all forms: a class here would build a template engine for every form on a page.
    default_renderer = GovukRenderer()
    # The server shows all errors at once and in our words; the browser's own bubbles show one at a time.
    use_required_attribute = False

    def render(self):
        """Return every field. Errors of the whole form are in `error_summary` alone."""
        hidden = (field.as_widget() for field in self.hidden_fields())
        shown = (field.as_field_group() for field in self.visible_fields())
        return joined("", chain(hidden, shown))

    __str__ = __html__ = render

    @property
    def error_summary(self):
        """The errors as a list of {"text", "href"}; href leads to the control, "" for an error of the whole form."""
        summary = [{"text": text, "href": ""} for text in self.non_field_errors()]
        for field in self:
            summary += [{"text": text, "href": f"#{field.focus_id}"} for text in field.errors]
        return summary
