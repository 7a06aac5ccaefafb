"""Courses whose dates to come have bookings: they may be archived, which keeps their pages, but not hidden."""

from django.db.models import Prefetch
from django.utils import timezone

from hscp.records.state import State
from hscp.web.wording import counted
from training.enums import LIVE
from training.models import Booking, Session


def sessions_with_bookings(courses):
    """Return the sessions of `courses` that are not over and have live bookings, in order, each with these as `booked`."""
    live = Booking.objects.filter(state__in=LIVE).order_by("turn", "pk")
    sessions = Session.objects.filter(
        course__in=[course.pk for course in courses], ends_at__gt=timezone.now()
    )
    found = sessions.filter(pk__in=live.order_by().values("session")).select_related("course").in_order()
    return list(found.prefetch_related(Prefetch("bookings", live, to_attr="booked")))


def refusals_to_hide(courses):
    """Return {primary key: why} for those of `courses`, as they are to be, that would hide their pages from people with a booking.

    The pages of a course that is archived, or whose "show until" is over, stay for these people.
    """
    now = timezone.now()
    hidden = [
        course
        for course in courses
        if course.state in {State.DRAFT, State.IN_REVIEW}
        or (course.state == State.PUBLISHED and course.publish_at is not None and course.publish_at > now)
    ]
    booked = {}
    for session in sessions_with_bookings(hidden) if hidden else ():
        booked[session.course_id] = booked.get(session.course_id, 0) + len(session.booked)
    return {
        pk: f"{counted(number, 'person has', 'people have')} a booking. Archive the course instead: its pages then stay for them, "
        "and nobody else can book."
        for pk, number in booked.items()
    }
