"""The opening hours of contact points, and whether they answer now, for templates."""

from django import template
from django.utils import timezone

from contacts.enums import ANSWERED
from contacts.hours import open_now
from contacts.hours.opening_hours import hours_in_words
from contacts.hours.point_words import exceptions_in_words, hours_for_reader, usual_hours

register = template.Library()

register.filter("hours_in_words", hours_in_words)
register.filter("usual_hours", usual_hours)
register.filter("has_hours", open_now.has_hours)


@register.filter
def hours_lines(point):
    """Return when a contact point answers, line by line, with the days that differ soon."""
    return hours_for_reader(point, timezone.localdate())


@register.filter
def exceptions_of(point):
    """Return all the days on which a contact point differs from its usual hours, line by line, for editors."""
    return exceptions_in_words(point.exceptions.all(), with_year=True)


@register.filter
def is_answered(point):
    """Return whether a person is to answer at a contact point, so that a reader must know when."""
    return point.kind in ANSWERED


@register.simple_tag
def open_status(point):
    """Return whether a contact point answers now, {"is_open", "words"}; None if it has no hours."""
    return open_now.status_for_reader(point, timezone.now())


@register.simple_tag
def while_closed(pathway):
    """Return the contacts.hours.open_now.WhileClosed of a pathway now; None if nobody is to answer at any of its contact points."""
    return open_now.while_closed(pathway.contact_points.all(), timezone.now())
