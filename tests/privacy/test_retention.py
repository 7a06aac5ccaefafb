"""Row T57: until its limit everything stays, at the limit it goes; a second run changes nothing; no canary is left."""

import datetime
import logging
from io import StringIO

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session as SignedIn
from django.core import serializers
from django.core.management import call_command

from hscp.privacy.periods import PERIODS
from hscp.privacy.personal_fields import personal_fields
from hscp.search.models import SearchCount
from tests.factories import make_booking, make_course, make_session, make_user
from training.booking.places import give_back
from training.enums import BookingState, OrganisationType
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
from training.privacy.retention import JOBS, apply_retention

pytestmark = pytest.mark.django_db
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
        set_fields(booking, state=state, place=None)
    return set_fields(booking, booked_by=f"Lead {CANARY}", certificate=f"{CANARY}-{booking.pk}")


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


ACCESS = ["phone", "access_needs"]
PERSON = [*ACCESS, "name", "email", "manager_email", "booked_by", "certificate"]
TEXTS = ["to", "subject", "body", "calendar", "problem"]
# What the period is of, how to make a row whose time runs from `since`, and its fields that must be empty after it;
# without fields the row itself must be gone.
CASES = {
    "access needs": ("access_needs", past_booking, NOW, ACCESS),
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
    "interest": ("interest", make_interest, NOW, []),
    "interest, told": ("interest_told", lambda: make_interest(told_at=NOW), NOW, []),
    "event": ("audit", make_event, NOW, []),
    "log entry": ("audit", make_log_entry, NOW, []),
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


@pytest.mark.parametrize("case", CASES)
def test_data_stays_until_its_limit_and_goes_at_it(settings, case):
    period, make, since, fields = CASES[case]
    row = make()
    # The others may not come first.
    settings.HSCP_KEEP_DAYS = dict.fromkeys(JOBS, 10_000) | {period: settings.HSCP_KEEP_DAYS[period]}
    limit = since + datetime.timedelta(days=settings.HSCP_KEEP_DAYS[period])

    before = apply_retention(at=limit - MOMENT)[period], left_of(row, fields)
    at_limit = apply_retention(at=limit)[period], left_of(row, fields)

    assert before == (0, fields or ["row"])
    assert at_limit == (1, [])


def test_every_period_has_its_case_and_its_job():
    assert {case[0] for case in CASES.values()} == {period.name for period in PERIODS}
    assert {*JOBS} == {period.name for period in PERIODS} | {"sessions"}


def everything():
    """Make one row of each kind, with a canary in every personal field."""
    for state in BookingState.values:
        if state != BookingState.OFFERED:
            past_booking(state)
    make_message(booking=Booking.objects.first())
    for name in (
        "manage link",
        "comment",
        "sent",
        "given up",
        "record link",
        "interest",
        "log entry",
        "failure",
        "search",
    ):
        CASES[name][1]()
    SignedIn.objects.create(session_key=CANARY, session_data=CANARY, expire_date=NOW)


def dump():
    """Return all rows of the models that have personal fields, as one text."""
    models = dict.fromkeys(field.model for field, _ in personal_fields())
    return "".join(serializers.serialize("json", model._base_manager.all()) for model in models)


def test_no_canary_is_left_after_every_limit_and_a_second_run_changes_nothing():
    everything()
    assert dump().count(CANARY) > 50
    later = NOW + MANY_YEARS

    first = apply_retention(at=later)
    second = apply_retention(at=later)

    assert [name for name, number in first.items() if not number] == ["interest_told", "erasures"]
    assert set(second.values()) == {0}
    assert dump().count(CANARY) == 0


def test_the_figures_stay_after_a_booking_is_anonymised():
    booking = set_fields(past_booking(), attendance="attended")

    apply_retention(at=NOW + MANY_YEARS)

    booking.refresh_from_db()
    kept = [booking.organisation, booking.organisation_type, booking.role, booking.state, booking.attendance]
    assert kept == ["Oak School", "school", "practitioner", "confirmed", "attended"]
    assert booking.anonymised_at == NOW + MANY_YEARS


def test_bookings_of_one_session_can_all_be_anonymised_although_their_email_is_then_the_same():
    session = make_session(starts_at=NOW - MOMENT, ends_at=NOW)
    for _ in range(3):
        make_booking(session, at=NOW - datetime.timedelta(days=40))

    apply_retention(at=NOW + MANY_YEARS)

    assert list(Booking.objects.values_list("email", flat=True)) == ["", "", ""]


def test_a_message_that_still_waits_is_kept_until_its_booking_goes():
    message = make_message(booking=past_booking(), state=Message.State.WAITING)

    apply_retention(at=NOW + datetime.timedelta(days=100))
    waiting = left_of(message, TEXTS)
    apply_retention(at=NOW + MANY_YEARS)

    message.refresh_from_db()
    assert waiting == TEXTS
    assert (message.state, left_of(message, TEXTS)) == (Message.State.DROPPED, [])


def test_a_link_from_a_later_mail_works_as_long_from_then_on():
    link = make_link()
    set_fields(link, created_at=NOW + datetime.timedelta(days=90))

    apply_retention(at=NOW + datetime.timedelta(days=119))

    assert left_of(link, []) == ["row"]


def test_nothing_of_a_coming_session_is_touched():
    booking = make_booking(make_session(), phone="01962 845000", access_needs="A hearing loop")

    counts = apply_retention()

    assert set(counts.values()) == {0}
    assert left_of(booking, ["name", "email", "phone", "access_needs"]) == [
        "name",
        "email",
        "phone",
        "access_needs",
    ]


def test_the_command_prints_and_logs_counts_only(caplog):
    everything()
    output = StringIO()

    with caplog.at_level(logging.INFO):
        call_command("apply_retention", stdout=output)

    said = output.getvalue() + caplog.text
    assert output.getvalue().splitlines() == [
        f"{name}: {number}" for name, number in zip(JOBS, _counts(caplog), strict=True)
    ]
    assert CANARY not in said


def _counts(caplog):
    """Return the numbers of the line that the job logged."""
    [line] = [record.getMessage() for record in caplog.records if record.name.endswith("apply_retention")]
    return [part.split()[-1] for part in line.removeprefix("Retention applied: ").split(", ")]


def test_a_dry_run_counts_the_same_and_changes_nothing():
    everything()
    later = NOW + MANY_YEARS
    before = dump()

    counted = apply_retention(at=later, only_count=True)

    assert dump() == before
    assert counted == apply_retention(at=later)
