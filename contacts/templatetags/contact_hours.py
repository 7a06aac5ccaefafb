"""The opening hours of a contact point, and what they say at this moment, for templates."""

from django import template
from django.utils import timezone

from contacts.hours import open_now
from contacts.hours.opening_hours import hours_in_words

register = template.Library()

register.filter("hours_in_words", hours_in_words)


@register.simple_tag
def open_status(point):
    """Return what a reader is told now of a contact point, {"is_open", "words"}; None where it has no hours."""
    return open_now.told(point, timezone.now())


@register.simple_tag
def meanwhile(pathway):
    """Return the contacts.hours.open_now.Meanwhile of a pathway now; None where none of its contact points has hours."""
    return open_now.meanwhile(pathway.contact_points.all(), timezone.now())
