"""The next dates of courses, for the pages of themes and toolkits."""

from dataclasses import dataclass, field

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
    sessions = Session.objects.public().upcoming(at).exclude(state=SessionState.CANCELLED).filter(**which)
    return sessions.with_availability(at).select_related("course")


def theme_dates(pack, at=None):
    """Return the ThemeDates of a Pack at `at` (default now). Makes one query."""
    courses = [course for part in pack.courses for course in part.entries]
    sessions = list(next_sessions(at, course__in=courses)) if courses else []
    dated = {session.course_id for session in sessions}
    kinds = {
        ("tours", "toolkit tour"): [course for course in courses if course.is_toolkit_tour],
        ("practical", "practical training session"): [
            course for course in courses if course.format == CourseFormat.PRACTICAL_SESSION
        ],
    }
    return ThemeDates(
        sessions=sessions[:SHOWN],
        booking_links=[
            BookingLink(kind, what, any(course.pk in dated for course in among))
            for (kind, what), among in kinds.items()
            if among
        ],
    )
