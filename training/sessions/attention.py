"""Sessions that need the training administrator's attention, for the start page and the filter of the admin's list."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from hscp.london_time import midnight
from training.enums import ApprovalBy, ApprovalState, BookingState, SessionState
from training.models import Approval, Booking
from training.sessions.booking_counts import with_booking_counts

SOON = timedelta(days=14)


def below_minimum(sessions, at=None):
    """Return the open sessions of the next 14 days that have fewer people than they need to run."""
    at = at or timezone.now()
    return with_booking_counts(sessions).filter(
        state=SessionState.OPEN, starts_at__gt=at, starts_at__lte=at + SOON, held__lt=F("minimum_places")
    )


def register_unmarked(sessions, at=None):
    """Return the sessions that are over and have somebody with a place whom the register does not mark."""
    unmarked = Booking.objects.filter(state=BookingState.CONFIRMED, attendance="", anonymised_at=None)
    return sessions.filter(ends_at__lte=at or timezone.now(), pk__in=unmarked.values("session"))


def offers_ending(sessions, at=None):
    """Return the sessions with an offer of a place that ends today."""
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    ending = Booking.objects.filter(state=BookingState.OFFERED, offered_until__lt=midnight(tomorrow))
    return sessions.filter(pk__in=ending.values("session"))


def waits_for_approval(sessions, at=None):
    """Return the sessions to come with a booking to which staff, not only the manager, have yet to agree."""
    waiting = Approval.objects.filter(
        state=ApprovalState.PENDING,
        asks__in=[ApprovalBy.STAFF, ApprovalBy.PREREQUISITE],
        booking__state__in=[BookingState.REQUESTED, BookingState.WAITING],
    )
    return sessions.filter(starts_at__gt=at or timezone.now(), pk__in=waiting.values("booking__session"))
