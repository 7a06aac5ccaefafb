"""Which places of a session are held, which is free for whom, and what ends a booking. Called with the session's row locked."""

from itertools import count

from django.db.models import Max
from django.utils import timezone

from training.booking.events import note
from training.booking.limits import agencies_holding, limits_of
from training.booking.locking import Busy, lock, one_at_a_time
from training.booking.rules import GRACE
from training.enums import Attendance, BookingState, Source
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


def place_for(session, agency, source, at):
    """Return the number of a free place that `agency` (an Agency) may take, or None."""
    limits = limits_of(session, at)
    # Anyone in the room on the day goes on the register, even if there are more people than places.
    is_held_to_them = source != Source.ON_THE_DAY or session.starts_at > at
    if is_held_to_them and (len(limits.held) >= session.capacity or limits.reached(agency)):
        return None
    return free_place(limits.held)


def first_free_place(session):
    """Return the lowest number of a place that nobody holds, whatever the limits say."""
    return free_place(agencies_holding(session))


def next_turn(session):
    """Return the turn of whoever joins next."""
    return (session.bookings.aggregate(last=Max("turn"))["last"] or 0) + 1


def free_place(held):
    """Return the lowest number of a place that is not among `held`."""
    return next(number for number in count(1) if number not in held)


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


def is_marked(booking):
    """Return whether the register has a mark for a booking, of the whole session or one of its days."""
    return bool(booking.attendance) or (booking.session.spans_days and booking.day_marks.exists())


def forget_marks(booking):
    """Take the marks of the register off a booking, which is not saved, and off the days of its session."""
    booking.attendance = Attendance.NOT_MARKED
    if booking.session.spans_days:
        booking.day_marks.all().delete()


def end_booking(booking, state, *, by, at, by_lead=False):
    """End a booking in `state`: from now on it holds no place and has no mark on the register."""
    booking.state, booking.place, booking.offered_until, booking.grace_until = state, None, None, None
    forget_marks(booking)
    booking.save(update_fields=["state", "place", "offered_until", "grace_until", "attendance", "changed_at"])
    note([booking], state, by=by, at=at, by_lead=by_lead)
