"""The log of what happens to bookings: writing it, and the state in which each event leaves a booking."""

from training.booking.charges import settle
from training.enums import LIVE, Attendance, BookingEventKind, BookingState
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
# Events after which something else may be owed.
_CHANGES_CHARGES = {
    *LEAVES,
    *(BookingEventKind(mark) for mark in Attendance if mark),
    BookingEventKind.NOT_MARKED,
}


def note(bookings, what, *, at, by=None, reason="", by_lead=False):
    """Write in the log of each of `bookings` that `what` happened at `at`, done by `by` (None for the person, or
    `by_lead`, whoever books for them).

    `reason` (str) is why, in the words of staff. `what` is a BookingEventKind or the value of one, such as the state in which a booking ended; another is a ValueError.
    What is owed for the bookings follows in the same transaction.
    """
    what, bookings = BookingEventKind(what), list(bookings)
    BookingEvent.objects.bulk_create(
        BookingEvent(
            booking=booking,
            session_id=booking.session_id,
            what=what,
            at=at,
            by=by,
            by_lead=by_lead,
            reason=reason,
        )
        for booking in bookings
    )
    if what in _CHANGES_CHARGES:
        settle(bookings, what, at=at)
