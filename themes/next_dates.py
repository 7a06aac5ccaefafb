"""The next dates of courses, for the pages of themes and toolkits."""

from dataclasses import dataclass, field

from django.utils import timezone

from hscp.records.compiled_queries import CompiledQuery
from training.enums import CourseFormat, SessionState
from training.models import Session

SHOWN = 3


@dataclass
class BookingLink:
    """A button of the theme screen: `kind` is the value of the kind facet in the lists of courses and of dates."""

    kind: str
    what: str
    has_dates: bool


@dataclass
class ThemeDates:
    """The next sessions of a pack's courses, and a link for each kind of booking that they offer."""

    sessions: list = field(default_factory=list)
    booking_links: list[BookingLink] = field(default_factory=list)


def next_sessions(at=None, **which):
    """Return the upcoming sessions at `at` (default now) that are not cancelled, soonest first, as a queryset.

    `which` narrows them, such as course__toolkit=….
    """
    return _taking_place(at, which).with_availability(at).select_related("course")


def _taking_place(at, which):
    return Session.objects.public(at).upcoming(at).exclude(state=SessionState.CANCELLED).filter(**which)


@CompiledQuery
def _first_sessions(courses, at):
    return next_sessions(at, course__in=courses)[:SHOWN]


@CompiledQuery
def _dated_courses(courses, at):
    """Return the ids of those of `courses` that have a date."""
    rows = _taking_place(at, {"course__in": courses}).order_by()
    return rows.values_list("course", flat=True).distinct()


def theme_dates(pack, at=None):
    """Return the ThemeDates of a Pack at `at` (default now). Makes two queries at most, whatever the number of dates."""
    at = at or timezone.now()
    courses = {course.pk: course for part in pack.courses for course in part.entries}
    sessions = _first_sessions(courses=courses, at=at)
    dated = {session.course_id for session in sessions}
    kinds = {
        ("tours", "toolkit tour"): {pk for pk, course in courses.items() if course.is_toolkit_tour},
        ("practical", "practical training session"): {
            pk for pk, course in courses.items() if course.format == CourseFormat.PRACTICAL_SESSION
        },
    }
    offered = {words: among for words, among in kinds.items() if among}
    # Fewer than are shown are all that there are.
    if len(sessions) == SHOWN and not all(among & dated for among in offered.values()):
        dated = set(_dated_courses(courses=courses, at=at))
    links = [BookingLink(kind, what, bool(among & dated)) for (kind, what), among in offered.items()]
    return ThemeDates(sessions=sessions, booking_links=links)
