"""Bookings of sessions that are over, from the lists that a partnership kept before: nobody gets a mail about one.

They are held to the same rules as the portal's own: a person whose data was erased is not brought back, and nobody is
named for longer than names are kept.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from itertools import count

from django.forms.utils import from_current_timezone
from django.utils import timezone

from hscp.privacy.erasure_list import is_on_list
from hscp.privacy.retention import kept_since
from hscp.records.saving import content_change
from training.booking.events import note
from training.booking.identity import is_for, name_key
from training.booking.locking import CannotBook, lock, one_at_a_time
from training.enums import HOLDING, LIVE, BookingEventKind, BookingState, SessionState, Source
from training.models import Booking, Session
from training.organisations.register import organisation_of

# A list says that somebody had a place, and nothing of whether they came.
NOT_SAID = "not_said"
_ENDED = (BookingState.CANCELLED, BookingState.LATE_CANCELLED, BookingState.NOT_REACHED)
_USUAL_START = time(9)
_USUAL_LENGTH = timedelta(hours=1)


@dataclass(frozen=True)
class When:
    """A day (date) on which a course was given, and the time at which it began, where that is known."""

    day: object
    start: object = None


class PastBookings:
    """Keeps what a list says, row by row, within one transaction of the caller's. It reads each session once.

    `by` is the member of staff whose list it is, `at` the moment (aware datetime, default now).
    """

    def __init__(self, *, by, at=None):
        self._by, self._at = by, at or timezone.now()
        self._days, self._organisations = {}, {}

    @one_at_a_time()
    def keep(self, *, course, when, person, outcome):
        """Keep that `person` (a Person) booked when `course` was given at `when` (a When), and what became of it.

        `outcome` is a mark of the register, NOT_SAID, or one of the states in which a booking has ended. Where the portal has
        no session of that day, it gets one, closed; its places are as many as were taken. Returns the Booking and whether it
        is new: the same person is kept once for a session, by name where the list has no address. Raises CannotBook.
        """
        if person.email and is_on_list(person.email):
            raise CannotBook("This person had their data erased, so it is not brought back.", field="email")
        day = self._days.get((course.pk, when)) or self._day(course, when)
        state = outcome if outcome in _ENDED else BookingState.CONFIRMED
        attendance = "" if outcome in (*_ENDED, NOT_SAID) else outcome
        there = day.booking_of(person, state)
        if there is not None and there.attendance != attendance:
            raise CannotBook(
                "This person has a booking for that session already. Mark them on its register.",
                field="attendance",
            )
        made = there or self._add(day, person, state, attendance)
        if there is None:
            day.bookings.append(made)
        # Only what stays: a row that is refused takes its session back with it.
        self._days[course.pk, when] = day
        return made, there is None

    def _day(self, course, when):
        session = _session(course, when, self._at) or _new_session(course, when, self._by)
        if session.ends_at > self._at:
            raise CannotBook("The session is not over yet. Book people on its page.", field="day")
        if session.ends_at <= kept_since("attendance", self._at):
            raise CannotBook("That is longer ago than names are kept, so it is left out.", field="day")
        session = lock(session.pk)
        if not session.is_ours:
            raise CannotBook("This session was booked elsewhere, so it has no places here.", field="day")
        known = next((day for day in self._days.values() if day.session.pk == session.pk), None)
        return known or _Day(session, list(session.bookings.all()))

    def _add(self, day, person, state, attendance):
        taken = {booking.place for booking in day.bookings if booking.state in HOLDING}
        holds = state in HOLDING
        by_name = not person.email or person.shares_mailbox
        who = f"{person.email_key}:{name_key(person.name)}" if by_name else person.email_key
        if person.organisation not in self._organisations:
            self._organisations[person.organisation] = organisation_of(person.organisation)
        booking = Booking.objects.create(
            session=day.session,
            state=state,
            place=next(number for number in count(1) if number not in taken) if holds else None,
            turn=max((booking.turn for booking in day.bookings), default=0) + 1,
            key=sha256(f"{day.session.pk}:past:{state}:{who}".encode()).hexdigest(),
            source=Source.IMPORT,
            attendance=attendance,
            listed_organisation=self._organisations[person.organisation],
            **person.as_fields(),
        )
        if holds and len(taken) >= day.session.capacity:
            day.session.capacity = len(taken) + 1
            day.session.save(update_fields=["capacity", "updated_at"])
        note(
            [booking], BookingEventKind.BOOKED if holds else BookingEventKind.WAITS, at=self._at, by=self._by
        )
        if attendance or not holds:
            note([booking], attendance or state, at=self._at, by=self._by)
        return booking


@dataclass
class _Day:
    """A session and all its bookings, as they are in the transaction that holds its lock."""

    session: Session
    bookings: list

    def booking_of(self, person, state):
        """Return the booking that is the person's already, live if `state` is, else of that state; or None."""
        states = LIVE if state in HOLDING else (state,)
        return next((each for each in self.bookings if each.state in states and _is_of(each, person)), None)


def _is_of(booking, person):
    if not person.email:
        same = booking.source == Source.IMPORT and not booking.email_key
        return same and name_key(booking.name) == name_key(person.name)
    return booking.email_key == person.email_key and is_for(person, booking.name)


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
