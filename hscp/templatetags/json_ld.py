"""Structured data for search engines (schema.org), as a block of a page."""

import json

from django import template
from django.utils.safestring import mark_safe

from hscp.web.markup import format_html

register = template.Library()
# As Django's json_script has them: no text of a record can end the block or begin another.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def json_ld(data):
    """Return `data` (a dictionary) as a JSON-LD block. A browser does not run it, so the page's policy need not allow it."""
    text = json.dumps(data).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308
