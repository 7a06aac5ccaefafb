"""The other dates of a course, for somebody whose own has fallen through."""

from training.enums import BOOKING_IS_OPEN, Availability
from training.models import Session
from training.models.session_times import load_days

MOST = 3
_WITH_PLACES = (Availability.PLACES, Availability.ELSEWHERE)


def other_dates(session, at=None, *, with_places=True, most=MOST):
    """Return the next public sessions of the course of `session` that can be booked at `at` (aware datetime, default now).

    They have places left, or, not only `with_places`, at least a waiting list. At most `most`, the soonest first, each with its
    `availability`.
    """
    wanted = _WITH_PLACES if with_places else BOOKING_IS_OPEN
    return load_days(
        Session.objects.public(at)
        .upcoming(at)
        .with_availability(at)
        .filter(course=session.course_id, availability__in=wanted, is_example=session.is_example)
        .exclude(pk=session.pk)
        .select_related("course")[:most]
    )
