"""Which places of a session are held, which is free for whom, and what ends a booking. Called with the session's row locked."""

from collections import Counter
from itertools import count

from django.db.models import Max
from django.utils import timezone

from hscp.web.wording import one_line
from training.booking.events import note
from training.booking.locking import Busy, lock, one_at_a_time
from training.booking.rules import GRACE
from training.enums import HOLDING, Attendance, BookingState, Source
from training.models import Booking


def locked_with(booking_id):
    """Lock the session of a booking, read the booking again, and return both."""
    session = lock(Booking.objects.values_list("session_id", flat=True).get(pk=booking_id))
    booking = Booking.objects.get(pk=booking_id)
    if booking.session_id != session.pk:
        # It was moved to another session while this call waited for the lock.
        raise Busy
    booking.session = session
    return session, booking


def place_for(session, organisation, source, at):
    """Return the number of a free place that this organisation may take, or None."""
    held = held_places(session)
    # Anyone in the room on the day goes on the register, even if there are more people than places.
    if source != Source.ON_THE_DAY or session.starts_at > at:
        quota = session.quota_at(at)
        if len(held) >= session.capacity:
            return None
        if quota is not None and Counter(held.values())[same_name(organisation)] >= quota:
            return None
    return _free(held)


def first_free_place(session):
    """Return the lowest number of a place that nobody holds, whatever the limits say."""
    return _free(held_places(session))


def next_turn(session):
    """Return the turn of whoever joins next."""
    return (session.bookings.aggregate(last=Max("turn"))["last"] or 0) + 1


def _free(held):
    return next(number for number in count(1) if number not in held)


def held_places(session):
    """Return {number of the place: the organisation, as it is compared} for the places that are held."""
    rows = session.bookings.filter(state__in=HOLDING).values_list("place", "organisation")
    return {place: same_name(organisation) for place, organisation in rows}


def same_name(organisation):
    """Return an organisation's name such that two spellings that differ only by case or spaces are equal."""
    return one_line(organisation).casefold()


def grace(session, at):
    """Return until when somebody who is told of a place at `at` may give it back without that being late; None if “cancel by”
    leaves them as long: a day, but not past the start."""
    until = min(at + GRACE, session.starts_at)
    return until if session.cancel_by is not None and session.cancel_by < until else None


@one_at_a_time()
def give_grace(*, session_id, at=None):
    """Let everybody with a place give it back without that being late: the session has changed since they took it."""
    session = lock(session_id)
    until = grace(session, at or timezone.now())
    session.bookings.filter(state=BookingState.CONFIRMED).update(grace_until=until)


def end_booking(booking, state, *, by, at):
    """End a booking in `state`: from now on it holds no place and has no mark on the register."""
    booking.state, booking.place, booking.offered_until, booking.grace_until = state, None, None, None
    booking.attendance = Attendance.NOT_MARKED
    booking.save(update_fields=["state", "place", "offered_until", "grace_until", "attendance", "changed_at"])
    note([booking], state, by=by, at=at)
