"""Whether somebody has yet to agree to a booking, and until when a place is kept for it meanwhile."""

from datetime import timedelta

from django.utils import timezone

from hscp.bank_holidays import in_working_hours, is_working_day
from hscp.web.wording import date_and_time
from training.enums import ApprovalBy, ApprovalState, BookingState
from training.mail import kinds
from training.mail.outbox import tell

WORKING_DAYS = 3
_WAITS_FOR = {
    ApprovalBy.MANAGER: "Your manager has to agree. We have written to the address given.",
    ApprovalBy.STAFF: "The course is for other kinds of organisation or roles, so we look at your booking first.",
    ApprovalBy.PREREQUISITE: "There is a course to take first, and we do not find it in your record at this address. "
    "If you took it elsewhere, or at another address, write to us.",
}


def waits(booking):
    """Return whether somebody has yet to agree to `booking`."""
    return booking.approvals.filter(state=ApprovalState.PENDING).exists()


def state_with_place(booking, at):
    """Return the state of `booking` as it gets a place at `at`: confirmed, or requested while somebody has yet to agree.

    The time for their answer then begins anew, since nothing was kept while the person waited for a place, and so does the
    reminder: the manager may have been asked weeks ago.
    """
    pending = booking.approvals.filter(state=ApprovalState.PENDING)
    if pending.update(decide_by=deadline(booking.session, at), reminded_at=None):
        return BookingState.REQUESTED
    return BookingState.CONFIRMED


def deadline(session, at):
    """Return until when an answer asked for at `at` is waited for: the third working day from then, or the start if sooner."""
    day = timezone.localtime(at)
    left = WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day.date())
    return min(in_working_hours(day), session.starts_at)


def tell_requested(booking):
    """Tell the person of `booking` for whose agreement the place that is kept for them waits."""
    tell(kinds.REQUESTED, booking, **what_it_waits_for(booking))


def tell_of_place(kind, booking):
    """Tell the person of `booking` by a mail of `kind` that they have a place, or for whose agreement it waits."""
    if booking.state == BookingState.REQUESTED:
        tell_requested(booking)
    else:
        tell(kind, booking)


def what_it_waits_for(booking):
    """Return what the mails about a requested `booking` say of it: for whom it waits, and until when."""
    pending = list(booking.approvals.filter(state=ApprovalState.PENDING))
    return {
        "waits_for": [_WAITS_FOR[approval.asks] for approval in pending],
        "decide_by": date_and_time(min(approval.decide_by for approval in pending)),
    }
