"""A place beyond the limits for somebody who waits: staff give it for a reason, which is kept."""

from django.utils import timezone

from training.booking.events import note
from training.booking.limits import agency_of
from training.booking.locking import CannotBook, one_at_a_time
from training.booking.places.approving import settle_by_staff
from training.booking.places.holding import first_free_place, grace, locked_with, place_for
from training.enums import BookingEventKind, BookingState, Source
from training.mail import kinds
from training.mail.outbox import tell


@one_at_a_time()
def let_in(*, booking_id, reason, by, at=None):
    """Give somebody on the waiting list, or with an offer, a place now, and return the booking. A second call changes nothing.

    Nobody loses theirs: where no place is free there are then more people than places. Raises CannotBook without a `reason`
    (str), when the booking has ended, and when the session has begun.
    """
    at = at or timezone.now()
    session, booking = locked_with(booking_id)
    if booking.state == BookingState.CONFIRMED:
        return booking
    if not reason:
        raise CannotBook("Say why this person gets a place now.", field="reason")
    if not booking.is_live:
        raise CannotBook("This booking has ended. Make a new one.")
    if session.starts_at <= at:
        raise CannotBook("The session has begun. Add people who come to its register.")
    if booking.place is None:
        place = place_for(session, agency_of(booking), Source.ADMIN, at)
        booking.over_limit = place is None
        booking.place = place or first_free_place(session)
    settle_by_staff(booking, reason=reason, by=by, at=at)
    booking.state, booking.offered_until = BookingState.CONFIRMED, None
    booking.grace_until = grace(session, at)
    booking.save(update_fields=["state", "place", "offered_until", "grace_until", "over_limit", "changed_at"])
    note([booking], BookingEventKind.PROMOTED, by=by, at=at, reason=reason)
    tell(kinds.PROMOTED, booking)
    return booking
