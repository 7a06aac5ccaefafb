"""Certificates that staff issue again, withdraw or make valid again. The number never changes."""

from django.utils import timezone

from training.booking.events import note
from training.booking.locking import CannotBook, lock, one_at_a_time
from training.enums import BookingEventKind
from training.follow_up.certificates import may_have, number_for
from training.mail import kinds
from training.mail.outbox import tell
from training.models import Booking


@one_at_a_time()
def reissue(*, session_id, booking_ids, by, at=None):
    """Issue the certificates of those of `booking_ids` again that have one, tell the people, and return how many.

    The certificate says what the booking says now, and the day on which it was issued again.
    """
    at = at or timezone.now()
    done = []
    for booking in _bookings(session_id, booking_ids):
        if not may_have(booking):
            continue
        booking.certificate, booking.certificate_reissued_at = number_for(booking), at
        booking.save(update_fields=["certificate", "certificate_reissued_at", "changed_at"])
        done.append(booking)
    note(done, BookingEventKind.REISSUED, at=at, by=by)
    for booking in done:
        tell(kinds.CERTIFICATE, booking, reissued=True)
    return len(done)


@one_at_a_time()
def withdraw(*, session_id, booking_id, reason, by, at=None):
    """Withdraw one certificate: it can no longer be opened, and its number no longer checks. Tell the person why, and return the
    booking.

    Raises CannotBook without a `reason` (str), which is kept, and if there is no certificate.
    """
    at = at or timezone.now()
    [booking] = _bookings(session_id, [booking_id]) or [None]
    if not reason:
        raise CannotBook("Say why the certificate is withdrawn.", field="reason")
    if booking is None or not may_have(booking):
        raise CannotBook("There is no certificate to withdraw: only people marked as attended have one.")
    booking.certificate_withdrawn_at = at
    booking.save(update_fields=["certificate_withdrawn_at", "changed_at"])
    note([booking], BookingEventKind.WITHDRAWN, at=at, by=by, reason=reason)
    tell(kinds.CERTIFICATE_WITHDRAWN, booking, reason=reason)
    return booking


@one_at_a_time()
def restore(*, session_id, booking_id, by, at=None):
    """Make a withdrawn certificate valid again, tell the person, and return the booking. A second call changes nothing."""
    at = at or timezone.now()
    for booking in _bookings(session_id, [booking_id]):
        if booking.certificate_withdrawn_at:
            booking.certificate_withdrawn_at = None
            booking.save(update_fields=["certificate_withdrawn_at", "changed_at"])
            note([booking], BookingEventKind.RESTORED, at=at, by=by)
            if may_have(booking):
                tell(kinds.CERTIFICATE, booking, restored=True)
        return booking
    raise CannotBook("This booking no longer exists.")


def _bookings(session_id, booking_ids):
    """Lock the session and return those of its bookings, with it."""
    session = lock(session_id)
    found = list(
        Booking.objects.filter(session=session, pk__in=booking_ids, anonymised_at=None).order_by("pk")
    )
    for booking in found:
        booking.session = session
    return found
