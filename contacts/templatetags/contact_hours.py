"""The opening hours of contact points, and whether they answer now, for templates."""

from django import template
from django.utils import timezone

from contacts.hours import open_now
from contacts.hours.opening_hours import hours_in_words

register = template.Library()

register.filter("hours_in_words", hours_in_words)


@register.simple_tag
def open_status(point):
    """Return whether a contact point answers now, {"is_open", "words"}; None if it has no hours."""
    return open_now.status_for_reader(point, timezone.now())


@register.simple_tag
def while_closed(pathway):
    """Return the contacts.hours.open_now.WhileClosed of a pathway now; None if none of its contact points has hours."""
    return open_now.while_closed(pathway.contact_points.all(), timezone.now())
