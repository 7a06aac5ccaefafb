"""The opening hours of contact points in words, for templates: of readers, and of editors, who read the 24-hour clock."""

from django import template
from django.utils import timezone

from contacts.hours.point_words import exceptions_in_words, hours_for_reader, usual_hours
from hscp.web.wording import clock_24

register = template.Library()


@register.filter
def hours_lines(point):
    """Return when a contact point answers, line by line, with the days that differ soon."""
    return hours_for_reader(point, timezone.localdate())


@register.filter("usual_hours")
def usual_hours_for_editors(point):
    """Return a contact point's usual hours, line by line, for editors."""
    return usual_hours(point, clock=clock_24)


@register.filter
def exceptions_of(point):
    """Return all the days on which a contact point differs from its usual hours, line by line, for editors."""
    return exceptions_in_words(point.exceptions.all(), with_year=True, clock=clock_24)
