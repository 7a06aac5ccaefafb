"""What pages say about a session (when, where, and whether it can be booked) and about a course (its next date)."""

from django import template
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from hscp.records.remarks import remarks
from hscp.records.rich_text.plain_text import as_line
from hscp.web import wording
from hscp.web.addresses import host
from hscp.web.markup import format_html
from hscp.web.wording import clock_time, counted, date_and_time, duration
from training.enums import Availability

register = template.Library()
EXACT = 5
WORDS_OF_AIMS = 30


@register.filter
def when(session):
    """Return when a session is, in London, such as "Tuesday 12 January 2027, 9:30am to 11am"."""
    return session.when


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
def every(months):
    """Return how often something is repeated, such as "every 2 years"."""
    return wording.every(months)


@register.filter
def course_facts(course):
    """Return how long a course takes and its level, as a list of texts; what is not known is left out."""
    return [*filter(None, [duration(course.duration_minutes or 0), course.level])]


@register.filter
def repeats(course):
    """Return when a course is to be repeated, such as "Repeat every 2 years"; "" if that is not known."""
    if course.valid_months:
        return f"Repeat {wording.every(course.valid_months)}"
    return "Need not be repeated" if course.not_repeated else ""


@register.filter
def list_summary(course):
    """Return what a list says of a course: its summary, or else the beginning of what people will be able to do."""
    if course.summary or not course.aims:
        return course.summary
    aims = Truncator(as_line(course.aims)).words(WORDS_OF_AIMS, truncate=" …")
    return f"You will be able to: {aims}"


@register.filter
def course_remarks(course):
    """Return the remarks beside a course's title in the catalogue (its finer audiences loaded).

    Its next date, for whom it is, how long, the level and when to repeat it, as far as known, then those that any record has.
    """
    next_date = [f"Next date: {timezone.localtime(course.next_date):%-d %B %Y}"] if course.next_date else []
    finer = sorted(audience.name for audience in course.audiences.all())
    for_whom = [f"For {', '.join(finer)}"] if finer else []
    repeat = [*filter(None, [repeats(course)])]
    return [*next_date, *for_whom, *course_facts(course), *repeat, *remarks(course)]
