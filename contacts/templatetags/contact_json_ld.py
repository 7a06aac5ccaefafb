"""What a pathway's page holds for machines: schema.org data as JSON-LD."""

from django import template

from contacts.output.schema_org import structured_data
from hscp.templatetags.json_ld import json_ld

register = template.Library()


@register.simple_tag(takes_context=True)
def structured_data_of(context, pathway):
    """Return the JSON-LD block of a Pathway's page."""
    return json_ld(structured_data(pathway, context["request"].build_absolute_uri))
