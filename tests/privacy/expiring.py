"""Rows of every kind that the daily job ends, each with a canary and with a time that runs from NOW."""

import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import CHANGE, LogEntry

from hscp.feedback.models import PageReport
from hscp.search.models import SearchCount
from hscp.security.audit.trail import append
from tests.factories import make_booking, make_course, make_session, make_user
from training.booking.places import give_back
from training.enums import HOLDING, BookingState, Keeping, OrganisationType
from training.models import (
    BookingEvent,
    ErasedPerson,
    Evaluation,
    Interest,
    InvoiceDetails,
    ManageLink,
    Message,
    RecordLink,
    TeamMember,
)

NOW = datetime.datetime(2025, 6, 1, 9, tzinfo=datetime.UTC)
# The first moment of that day in London.
DAY = datetime.datetime(2025, 5, 31, 23, tzinfo=datetime.UTC)
MOMENT = datetime.timedelta(seconds=1)
CANARY = "canary"
MANY_YEARS = datetime.timedelta(days=20 * 365)


def set_fields(row, **fields):
    """Write what the model sets by itself, and return the row."""
    type(row).objects.filter(pk=row.pk).update(**fields)
    return row


def past_booking(state=BookingState.CONFIRMED):
    """Make a booking with all its fields filled, of a session that ended at NOW."""
    session = make_session(starts_at=NOW - MOMENT, ends_at=NOW)
    booking = make_booking(
        session,
        at=NOW - datetime.timedelta(days=40),
        name=f"Jo {CANARY}",
        email=f"{CANARY}@example.org",
        organisation="Oak School",
        phone=f"01962 {CANARY}",
        access_needs=f"A hearing loop, {CANARY}",
        manager_email=f"manager-{CANARY}@example.org",
    )
    for model in (BookingEvent, Message, ManageLink):
        model.objects.filter(booking=booking).delete()
    if state == BookingState.CANCELLED:
        give_back(booking_id=booking.pk, at=NOW - datetime.timedelta(days=30))
    elif state != BookingState.CONFIRMED:
        set_fields(booking, state=state, **({} if state in HOLDING else {"place": None}))
    return set_fields(
        booking,
        booked_by=f"Lead {CANARY}",
        booked_by_email=f"lead-{CANARY}@example.org",
        certificate=f"{CANARY}-{booking.pk}",
        certificate_name=f"Jo {CANARY}",
    )


def make_message(*, booking=None, state=Message.State.SENT):
    return Message.objects.create(
        kind="confirmed",
        once=f"once-{Message.objects.count()}",
        booking=booking,
        to=f"{CANARY}@example.org",
        subject=f"For {CANARY}",
        body=f"Dear {CANARY}",
        calendar=f"ATTENDEE:{CANARY}",
        problem=f"550 {CANARY}",
        state=state,
        send_at=NOW,
        sent_at=NOW if state == Message.State.SENT else None,
    )


def make_link():
    link = ManageLink.objects.create(booking=past_booking(), token_hash=f"{CANARY}-manage")
    return set_fields(link, created_at=NOW - datetime.timedelta(days=40))


def make_interest(**times):
    interest = Interest.objects.create(
        course=make_course(),
        email=f"{CANARY}@example.org",
        organisation_type=OrganisationType.SCHOOL,
        token_hash=f"{CANARY}-interest",
    )
    return set_fields(interest, **({"created_at": NOW} | times))


def make_log_entry():
    entry = LogEntry.objects.create(
        user=make_user(), action_flag=CHANGE, object_repr=CANARY, change_message=CANARY
    )
    return set_fields(entry, action_time=NOW)


def make_answer(keeping):
    return set_fields(past_booking(), phone="", access_needs="").answers.create(
        kind="text", wording="What do you eat?", value=CANARY, keeping=keeping, answered_at=NOW
    )


def make_approval():
    return past_booking().approvals.create(
        asks="manager",
        state="refused",
        asked_at=NOW,
        decide_by=NOW,
        decided_at=NOW,
        reason=CANARY,
        evidence=CANARY,
        token_hash=f"{CANARY}-approval",
    )


def make_charge():
    return past_booking().charges.create(
        reason="fee", amount=60, organisation=CANARY, created_at=NOW, changed_at=NOW
    )


def make_invoice_details():
    return InvoiceDetails.objects.create(booking=past_booking(), email=f"{CANARY}@example.org")


def make_event():
    return BookingEvent.objects.create(
        booking=(booking := past_booking()), session=booking.session, what=CANARY, at=NOW
    )


def make_attempt(model, **fields):
    attempt = model.objects.create(username=CANARY, ip_address="192.0.2.1", user_agent=CANARY, **fields)
    return set_fields(attempt, attempt_time=NOW)


def make_comment():
    evaluation = Evaluation.objects.create(
        session=make_session(), moment="after", organisation_type=OrganisationType.SCHOOL, comment=CANARY
    )
    return set_fields(evaluation, created_on=DAY + datetime.timedelta(hours=1))


def make_record_link():
    link = RecordLink.objects.create(email=f"{CANARY}@example.org", token_hash=f"{CANARY}-record")
    return set_fields(link, created_at=NOW)


def make_team_member():
    return TeamMember.objects.create(
        lead_email=f"lead-{CANARY}@example.org", email=f"{CANARY}@example.org", name=CANARY, used_at=NOW
    )


ACCESS = ["phone", "access_needs"]
PERSON = [
    *ACCESS,
    "name",
    "email",
    "manager_email",
    "booked_by",
    "booked_by_email",
    "certificate",
    "certificate_name",
]
TEXTS = ["to", "subject", "body", "calendar", "problem"]


# What the period is of, how to make a row whose time runs from `since`, and its fields that must be empty after it;
# without fields the row itself must be gone.
CASES = {
    "access needs": ("access_needs", past_booking, NOW, ACCESS),
    "short answer": ("access_needs", lambda: make_answer(Keeping.SHORT), NOW, []),
    "long answer": ("attendance", lambda: make_answer(Keeping.LONG), NOW, []),
    "approval": ("attendance", make_approval, NOW, ["reason", "evidence", "token_hash"]),
    "charge": ("charges", make_charge, NOW, []),
    "invoice details": ("charges", make_invoice_details, NOW, []),
    "cancelled": ("ended_bookings", lambda: past_booking(BookingState.CANCELLED), NOW, PERSON),
    "late": ("ended_bookings", lambda: past_booking(BookingState.LATE_CANCELLED), NOW, PERSON),
    "not reached": ("ended_bookings", lambda: past_booking(BookingState.NOT_REACHED), NOW, PERSON),
    "waiting": ("ended_bookings", lambda: past_booking(BookingState.WAITING), NOW, PERSON),
    "attendance": ("attendance", past_booking, NOW, PERSON),
    "comment": ("comments", make_comment, DAY, ["comment"]),
    "sent": ("emails", make_message, NOW, TEXTS),
    "given up": ("emails", lambda: make_message(state=Message.State.DROPPED), NOW, TEXTS),
    "manage link": ("manage_links", make_link, NOW, []),
    "record link": ("record_links", make_record_link, NOW, []),
    "team": ("teams", make_team_member, NOW, []),
    "interest": ("interest", make_interest, NOW, []),
    "interest, told": ("interest_told", lambda: make_interest(told_at=NOW), NOW, []),
    "event": ("audit", make_event, NOW, []),
    "log entry": ("audit", make_log_entry, NOW, []),
    "trail": ("audit_trail", lambda: append(kind=CANARY, at=NOW, about=CANARY, what=CANARY), NOW, []),
    "attempt": ("sign_ins", lambda: make_attempt(AccessAttempt, failures_since_start=1), NOW, []),
    "failure": ("sign_ins", lambda: make_attempt(AccessFailureLog), NOW, []),
    "access": ("sign_ins", lambda: make_attempt(AccessLog), NOW, []),
    "search": (
        "search_counts",
        lambda: SearchCount.objects.create(
            day=DAY + datetime.timedelta(hours=1), term=CANARY, count=5, found_nothing=True
        ),
        DAY,
        [],
    ),
    "page report": (
        "page_reports",
        lambda: PageReport.objects.create(path="/themes/", problem="other", words=CANARY, reported_at=NOW),
        NOW,
        [],
    ),
    "erasure": (
        "erasures",
        lambda: set_fields(ErasedPerson.objects.create(email_hash=CANARY), erased_at=NOW),
        NOW,
        [],
    ),
}


def left_of(row, fields):
    """Return what is still there: the names of the fields that are not empty, or of the whole row."""
    row = type(row).objects.filter(pk=row.pk).first()
    if not fields:
        return ["row"] if row else []
    return [name for name in fields if getattr(row, name)]
