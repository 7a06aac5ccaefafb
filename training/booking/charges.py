"""What is owed for bookings. It follows each change of a booking, in the transaction of that change.

`training.booking.events.note` calls `settle`, so whatever changes a booking, what is owed is right. Nothing is taken in: finance
invoices from a list (`training.booking.invoicing`).
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from training.booking.prices import prices_by_course
from training.enums import BookingEventKind, ChargeState
from training.models import Charge, Session

# What becomes of a charge that is no longer owed, and of one that is owed again. Others stay as they are.
_DROPPED = {ChargeState.DUE: ChargeState.VOID, ChargeState.INVOICED: ChargeState.CREDIT}
_OWED_AGAIN = {
    ChargeState.VOID: ChargeState.DUE,
    ChargeState.CREDIT: ChargeState.INVOICED,
    ChargeState.CREDITED: ChargeState.DUE,
}


class CannotWaive(Exception):
    """A charge cannot be waived; the message says why."""


def settle(bookings, what, *, at):
    """Make what is owed for each of `bookings` what it says now, after the event `what` (a BookingEventKind) at `at`.

    An amount stays what it was when the place was taken, until the booking is moved. A charge that staff waived stays waived.
    Makes one query where nothing costs anything.
    """
    bookings = list(bookings)
    prices = _prices({booking.session_id for booking in bookings})
    moved = what == BookingEventKind.MOVED
    if not prices and not moved:
        return
    there = {}
    for charge in Charge.objects.filter(booking__in=[booking.pk for booking in bookings]):
        there.setdefault(charge.booking_id, {})[charge.reason] = charge
    for booking in bookings:
        price = prices.get(booking.session_id)
        owed = price.owed(booking) if price else {}
        charges = there.get(booking.pk, {})
        for reason, amount in owed.items():
            _owe(booking, charges.get(reason), reason, amount, anew=moved, at=at)
        for reason, charge in charges.items():
            if reason not in owed and charge.state in _DROPPED:
                _change(charge, _DROPPED[charge.state], at=at)


@transaction.atomic
def waive(charge, *, because, by, at=None):
    """Let somebody off a Charge that is due, for a reason (str). Raises CannotWaive."""
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    if not because:
        raise CannotWaive("Say why the charge is waived.")
    if charge.state == ChargeState.WAIVED:
        return
    if charge.state != ChargeState.DUE:
        raise CannotWaive(
            f"Only what is to be invoiced can be waived. This is “{charge.get_state_display().lower()}”."
        )
    charge.waived_because, charge.waived_by = because, by
    _change(charge, ChargeState.WAIVED, at=at or timezone.now())


@transaction.atomic
def charge_after_all(charge, *, at=None):
    """Take back that a Charge was waived."""
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    if charge.state == ChargeState.WAIVED:
        charge.waived_because, charge.waived_by = "", None
        _change(charge, ChargeState.DUE, at=at or timezone.now())


def _prices(session_ids):
    """Return {id: Prices} of those sessions whose course charges anything."""
    costs = Q(course__fees__amount__gt=0) | Q(course__late_charge__gt=0) | Q(course__no_show_charge__gt=0)
    sessions = Session.objects.filter(costs, pk__in=session_ids).select_related("course").distinct()
    by_course = prices_by_course(sessions)
    return {session.pk: by_course[session.course_id] for session in sessions}


def _owe(booking, charge, reason, amount, *, anew, at):
    if charge is None:
        Charge.objects.create(
            booking=booking,
            reason=reason,
            amount=amount,
            organisation=booking.organisation,
            created_at=at,
            changed_at=at,
        )
        return
    state = _OWED_AGAIN.get(charge.state, charge.state)
    if state == ChargeState.DUE and (anew or charge.state != ChargeState.DUE):
        charge.amount, charge.organisation = amount, booking.organisation
        _change(charge, state, at=at)
    elif state != charge.state:
        _change(charge, state, at=at)


def _change(charge, state, *, at):
    charge.state, charge.changed_at = state, at
    if state == ChargeState.DUE:
        charge.invoice_list = None
    charge.save()
