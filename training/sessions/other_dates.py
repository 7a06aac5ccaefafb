"""The other dates of a course, for somebody whose own has fallen through."""

from training.enums import Availability
from training.models import Session
from training.models.session_times import load_days

MOST = 3
_WITH_PLACES = (Availability.PLACES, Availability.ELSEWHERE)


def other_dates(session, at=None):
    """Return the next public sessions of the course of `session` that have places at `at` (aware datetime, default now).

    At most MOST, the soonest first, each with its `availability`.
    """
    return load_days(
        Session.objects.public(at)
        .upcoming(at)
        .with_availability(at)
        .filter(course=session.course_id, availability__in=_WITH_PLACES, is_example=session.is_example)
        .exclude(pk=session.pk)
        .select_related("course")[:MOST]
    )
