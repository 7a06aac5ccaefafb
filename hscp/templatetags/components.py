"""The tags of `hscp/web/components.py`: one line of a list, one card, a link to another site."""

from django import template

from hscp.records.page_notes import NO_LINK
from hscp.templatetags.page_notes import notes_of
from hscp.web import components

register = template.Library()
register.simple_tag(components.external_link)


@register.simple_tag(takes_context=True)
def item(context, title, url="", kind="", target="", note="", missing=False):
    """Return one line of a list. With `missing` the page says that it does not know every link."""
    if missing:
        notes_of(context).remember(NO_LINK)
    return components.item(title, url=url, kind=kind, target=target, note=note)


@register.simple_tag(takes_context=True)
def card(context, title, url="", kind="", summary="", meta=(), level=3, missing=False):
    """Return a card. With `missing` the page says that it does not know every link."""
    if missing:
        notes_of(context).remember(NO_LINK)
    return components.card(title, url=url, kind=kind, summary=summary, meta=meta, level=level)


@register.simple_tag(takes_context=True)
def record_line(context, record, kind=""):
    """Return one line of a list for a toolkit, resource or course."""
    return components.record_line(record, kind, notes_of(context))


@register.simple_tag(takes_context=True)
def record_card(context, record, kind="", level=3):
    """Return a card for a toolkit or resource."""
    return components.record_card(record, kind, notes_of(context), level)


@register.simple_tag(takes_context=True)
def way_to_record(context, way, what):
    """Return one way (a ShownLink) to a record that readers call `what` ("toolkit"), at the top of its page."""
    return components.way_to_record(way, what, notes_of(context))
