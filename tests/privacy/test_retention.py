"""Row T57: until its limit everything stays, at the limit it goes; a second run changes nothing; no canary is left."""

import datetime
import logging
import uuid
from io import StringIO

import pytest
from django.contrib.sessions.models import Session as SignedIn
from django.core import serializers
from django.core.management import call_command

from hscp.api.models import GivenRecord
from hscp.editing.models import UndoableStep
from hscp.following.models import Follower
from hscp.jobs.models import JobRun
from hscp.privacy.declarations import DECLARATIONS
from hscp.privacy.periods import PERIODS
from hscp.privacy.personal_fields import personal_fields
from hscp.privacy.retention import apply_retention
from tests.privacy.expiring import CANARY, CASES, MANY_YEARS, MOMENT, NOW, left_of, make_message, past_booking
from training.enums import BookingState
from training.models import Booking

pytestmark = pytest.mark.django_db
JOBS = [name for one in DECLARATIONS for name in one.jobs]


@pytest.mark.parametrize("case", CASES)
def test_data_stays_until_its_limit_and_goes_at_it(settings, case):
    period, make, since, fields = CASES[case]
    row = make()
    # The others may not come first.
    settings.HSCP_KEEP_DAYS = dict.fromkeys(JOBS, 10_000) | {period: settings.HSCP_KEEP_DAYS[period]}
    limit = since + datetime.timedelta(days=settings.HSCP_KEEP_DAYS[period])

    before = apply_retention(DECLARATIONS, at=limit - MOMENT)[period], left_of(row, fields)
    at_limit = apply_retention(DECLARATIONS, at=limit)[period], left_of(row, fields)

    assert before == (0, fields or ["row"])
    assert at_limit == (1, [])


def test_every_period_has_its_case_and_its_job():
    assert {case[0] for case in CASES.values()} == {period.name for period in PERIODS}
    assert {*JOBS} == {period.name for period in PERIODS} | {
        "sessions",
        "undo",
        "job_runs",
        "follow_requests",
        "removed_records",
    }


def everything():
    """Make one row of each kind, with a canary in every personal field."""
    for state in BookingState.values:
        if state != BookingState.OFFERED:
            past_booking(state)
    make_message(booking=Booking.objects.first())
    for name in (
        "manage link",
        "short answer",
        "long answer",
        "approval",
        "charge",
        "invoice details",
        "comment",
        "sent",
        "given up",
        "record link",
        "interest",
        "team",
        "log entry",
        "trail",
        "failure",
        "search",
        "page report",
    ):
        CASES[name][1]()
    UndoableStep.objects.create(what="A merge", done_at=NOW, rows=CANARY.encode())
    JobRun.objects.create(job="check_links", host="web1", started_at=NOW)
    Follower.objects.create(email=f"{CANARY}@example.org", email_key=CANARY, token_hash=CANARY)
    GivenRecord.objects.create(
        kind="theme", object_id=1, uid=uuid.uuid4(), digest="", changed_at=NOW, removed_at=NOW
    )
    SignedIn.objects.create(session_key=CANARY, session_data=CANARY, expire_date=NOW)


def dump():
    """Return all rows of the models that have personal fields, as one text."""
    models = dict.fromkeys(field.model for field, _ in personal_fields(DECLARATIONS))
    return "".join(serializers.serialize("json", model._base_manager.all()) for model in models)


def test_no_canary_is_left_after_every_limit_and_a_second_run_changes_nothing():
    everything()
    assert dump().count(CANARY) > 50
    later = NOW + MANY_YEARS

    first = apply_retention(DECLARATIONS, at=later)
    second = apply_retention(DECLARATIONS, at=later)

    assert [name for name, number in first.items() if not number] == ["interest_told", "erasures"]
    assert set(second.values()) == {0}
    assert dump().count(CANARY) == 0


def test_the_command_prints_and_logs_counts_only(caplog):
    everything()
    output = StringIO()

    with caplog.at_level(logging.INFO):
        call_command("apply_retention", stdout=output)

    said = output.getvalue() + caplog.text
    assert output.getvalue().splitlines() == [
        f"{name}: {number}" for name, number in zip(dict.fromkeys(JOBS), _counts(caplog), strict=True)
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

    counted = apply_retention(DECLARATIONS, at=later, only_count=True)

    assert dump() == before
    assert counted == apply_retention(DECLARATIONS, at=later)
