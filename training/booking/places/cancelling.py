"""Cancelling a whole session."""

from django.utils import timezone

from training.booking.locking import CannotBook, lock, one_at_a_time
from training.booking.places.holding import end_booking
from training.enums import LIVE, Attendance, BookingState, SessionState
from training.mail import kinds, rendering
from training.mail.outbox import tell
from training.sessions.other_dates import other_dates


@one_at_a_time()
def cancel_session(*, session_id, by, reason="", at=None):
    """Cancel a session and every live booking, and tell each person. Return how many were told.

    `reason` is a sentence for them and for the page of the session. They are offered other dates of the course. A second call
    does nothing. Raises CannotBook if the register shows that the session took place.
    """
    at = at or timezone.now()
    session = lock(session_id)
    if session.state == SessionState.CANCELLED:
        return 0
    if session.starts_at <= at and _has_marks(session):
        raise CannotBook("This session has marks on its register, so it took place and cannot be cancelled.")
    session.state, session.updated_by, session.cancellation_reason = SessionState.CANCELLED, by, reason
    session.sequence += 1
    session.save(update_fields=["state", "sequence", "cancellation_reason", "updated_by", "updated_at"])
    others = rendering.dates(other_dates(session, at))
    live = list(session.bookings.filter(state__in=LIVE).order_by("turn"))
    for booking in live:
        end_booking(booking, BookingState.CANCELLED, by=by, at=at)
        tell(kinds.SESSION_CANCELLED, booking, reason=reason, others=others)
    return len(live)


def _has_marks(session):
    """Return whether the register has a mark for anybody, of the whole session or one of its days."""
    return session.bookings.exclude(attendance=Attendance.NOT_MARKED, day_marks=None).exists()
