"""The opening hours of contact points in words, for templates."""

from django import template
from django.utils import timezone

from contacts.hours.opening_hours import hours_in_words
from contacts.hours.point_words import exceptions_in_words, hours_for_reader, usual_hours

register = template.Library()

register.filter("hours_in_words", hours_in_words)
register.filter("usual_hours", usual_hours)


@register.filter
def hours_lines(point):
    """Return when a contact point answers, line by line, with the days that differ soon."""
    return hours_for_reader(point, timezone.localdate())


@register.filter
def exceptions_of(point):
    """Return all the days on which a contact point differs from its usual hours, line by line, for editors."""
    return exceptions_in_words(point.exceptions.all(), with_year=True)
