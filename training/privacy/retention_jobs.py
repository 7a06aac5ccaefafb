"""What happens to training's personal data when its time is over: one job for each of its periods."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hscp.privacy.retention import batches, delete_rows, kept_since
from training.enums import BookingState, Keeping
from training.models import (
    Approval,
    Booking,
    BookingAnswer,
    BookingEvent,
    Charge,
    Evaluation,
    Interest,
    InvoiceDetails,
    ManageLink,
    Message,
    RecordLink,
    TeamMember,
)

_PENDING = (Message.State.WAITING, Message.State.SENDING)
_TEXTS = {
    "to": "",
    "subject": "",
    "body": "",
    "calendar": "",
    "calendar_out": "",
    "unsubscribe": "",
    "problem": "",
}


def anonymise(pks, *, at):
    """Keep of the bookings with the ids `pks` only what the figures need: organisation, its type, role, session, attendance.

    Name, addresses, phone, access needs, answers and certificate number go, as do the links, and the texts of all messages about the
    booking; those not sent yet are never sent. A certificate can no longer be checked from then on. Return how many.
    """
    changed = 0
    for some in batches(pks):
        with transaction.atomic():
            ManageLink.objects.filter(booking__in=some).delete()
            clear_messages(Message.objects.filter(booking__in=some))
            # Why staff did something is in their own words, which may name the person.
            BookingEvent.objects.filter(booking__in=some).exclude(reason="").update(reason="")
            BookingAnswer.objects.filter(booking__in=some).delete()
            Approval.objects.filter(booking__in=some).update(reason="", evidence="", token_hash=None)
            # Whoever is owed money keeps who owes it: see `_charges`.
            InvoiceDetails.objects.filter(booking__in=some, booking__charges=None).delete()
            changed += Booking.objects.filter(pk__in=some).update(
                name="",
                email="",
                email_key="",
                shared_name="",
                phone="",
                access_needs="",
                manager_email="",
                booked_by="",
                booked_by_email="",
                certificate=None,
                certificate_name="",
                anonymised_at=at,
            )
    return changed


def clear_messages(messages):
    """Delete the texts and the address of `messages` (a queryset); what was not sent never is. Return how many."""
    pks = list(messages.values_list("pk", flat=True))
    for some in batches(pks):
        rows = Message.objects.filter(pk__in=some)
        rows.filter(state__in=_PENDING).update(state=Message.State.DROPPED, claimed_at=None)
        rows.update(**_TEXTS)
    return len(pks)


def _access_needs(at, only_count):
    over = Booking.objects.filter(session__ends_at__lte=kept_since("access_needs", at)).exclude(
        phone="", access_needs=""
    )
    pks = list(over.order_by().values_list("pk", flat=True))
    if not only_count:
        for some in batches(pks):
            Booking.objects.filter(pk__in=some).update(phone="", access_needs="")
    answers = BookingAnswer.objects.filter(
        keeping=Keeping.SHORT, booking__session__ends_at__lte=kept_since("access_needs", at)
    )
    return len(pks) + delete_rows(answers, only_count)


def _anonymise_due(bookings, name, at, only_count):
    due = bookings.filter(anonymised_at=None, session__ends_at__lte=kept_since(name, at))
    pks = list(due.order_by().values_list("pk", flat=True))
    return len(pks) if only_count else anonymise(pks, at=at)


def _ended_bookings(at, only_count):
    # Whoever never got a place is not in the register, however their turn ended.
    without_place = Booking.objects.exclude(state=BookingState.CONFIRMED)
    return _anonymise_due(without_place, "ended_bookings", at, only_count)


def _attendance(at, only_count):
    return _anonymise_due(Booking.objects.filter(state=BookingState.CONFIRMED), "attendance", at, only_count)


def _charges(at, only_count):
    over = {"booking__session__ends_at__lte": kept_since("charges", at)}
    return sum(delete_rows(model.objects.filter(**over), only_count) for model in (Charge, InvoiceDetails))


def _comments(at, only_count):
    last_day = timezone.localdate(kept_since("comments", at))
    over = Evaluation.objects.filter(created_on__lte=last_day).exclude(comment="")
    return over.count() if only_count else over.update(comment="")


def _emails(at, only_count):
    before = kept_since("emails", at)
    # What was given up is as old as the day it should have been sent. What still waits is kept: it is yet to be sent.
    over = Message.objects.filter(
        Q(state=Message.State.SENT, sent_at__lte=before) | Q(state=Message.State.DROPPED, send_at__lte=before)
    ).exclude(**_TEXTS)
    return over.count() if only_count else clear_messages(over)


def _manage_links(at, only_count):
    before = kept_since("manage_links", at)
    # The mail three months after a session brings a new link, which lives as long from then on.
    over = ManageLink.objects.filter(booking__session__ends_at__lte=before, created_at__lte=before)
    return delete_rows(over, only_count)


def _record_links(at, only_count):
    return delete_rows(RecordLink.objects.filter(created_at__lte=kept_since("record_links", at)), only_count)


def _teams(at, only_count):
    return delete_rows(TeamMember.objects.filter(used_at__lte=kept_since("teams", at)), only_count)


def _interest(at, only_count):
    return delete_rows(Interest.objects.filter(created_at__lte=kept_since("interest", at)), only_count)


def _interest_told(at, only_count):
    return delete_rows(Interest.objects.filter(told_at__lte=kept_since("interest_told", at)), only_count)


def _audit(at, only_count):
    return delete_rows(BookingEvent.objects.filter(at__lte=kept_since("audit", at)), only_count)


JOBS = {
    # Before the bookings, with which messages and links go too: each is counted once, and in a dry run the same.
    "emails": _emails,
    "manage_links": _manage_links,
    "charges": _charges,
    "access_needs": _access_needs,
    "ended_bookings": _ended_bookings,
    "attendance": _attendance,
    "comments": _comments,
    "record_links": _record_links,
    "teams": _teams,
    "interest": _interest,
    "interest_told": _interest_told,
    "audit": _audit,
}
