"""Handing a place to a colleague."""

from django.utils import timezone

from training.booking.events import note
from training.booking.locking import CannotBook, one_at_a_time
from training.booking.places.holding import locked_with
from training.booking.places.people import refuse_twice
from training.enums import Attendance, BookingEventKind, BookingState
from training.mail import kinds
from training.mail.outbox import tell


@one_at_a_time()
def hand_over(*, booking_id, person, by=None, at=None):
    """Give a confirmed place to a colleague (Person) and return the booking, now the colleague's, with new links.

    The organisation stays: the place counts against its limit. Handing it to the colleague who already has it changes
    nothing. Raises CannotBook when the booking has no confirmed place, when the session has begun, and when the
    colleague has another booking.
    """
    at = at or timezone.now()
    session, booking = locked_with(booking_id)
    if booking.state != BookingState.CONFIRMED:
        raise CannotBook("Only a confirmed place can be handed to a colleague.")
    if session.starts_at <= at:
        raise CannotBook("The session has begun, so the place can no longer be handed on.")
    if booking.email.lower() == person.email.lower():
        return booking
    refuse_twice(session, [person])
    tell(kinds.HANDED_OVER, booking)
    booking.links.all().delete()
    for field in ("name", "email", "role", "phone", "access_needs", "manager_email"):
        setattr(booking, field, getattr(person, field))
    # An apology sent in advance was from the other person.
    booking.attendance = Attendance.NOT_MARKED
    booking.save()
    note([booking], BookingEventKind.HANDED_OVER, by=by, at=at)
    tell(kinds.CONFIRMED, booking)
    return booking
