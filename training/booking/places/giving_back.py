"""Cancelling a booking, whose place goes to the next person."""

from django.utils import timezone

from training.booking.locking import CannotBook, one_at_a_time
from training.booking.places.holding import end_booking, is_marked, locked_with
from training.booking.places.promotion import promote
from training.enums import BookingState
from training.mail import kinds
from training.mail.outbox import tell


@one_at_a_time()
def give_back(*, booking_id, by=None, lead=None, at=None):
    """Cancel a live booking, pass its place on, and return it. A second call changes nothing.
    `lead` is the Lead who does it for them, whom the mail names.

    Somebody with a place who cancels after “cancel by”, and after the grace they have from being told of the place, is a late
    cancellation; somebody who says no to an offer has declined.
    Raises CannotBook once the session has begun, unless staff (`by`) take off somebody who is not on the register yet.
    """
    at = at or timezone.now()
    session, booking = locked_with(booking_id)
    if not booking.is_live:
        return booking
    if session.starts_at <= at and (by is None or is_marked(booking)):
        raise CannotBook("The session has begun, so this booking can no longer be cancelled.")
    if booking.state == BookingState.OFFERED:
        state = BookingState.DECLINED
    elif booking.state == BookingState.CONFIRMED and booking.is_late_to_cancel(at):
        state = BookingState.LATE_CANCELLED
    else:
        state = BookingState.CANCELLED
    end_booking(booking, state, by=by, at=at, by_lead=lead is not None)
    tell(kinds.CANCELLED, booking, lead=lead.name if lead else "")
    promote(session, at)
    return booking
