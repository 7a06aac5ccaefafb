"""Filters that show rich text: as HTML, cleaned once more, and as plain text for lists."""

from django import template
from django.template.defaultfilters import truncatewords
from django.utils.safestring import mark_safe

from hscp.records.rich_text import clean_rich_text
from hscp.records.rich_text.plain_text import as_line

register = template.Library()


@register.filter
def richtext(value):
    """Return stored rich text as safe HTML. Cleaned again here, so that nothing in the database can reach a page."""
    return mark_safe(clean_rich_text(value or ""))  # noqa: S308


@register.filter
def beginning(value, words=30):
    """Return the first `words` words of rich text as plain text."""
    return truncatewords(as_line(clean_rich_text(value or "")), words)
