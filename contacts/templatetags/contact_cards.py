"""The numbers of a pathway as `components/contact_card.html` shows them."""

from django import template

from contacts.output import cards

register = template.Library()
register.filter("by_hours", cards.by_hours)
register.filter("checked", cards.checked)
register.filter("not_served", cards.not_served)


@register.simple_tag
def contact_groups(pathway, reader="", kind=""):
    """Return the pathway's contact points for a reader, of a kind, as (heading, points): see contacts.output.cards."""
    return cards.by_hours(cards.points_for(pathway, reader, kind))


@register.simple_tag
def written_points(pathway, reader):
    """Return the forms, websites and addresses of a pathway for a reader: see contacts.output.cards."""
    return cards.written_points(pathway, reader)


@register.simple_tag
def contact_named_only(pathway, reader="", kind=""):
    """Return the pathway's forms and websites whose address is not known, for a reader, of a kind."""
    return cards.named_only(pathway, reader, kind)
