"""What pages say about a session (when, where, and whether it can be booked) and about a course (its next date)."""

from django import template
from django.utils import timezone
from django.utils.safestring import mark_safe

from hscp.records.remarks import remarks
from hscp.web.addresses import host
from hscp.web.markup import format_html
from hscp.web.wording import clock_time, counted, date_and_time, time_span
from training.enums import Availability

register = template.Library()
EXACT = 5


@register.filter
def when(session):
    """Return when a session is, in London, such as "Tuesday 12 January 2027, 9:30am to 11am"."""
    return time_span(session.starts_at, session.ends_at)


@register.filter
def begins(session):
    """Return the time at which a session starts in London, such as "9:30am"."""
    return clock_time(timezone.localtime(session.starts_at))


@register.filter
def at_moment(at):
    """Return an aware datetime in London, such as "Tuesday 12 January 2027, 9:30am"."""
    return date_and_time(at)


@register.filter
def where(session):
    """Return where a session is: "Online: Microsoft Teams", or the venue."""
    setting = session.get_setting_display()
    return f"{setting}: {session.place}" if session.place else setting


@register.filter
def places(session):
    """Return whether a session (from `with_availability`) can be booked, in words. The number of places is given up to five."""
    left = (session.capacity or 0) - session.held
    return {
        Availability.PLACES: "Places available" if left > EXACT else f"{counted(left, 'place')} left",
        Availability.WAITING: "Full: join the waiting list",
        Availability.FULL: "Full",
        Availability.ELSEWHERE: f"Booked on {host(session.external_link)}",
        Availability.NOT_YET: f"Booking opens {date_and_time(session.booking_opens_at)}"
        if session.booking_opens_at
        else "",
        Availability.CLOSED: "Booking closed",
        Availability.CANCELLED: "Cancelled",
        Availability.BEGUN: "Over" if session.ends_at <= timezone.now() else "Started",
    }[session.availability]


@register.simple_tag
def session_line(session, course=None):
    """Return one line of a list of dates for a session (from `with_availability`), under the title of `course` if given."""
    moment = when(session)
    where_and_places = format_html(
        '<span class="portal-date__where">{}</span> {}{}',
        where(session),
        places_tag(session),
        mark_safe(' <span class="portal-date__where">Example</span>') if session.is_example else "",
    )
    if course is None:
        line = '<span class="portal-date"><a class="govuk-link portal-date__link" href="{}">{}</a>\n{}</span>'
        return format_html(line, session.get_absolute_url(), moment, where_and_places)
    return format_html(
        '<span class="portal-date"><a class="govuk-link portal-date__link" href="{}">{}'
        '<span class="govuk-visually-hidden">, {}</span></a>\n<span class="portal-date__when" aria-hidden="true">{}</span>\n{}</span>',
        session.get_absolute_url(),
        course.title,
        moment,
        moment,
        where_and_places,
    )


@register.filter
def places_tag(session):
    """Return `places` as a GOV.UK tag in the colour for it."""
    colour = {
        Availability.PLACES: "green",
        Availability.WAITING: "yellow",
        Availability.CANCELLED: "red",
        Availability.ELSEWHERE: "blue",
    }.get(session.availability, "grey")
    return format_html(
        '<strong class="govuk-tag govuk-tag--{} portal-places">{}</strong>', colour, places(session)
    )


@register.filter
def course_remarks(course):
    """Return the remarks beside a course's title in the catalogue: its next date, if any, then those that any record has."""
    next_date = [f"Next date: {timezone.localtime(course.next_date):%-d %B %Y}"] if course.next_date else []
    return [*next_date, *remarks(course)]
