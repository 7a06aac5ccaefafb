"""What the page of a pathway holds for machines: schema.org, and the address of the record as JSON."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from contacts.structured import structured_data

register = template.Library()
# As Django's json_script has them: no text of a record can end the block or begin another.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def structured_data_of(context, pathway):
    """Return the JSON-LD block of a Pathway's page. A browser does not run it, so the page's policy need not allow it."""
    text = json.dumps(structured_data(pathway, context["request"].build_absolute_uri)).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308
