"""Bookings of sessions that are over, from the lists that a partnership kept before: nobody gets a mail about one.

They are held to the same rules as the portal's own: a person whose data was erased is not brought back, and nobody is
named for longer than names are kept.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from itertools import count

from django.db.models import Max
from django.forms.utils import from_current_timezone
from django.utils import timezone

from hscp.privacy.erasure_list import is_on_list
from hscp.privacy.retention import kept_since
from hscp.records.saving import content_change
from training.booking.events import note
from training.booking.locking import CannotBook, lock, one_at_a_time
from training.booking.places.people import live_bookings_of
from training.enums import HOLDING, BookingEventKind, BookingState, SessionState, Source
from training.models import Booking, Session
from training.organisations.register import organisation_of

_USUAL_START = time(9)
_USUAL_LENGTH = timedelta(hours=1)


@dataclass(frozen=True)
class When:
    """A day (date) on which a course was given, and the time at which it began, where that is known."""

    day: object
    start: object = None


@one_at_a_time()
def keep_past_booking(*, course, when, person, attendance, by, at=None):
    """Keep what a list says: `person` (a Person) had a place when `course` was given at `when` (a When), and came or not.

    Where the portal has no session of that day, it gets one, closed; its places are as many as were taken. Returns the
    Booking and whether it is new: the same person is kept once for a session. Raises CannotBook.
    """
    at = at or timezone.now()
    session = _session(course, when, at) or _new_session(course, when, by)
    if session.ends_at > at:
        raise CannotBook("The session is not over yet. Book people on its page.", field="day")
    if session.ends_at <= kept_since("attendance", at):
        raise CannotBook("That is longer ago than names are kept, so it is left out.", field="day")
    if is_on_list(person.email):
        raise CannotBook("This person had their data erased, so it is not brought back.", field="email")
    session = lock(session.pk)
    if not session.is_ours:
        raise CannotBook("This session was booked elsewhere, so it has no places here.", field="day")
    there = next(iter(live_bookings_of(session, person)), None)
    if there is not None:
        if there.attendance != attendance:
            raise CannotBook(
                "This person has a booking for that session already. Mark them on its register.",
                field="attendance",
            )
        return there, False
    return _add(session, person, attendance, by, at), True


def _add(session, person, attendance, by, at):
    taken = set(session.bookings.filter(state__in=HOLDING).values_list("place", flat=True))
    booking = Booking.objects.create(
        session=session,
        state=BookingState.CONFIRMED,
        place=next(number for number in count(1) if number not in taken),
        turn=(session.bookings.aggregate(last=Max("turn"))["last"] or 0) + 1,
        key=sha256(f"{session.pk}:past:{person.email_key}".encode()).hexdigest(),
        source=Source.IMPORT,
        attendance=attendance,
        listed_organisation=organisation_of(person.organisation),
        **person.as_fields(),
    )
    if len(taken) >= session.capacity:
        session.capacity = len(taken) + 1
        session.save(update_fields=["capacity", "updated_at"])
    note([booking], BookingEventKind.BOOKED, at=at, by=by)
    if attendance:
        note([booking], attendance, at=at, by=by)
    return booking


def _session(course, when, at):
    """Return the session of the course on that day, or None. Raises CannotBook where there are several."""
    start = from_current_timezone(datetime.combine(when.day, time()))
    found = Session.objects.filter(
        course=course, starts_at__gte=start, starts_at__lt=start + timedelta(days=1), is_example=False
    ).exclude(state__in=[SessionState.DRAFT, SessionState.CANCELLED])
    sessions = [
        session
        for session in found.order_by("starts_at", "pk")
        if when.start is None or timezone.localtime(session.starts_at).time() == when.start
    ]
    if len(sessions) > 1:
        times = " or ".join(f"{timezone.localtime(session.starts_at):%H:%M}" for session in sessions)
        raise CannotBook(
            f"There were several sessions on that day. Write when it began: {times}.", field="start"
        )
    return sessions[0] if sessions else None


def _new_session(course, when, by):
    """Return a new session, closed and of one place, in which nobody is reminded of anything."""
    starts_at = from_current_timezone(datetime.combine(when.day, when.start or _USUAL_START))
    length = timedelta(minutes=course.duration_minutes) if course.duration_minutes else _USUAL_LENGTH
    session = Session(
        course=course,
        state=SessionState.CLOSED,
        starts_at=starts_at,
        ends_at=starts_at + length,
        capacity=1,
        waiting_list=False,
        reminder_days="",
    )
    with content_change(by=by) as change:
        change.save(session)
        change.touched(course)
    return session
