"""The log of what happens to bookings: writing it, and the state in which each event leaves a booking."""

from training.enums import LIVE, BookingEventKind, BookingState
from training.models import BookingEvent

# The states in which a booking may be after an event. Events that are not here, such as marks on the register, change none.
LEAVES = {
    BookingEventKind.BOOKED: {BookingState.CONFIRMED},
    BookingEventKind.WAITS: {BookingState.WAITING},
    BookingEventKind.REQUESTED: {BookingState.REQUESTED},
    BookingEventKind.APPROVED: {BookingState.CONFIRMED},
    BookingEventKind.PROMOTED: {BookingState.CONFIRMED, BookingState.OFFERED, BookingState.REQUESTED},
    BookingEventKind.ACCEPTED: {BookingState.CONFIRMED, BookingState.REQUESTED},
    BookingEventKind.HANDED_OVER: {BookingState.CONFIRMED, BookingState.REQUESTED},
    BookingEventKind.MOVED: {BookingState.CONFIRMED, BookingState.WAITING, BookingState.REQUESTED},
    **{BookingEventKind(state): {state} for state in BookingState if state not in LIVE},
}


def note(bookings, what, *, at, by=None, reason=""):
    """Write in the log of each of `bookings` that `what` happened at `at`, done by `by` (None for the person).

    `reason` (str) is why, in the words of staff. `what` is a BookingEventKind or the value of one, such as the state in which a booking ended; another is a ValueError.
    Makes one query.
    """
    what = BookingEventKind(what)
    BookingEvent.objects.bulk_create(
        BookingEvent(booking=booking, session_id=booking.session_id, what=what, at=at, by=by, reason=reason)
        for booking in bookings
    )
