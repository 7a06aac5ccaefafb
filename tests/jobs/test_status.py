"""What is wrong with the jobs, from how each stands."""

from datetime import timedelta

import pytest

from hscp.jobs import status
from hscp.jobs.enums import Outcome
from hscp.jobs.models import JobState
from hscp.jobs.runs import SCHEDULER
from hscp.jobs.schedule import EveryMinutes
from tests.jobs.builders import DAY, HOUR, MINUTE, NOW, make_alive, make_job, make_state

pytestmark = pytest.mark.django_db


def wrong(at=NOW):
    return [(each.where, each.words) for each in status.problems(status.read_states(), at)]


@pytest.fixture
def job(monkeypatch):
    """Return a function that declares one job, and no other."""

    def declare(**fields):
        monkeypatch.setattr(status, "jobs_set_up", lambda: [make_job(**fields)])

    return declare


HOURLY = {"when": EveryMinutes(60), "silence": 4 * HOUR}


def test_nothing_is_wrong_with_what_ran(job):
    job(**HOURLY)
    make_state()

    assert wrong() == []


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.FAILED, "failed at 12 May 2027, 10:59."),
        (Outcome.TOO_LONG, "took too long and was stopped at 12 May 2027, 10:59."),
        (Outcome.VANISHED, "vanished with its scheduler; that was noticed at 12 May 2027, 10:59."),
    ],
)
def test_a_bad_run_is_wrong_at_once(job, outcome, words):
    job(**HOURLY)
    make_state(outcome=outcome, ended_at=NOW - MINUTE)

    assert wrong() == [("check_bookings", words)]


def test_one_failure_of_a_job_that_runs_each_minute_is_not_wrong_yet(job):
    job()
    make_state(outcome=Outcome.FAILED)

    assert wrong() == []
    assert wrong(NOW + 15 * MINUTE) == [
        ("check_bookings", "has not run well since 12 May 2027, 10:59. The last run failed.")
    ]


def test_silence_is_wrong_once_it_has_lasted_too_long(job):
    job(**HOURLY)
    make_state(went_well_at=NOW - HOUR)

    assert wrong(NOW + 3 * HOUR) == []
    assert wrong(NOW + 3 * HOUR + MINUTE) == [
        ("check_bookings", "has not run well since 12 May 2027, 10:00. No run has ended since.")
    ]


def test_a_new_job_has_the_same_time(job):
    job(**HOURLY)
    make_state(went_well_at=None, outcome="", ended_at=None, created_at=NOW)

    assert wrong(NOW + 4 * HOUR) == []
    assert wrong(NOW + 5 * HOUR) == [("check_bookings", "has never run well. No run has ended since.")]


def test_a_long_job_under_way_is_not_silent(job):
    job(**HOURLY, limit=3 * HOUR)
    make_state(went_well_at=NOW - DAY, claim="it", claimed_until=NOW + MINUTE)

    assert wrong() == []
    assert wrong(NOW + 2 * MINUTE) != []


def test_a_job_that_is_gone_or_not_set_up_is_not_missed(job):
    job(name="another")
    make_state(went_well_at=NOW - 300 * DAY, outcome=Outcome.FAILED)

    assert wrong() == []


def test_a_job_of_each_server_is_missed_where_a_scheduler_lives(job):
    job(**HOURLY, on_each_host=True)
    make_alive("web1")
    for host in ("web1", "gone"):
        make_state(host=host, went_well_at=NOW - DAY)

    assert [where for where, _ in wrong()] == ["check_bookings on web1"]


def test_a_server_that_vanished_is_missed_for_a_week_and_one_that_was_stopped_is_not(job):
    job(**HOURLY)
    make_state(went_well_at=NOW + 30 * DAY)
    make_alive("vanished", at=NOW - HOUR)
    make_alive("alive", at=NOW)
    JobState.objects.create(job=SCHEDULER, host="stopped", done_up_to=NOW, ended_at=NOW - DAY)

    assert [where for where, _ in wrong()] == ["run_jobs on vanished"]
    assert "since 12 May 2027, 09:59" in wrong()[0][1]
    assert "run_jobs on vanished" not in [where for where, _ in wrong(NOW + 7 * DAY)]


def test_when_a_scheduler_was_last_heard_of():
    assert status.last_alive([]) is None
    JobState.objects.create(job=SCHEDULER, host="stopped", done_up_to=NOW, ended_at=NOW - DAY)
    assert status.last_alive(status.read_states()) == NOW - DAY
    make_alive("vanished", at=NOW - HOUR)

    assert status.last_alive(status.read_states()) == NOW - HOUR - MINUTE
    assert status.schedulers_alive(status.read_states(), NOW - HOUR) == {"vanished"}
    assert status.schedulers_alive(status.read_states(), NOW) == set()


def test_it_costs_one_query(django_assert_num_queries):
    for number in range(30):
        make_state(f"job {number}", outcome=Outcome.FAILED)

    with django_assert_num_queries(1):
        status.problems(status.read_states(), NOW + timedelta(days=9))
