"""Links to PDFs, which say their type and, where it is known, their size."""

from django import template

from hscp.documents.cache import known_size
from hscp.web.markup import format_html

register = template.Library()


@register.simple_tag
def document_link(url, text, name):
    """Return a link to a PDF: `text`, its type and the size it had when it was last compiled.

    `url` is its address, `name` the name of its Document. Makes no database query and compiles nothing.
    """
    return format_html('<a class="govuk-link" href="{}">{} ({})</a>', url, text, file_facts(known_size(name)))


def file_facts(size):
    """Return "PDF, 82 kB" for a `size` in bytes, and "PDF" where it is None."""
    if size is None:
        return "PDF"
    if size < 999_500:
        return f"PDF, {max(1, round(size / 1000))}\xa0kB"
    return f"PDF, {size / 1_000_000:.1f}\xa0MB"
