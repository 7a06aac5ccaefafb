"""Tags and filters for the site's own markup. `templates/styleguide.html` shows each in use."""

import datetime
import re

from django import forms, template
from django.conf import settings

from hscp.web import components
from hscp.web.filters import flat_choices
from hscp.web.markup import format_html

register = template.Library()


@register.simple_tag
def emergency_numbers():
    """Return the emergency numbers of the settings. A tag, so that error pages need no context processor."""
    return settings.HSCP_EMERGENCY_NUMBERS


@register.simple_tag
def emergency_number():
    """Return the number to call in an emergency: the first of the emergency numbers."""
    return settings.HSCP_EMERGENCY_NUMBERS[0]["number"]


@register.simple_tag
def emergency_link(css_class=""):
    """Return a link that calls the emergency number. `css_class` is added to the classes of the link."""
    number = emergency_number()
    classes = f"govuk-link govuk-link--no-visited-state {css_class}".rstrip()
    return format_html('<a class="{}" href="{}">{}</a>', classes, tel(number), number)


@register.simple_tag
def exit_page():
    """Return where "Exit this page" leads: {"name", "url"}. A tag, for the same reason as the emergency numbers."""
    return settings.HSCP_EXIT_PAGE


@register.simple_tag
def mailbox():
    """Return the partnership's address for questions about the site; "" if none is set. A tag, for the same reason."""
    return settings.HSCP_CONTACT_EMAIL


@register.filter
def tel(number):
    """Return the `tel:` address of a phone number as printed in this country: its digits."""
    return "tel:" + re.sub(r"\D", "", number)


@register.filter
def page_window(page):
    """Return what the pagination of `page` shows: page numbers, and the paginator's ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag
def applied_filters(filterset):
    """Return what narrows a filtered list, as a list of {"label", "text", "url"}.

    `url` is the address of the same list without that value, on its first page. Invalid values are left out: the
    form shows them as errors.
    """
    form = filterset.form
    if not form.is_bound or not form.is_valid():
        return []
    applied = []
    for bound in form:
        for value, text in _chosen(bound.field, form.cleaned_data.get(bound.name)):
            query = form.data.copy()
            query.pop("page", None)
            rest = [other for other in query.getlist(bound.html_name) if other != value]
            query.setlist(bound.html_name, rest if isinstance(bound.field, _MULTIPLE) else [])
            applied.append({"label": bound.label, "text": text, "url": f"?{query.urlencode()}"})
    return applied


_MULTIPLE = (forms.ModelMultipleChoiceField, forms.MultipleChoiceField)


def _chosen(field, cleaned):
    """Return (value as in the address, text for the reader) for each value that a cleaned field holds."""
    if cleaned is None or cleaned == "" or cleaned is False:
        return []
    if isinstance(field, forms.ModelChoiceField):
        records = cleaned if isinstance(field, forms.ModelMultipleChoiceField) else [cleaned]
        return [(str(field.prepare_value(record)), field.label_from_instance(record)) for record in records]
    if isinstance(field, forms.ChoiceField):
        labels = {str(value): label for value, label in flat_choices(field.choices)}
        values = cleaned if isinstance(cleaned, (list, tuple)) else [cleaned]
        return [(str(value), labels.get(str(value), str(value))) for value in values]
    if isinstance(cleaned, datetime.date):
        return [(str(cleaned), f"{cleaned:%-d %B %Y}")]
    return [(str(cleaned), "Yes" if cleaned is True else str(cleaned))]


@register.simple_block_tag
def inset(content):
    """Set a passage apart from the text around it."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def warning(content):
    """Warn of a consequence, with an exclamation mark that is read out as "Warning"."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>\n'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span> {}</strong></div>',
        content,
    )


@register.simple_block_tag
def section(content, heading, id, count=None):
    """Put a passage under a level two heading that a contents list can lead to. `count` stands beside the heading."""
    return components.section(content, heading, id, count)


@register.simple_block_tag
def fold(content, heading, id, count=None, level=2):
    """Put a passage under a heading that opens it. `count` stands beside the heading."""
    return components.fold(content, heading, id, count, level)
