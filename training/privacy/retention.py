"""What happens to personal data when its time is over: one function for each period of `hscp.privacy.periods`.

Every function takes the aware datetime of the run, changes what is due, and returns how many rows it changed. A second run at
the same time changes nothing. With `only_count` nothing is changed at all.
"""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session as SignedIn
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hscp.search.models import SearchCount
from training.enums import BookingState
from training.models import (
    Booking,
    BookingEvent,
    ErasedPerson,
    Evaluation,
    Interest,
    ManageLink,
    Message,
    RecordLink,
)

# Rows changed at a time, so that no statement and no transaction is long.
BATCH = 500
_PENDING = (Message.State.WAITING, Message.State.SENDING)
_TEXTS = {"to": "", "subject": "", "body": "", "calendar": "", "problem": ""}


def apply_retention(*, at=None, only_count=False):
    """Delete or anonymise everything whose time is over at `at` (aware datetime, default now).

    Return {name of the period, or what else was cleared: number of rows}, in the order of the run.
    """
    at = at or timezone.now()
    return {name: job(at, only_count) for name, job in JOBS.items()}


def anonymise(pks, *, at):
    """Leave of the bookings with the ids `pks` what the figures need: organisation, its type, role, session and attendance.

    Name, addresses, phone, access needs and certificate number go, as do the links, and the texts of all messages about the
    booking; those not sent yet are never sent. A certificate can no longer be checked from then on. Return how many.
    """
    changed = 0
    for some in _batches(pks):
        with transaction.atomic():
            ManageLink.objects.filter(booking__in=some).delete()
            clear_messages(Message.objects.filter(booking__in=some))
            changed += Booking.objects.filter(pk__in=some).update(
                name="",
                email="",
                phone="",
                access_needs="",
                manager_email="",
                booked_by="",
                certificate=None,
                anonymised_at=at,
            )
    return changed


def clear_messages(messages):
    """Delete the texts and the address of `messages` (a queryset); what was not sent never is. Return how many."""
    pks = list(messages.values_list("pk", flat=True))
    for some in _batches(pks):
        rows = Message.objects.filter(pk__in=some)
        rows.filter(state__in=_PENDING).update(state=Message.State.DROPPED, claimed_at=None)
        rows.update(**_TEXTS)
    return len(pks)


def _batches(pks):
    pks = list(pks)
    return [pks[start : start + BATCH] for start in range(0, len(pks), BATCH)]


def _before(name, at):
    """Return the moment that lies as long before `at` as the data of the period `name` is kept."""
    return at - timedelta(days=settings.HSCP_KEEP_DAYS[name])


def _delete(rows, only_count):
    """Delete `rows` (a queryset) a batch at a time and return how many there were."""
    pks = list(rows.order_by().values_list("pk", flat=True))
    if not only_count:
        for some in _batches(pks):
            rows.model._base_manager.filter(pk__in=some).delete()
    return len(pks)


def _access_needs(at, only_count):
    over = Booking.objects.filter(session__ends_at__lte=_before("access_needs", at)).exclude(
        phone="", access_needs=""
    )
    pks = list(over.order_by().values_list("pk", flat=True))
    if not only_count:
        for some in _batches(pks):
            Booking.objects.filter(pk__in=some).update(phone="", access_needs="")
    return len(pks)


def _anonymise_due(bookings, name, at, only_count):
    due = bookings.filter(anonymised_at=None, session__ends_at__lte=_before(name, at))
    pks = list(due.order_by().values_list("pk", flat=True))
    return len(pks) if only_count else anonymise(pks, at=at)


def _ended_bookings(at, only_count):
    # Whoever never got a place is not in the register, however their turn ended.
    without_place = Booking.objects.exclude(state=BookingState.CONFIRMED)
    return _anonymise_due(without_place, "ended_bookings", at, only_count)


def _attendance(at, only_count):
    return _anonymise_due(Booking.objects.filter(state=BookingState.CONFIRMED), "attendance", at, only_count)


def _comments(at, only_count):
    last_day = timezone.localdate(_before("comments", at))
    over = Evaluation.objects.filter(created_on__lte=last_day).exclude(comment="")
    return over.count() if only_count else over.update(comment="")


def _emails(at, only_count):
    before = _before("emails", at)
    # What was given up is as old as the day it should have been sent. What still waits is kept: it is yet to be sent.
    over = Message.objects.filter(
        Q(state=Message.State.SENT, sent_at__lte=before) | Q(state=Message.State.DROPPED, send_at__lte=before)
    ).exclude(**_TEXTS)
    return over.count() if only_count else clear_messages(over)


def _manage_links(at, only_count):
    before = _before("manage_links", at)
    # The mail three months after a session brings a new link, which lives as long from then on.
    over = ManageLink.objects.filter(booking__session__ends_at__lte=before, created_at__lte=before)
    return _delete(over, only_count)


def _record_links(at, only_count):
    return _delete(RecordLink.objects.filter(created_at__lte=_before("record_links", at)), only_count)


def _interest(at, only_count):
    return _delete(Interest.objects.filter(created_at__lte=_before("interest", at)), only_count)


def _interest_told(at, only_count):
    return _delete(Interest.objects.filter(told_at__lte=_before("interest_told", at)), only_count)


def _audit(at, only_count):
    before = _before("audit", at)
    return _delete(BookingEvent.objects.filter(at__lte=before), only_count) + _delete(
        LogEntry.objects.filter(action_time__lte=before), only_count
    )


def _sign_ins(at, only_count):
    before = _before("sign_ins", at)
    return sum(
        _delete(model.objects.filter(attempt_time__lte=before), only_count)
        for model in (AccessAttempt, AccessFailureLog, AccessLog)
    )


def _search_counts(at, only_count):
    last_day = timezone.localdate(_before("search_counts", at))
    return _delete(SearchCount.objects.filter(day__lte=last_day), only_count)


def _erasures(at, only_count):
    return _delete(ErasedPerson.objects.filter(erased_at__lte=_before("erasures", at)), only_count)


def _sessions(at, only_count):
    return _delete(SignedIn.objects.filter(expire_date__lte=at), only_count)


JOBS = {
    # Before the bookings, with which messages and links go too: each is counted once, and in a dry run the same.
    "emails": _emails,
    "manage_links": _manage_links,
    "access_needs": _access_needs,
    "ended_bookings": _ended_bookings,
    "attendance": _attendance,
    "comments": _comments,
    "record_links": _record_links,
    "interest": _interest,
    "interest_told": _interest_told,
    "audit": _audit,
    "sign_ins": _sign_ins,
    "search_counts": _search_counts,
    "erasures": _erasures,
    # Not a number of days: a session that has run out is of no use to anybody.
    "sessions": _sessions,
}
