"""Handing what is owed on to finance: a list of charges is made once, and can be undone. The site takes no payments."""

from django.db import transaction
from django.utils import timezone

from hscp.london_time import whole_days
from hscp.web.wording import one_line
from training.booking.limits import agency, agency_of
from training.enums import ChargeState
from training.models import Charge, InvoiceList
from training.organisations.register import organisation_of

# What a list takes in, and what each becomes by it.
_LISTED = {ChargeState.DUE: ChargeState.INVOICED, ChargeState.CREDIT: ChargeState.CREDITED}
_BACK = {after: before for before, after in _LISTED.items()}


class NothingToInvoice(Exception):
    """No charge of the period and organisation is to be invoiced or credited."""


def to_invoice(*, first_day, last_day, organisation=""):
    """Return the charges of the sessions that begin from `first_day` to `last_day` (dates, London) that no list has yet.

    Of one `organisation` (str), under whichever of its names, or of all. Charges to be credited come too.
    """
    start, end = whole_days(first_day, last_day)
    found = (
        Charge.objects.filter(
            state__in=_LISTED,
            booking__session__starts_at__gte=start,
            booking__session__starts_at__lt=end,
        )
        .select_related("booking__session__course", "booking__invoice_details")
        .order_by("organisation", "booking__session__starts_at", "pk")
    )
    return _of_organisation(found, organisation) if organisation else found


def _of_organisation(charges, name):
    """Return those of `charges` whose booking is of the organisation called `name`, by the register and its other names."""
    wanted = agency(name, "", organisation_of(name)).organisation
    read = charges.select_related("booking__listed_organisation")
    return charges.filter(
        pk__in=[charge.pk for charge in read if agency_of(charge.booking).organisation == wanted]
    )


@transaction.atomic
def make_list(*, first_day, last_day, organisation="", by, at=None):
    """Put everything that is to be invoiced on a new InvoiceList and return it. Raises NothingToInvoice.

    Two at once take each charge once: the rows are locked.
    """
    at = at or timezone.now()
    charges = list(
        to_invoice(first_day=first_day, last_day=last_day, organisation=organisation).select_for_update(
            of=("self",)
        )
    )
    if not charges:
        raise NothingToInvoice("Nothing is to be invoiced for these days.")
    made = InvoiceList.objects.create(
        made_at=at, made_by=by, first_day=first_day, last_day=last_day, organisation=one_line(organisation)
    )
    for charge in charges:
        _put(charge, _LISTED[charge.state], made, at=at)
    return made


@transaction.atomic
def undo_list(invoice_list, *, at=None):
    """Take an InvoiceList back: its charges are to be invoiced again. Return how many; a second call finds none.

    Those whose booking has changed since are left as they are.
    """
    at = at or timezone.now()
    undone = 0
    for charge in invoice_list.charges.select_for_update().filter(state__in=_BACK):
        _put(charge, _BACK[charge.state], None, at=at)
        undone += 1
    # What was to be credited of this list has not been invoiced, so nothing is owed either way.
    for charge in invoice_list.charges.filter(state=ChargeState.CREDIT):
        _put(charge, ChargeState.VOID, None, at=at)
        undone += 1
    InvoiceList.objects.filter(pk=invoice_list.pk, undone_at=None).update(undone_at=at)
    return undone


def _put(charge, state, invoice_list, *, at):
    charge.state, charge.invoice_list, charge.changed_at = state, invoice_list, at
    charge.save(update_fields=["state", "invoice_list", "changed_at"])


def signed(charge):
    """Return the amount of a charge as a list has it: below zero for a credit."""
    credited = charge.state in (ChargeState.CREDIT, ChargeState.CREDITED)
    return -charge.amount if credited else charge.amount
