"""Cancelling a whole session."""

from django.utils import timezone

from training.booking.locking import CannotBook, lock, one_at_a_time
from training.booking.places.holding import end_booking
from training.enums import LIVE, Attendance, BookingState, SessionState
from training.mail import kinds
from training.mail.outbox import tell


@one_at_a_time()
def cancel_session(*, session_id, by, at=None):
    """Cancel a session and every live booking, and tell each person. Return how many were told.

    A second call does nothing. Raises CannotBook if the register shows that the session took place.
    """
    at = at or timezone.now()
    session = lock(session_id)
    if session.state == SessionState.CANCELLED:
        return 0
    if session.starts_at <= at and session.bookings.exclude(attendance=Attendance.NOT_MARKED).exists():
        raise CannotBook("This session has marks on its register, so it took place and cannot be cancelled.")
    session.state, session.updated_by = SessionState.CANCELLED, by
    session.sequence += 1
    session.save(update_fields=["state", "sequence", "updated_by", "updated_at"])
    live = list(session.bookings.filter(state__in=LIVE).order_by("turn"))
    for booking in live:
        end_booking(booking, BookingState.CANCELLED, by=by, at=at)
        tell(kinds.SESSION_CANCELLED, booking)
    return len(live)
