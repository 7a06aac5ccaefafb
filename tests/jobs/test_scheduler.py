"""The one long-running process: what it starts, what it keeps, how it ends, and what it does while the database is away."""

import os
import signal
from datetime import time

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from hscp.jobs import runs, scheduler
from hscp.jobs.enums import Outcome
from hscp.jobs.models import JobRun, JobState
from hscp.jobs.schedule import Weekly
from hscp.jobs.scheduler import DatabaseAway, Scheduler
from tests.jobs.builders import DAY, HOUR, MINUTE, make_job, make_state

pytestmark = pytest.mark.django_db
WEEKLY = Weekly(0, time(7, 40))


class Process:
    """Stands for a process: it runs until `ends` is set to its exit code."""

    open = []

    def __init__(self, arguments, limit):
        self.open.append(self)
        self.arguments, self.ends, self.ended_by = arguments, None, ""
        self.seconds, self.took_too_long = 0, False
        self.pipe, self._other = map(os.fdopen, os.pipe(), ("rb", "wb"))

    def read(self):
        return 0

    def look(self):
        if self.ends is not None:
            self.close()
        return self.ends

    def close(self):
        self.pipe.close()
        self._other.close()

    def stop(self):
        self.ended_by, self.ends = "stopped", -signal.SIGTERM

    def kill(self):
        self.ended_by, self.ends = "killed", -signal.SIGKILL

    def last_words(self):
        return "Output", "Last line"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Let a scheduler look at each step, and wait for nobody."""
    for name in ("LOOKS_EVERY", "RENEWS_EVERY", "GRACE"):
        monkeypatch.setattr(scheduler, name, 0)
    monkeypatch.setattr(Process, "open", [])
    yield
    for process in Process.open:
        process.close()


def made(*jobs, **options):
    return Scheduler(jobs=list(jobs), host="web1", **({"start": Process} | options))


def due(*jobs):
    """Make a state of each job, due for a day."""
    for job in jobs:
        make_state(job.name, host="web1" if job.on_each_host else "", done_up_to=_long_ago())
    return jobs


def _long_ago():
    return timezone.now() - 8 * DAY


def names(one):
    return [each.claim.job.name for each in one.running]


def test_it_starts_what_is_due_and_writes_down_how_it_ends():
    [job] = due(make_job())
    here = made(job)

    here.step(0)
    [running] = here.running
    assert running.process.arguments == ["say", "Done."]
    running.process.ends = 0
    here.step(0)

    run = JobRun.objects.get()
    assert (here.running, run.outcome, run.exit_code, run.said, run.output) == (
        [],
        "well",
        0,
        "Last line",
        "",
    )
    assert JobState.objects.get(job=job.name).went_well_at == run.ended_at


@pytest.mark.parametrize(
    ("code", "too_long", "outcome"),
    [(1, False, "failed"), (-9, False, "failed"), (-15, True, "too_long"), (0, True, "too_long")],
)
def test_the_output_of_a_bad_run_is_kept(code, too_long, outcome, caplog):
    here = made(*due(make_job()))
    here.step(0)
    here.running[0].process.ends, here.running[0].process.took_too_long = code, too_long
    here.step(0)

    run = JobRun.objects.get()
    assert (run.outcome, run.exit_code, run.output) == (outcome, code, "Output")
    assert f"check_bookings: {run.get_outcome_display().lower()}" in caplog.text


def test_two_schedulers_share_the_jobs():
    jobs = due(*(make_job(name) for name in ("one", "two", "three", "four", "five")))
    here, there = made(*jobs), Scheduler(jobs=list(jobs), host="web2", start=Process)

    here.step(0)
    there.step(0)
    here.step(0)

    assert (names(here), names(there)) == (["one", "two", "three"], ["four", "five"])


def test_long_jobs_do_not_hold_quick_ones_back():
    long = [make_job(f"long{number}", limit=HOUR) for number in range(4)]
    quick = [make_job(f"quick{number}") for number in range(4)]
    here = made(*due(*long, *quick))

    here.step(0)

    assert names(here) == ["long0", "long1", "quick0", "quick1", "quick2"]

    here.running[0].process.ends = 0
    here.step(0)
    assert names(here)[-1] == "long2"


def test_of_a_group_one_runs_at_a_time_on_all_servers():
    first, second = due(make_job("first", group="links"), make_job("second", group="links"))
    here, there = made(first, second), Scheduler(jobs=[first, second], host="web2", start=Process)

    here.step(0)
    there.step(0)
    assert (names(here), names(there)) == (["first"], [])

    here.running[0].process.ends = 0
    here.step(0)
    assert names(here) == ["second"]


def test_its_claims_are_renewed_for_as_long_as_it_lives():
    here = made(*due(make_job(limit=HOUR)))
    here.step(0)
    JobState.objects.update(claimed_until=_long_ago())

    here.step(0)

    assert not JobState.objects.filter(claimed_until__lt=timezone.now()).exists()
    assert runs.SCHEDULER in set(JobState.objects.values_list("job", flat=True))


def test_a_run_that_somebody_else_has_taken_over_is_killed():
    here = made(*due(make_job()))
    here.step(0)
    [running] = here.running
    JobState.objects.filter(job="check_bookings").update(claim="another")

    here.step(0)
    here.step(0)

    assert running.process.ended_by == "killed"
    assert JobState.objects.get(job="check_bookings").claim == "another"


def test_told_to_end_it_stops_what_runs_gives_it_free_and_says_goodbye():
    here = made(*due(make_job()))
    here.step(0)
    [running] = here.running

    here.end()

    state = JobState.objects.get(job="check_bookings")
    assert running.process.ended_by == "stopped"
    assert (JobRun.objects.get().outcome, state.claim, state.outcome) == ("stopped", "", "well")
    assert JobState.objects.get(job=runs.SCHEDULER).claim == ""
    # The next scheduler begins it again.
    again = made(make_job())
    again.step(0)
    assert names(again) == ["check_bookings"]


def test_told_to_end_it_lets_a_run_end_that_is_about_to(monkeypatch):
    here = made(*due(make_job()))
    here.step(0)
    here.running[0].process.ends = 0

    monkeypatch.setattr(scheduler, "GRACE", 5)
    here.end()

    assert JobRun.objects.get().outcome == "well"


class Away:
    """The database, while `is_away`, does not answer."""

    is_away = True

    def __call__(self, execute, sql, params, many, context):
        if self.is_away:
            raise OperationalError("the server is gone")
        return execute(sql, params, many, context)


@pytest.fixture
def database(monkeypatch):
    # Closing it would end the transaction of the test.
    monkeypatch.setattr(scheduler.connection, "close", lambda: None)
    away = Away()
    away.is_away = False
    with connection.execute_wrapper(away):
        yield away


def test_while_the_database_is_away_it_waits_and_then_goes_on(database, caplog):
    here = made(*due(make_job("one"), make_job("two", limit=HOUR)))
    here.step(0)
    one, two = here.running
    database.is_away = True
    one.process.ends = 0

    for _ in range(3):
        here.step(0)

    assert names(here) == ["two"]
    assert caplog.text.count("Jobs wait") == 1
    assert caplog.text.count("the server is gone") == 0

    database.is_away = False
    here.step(0)

    assert JobRun.objects.get(job="one").outcome == "well"
    assert JobState.objects.get(job="two").claim == two.claim.token
    assert "answers again" in caplog.text


def test_after_an_outage_it_leaves_others_the_time_to_say_that_they_live(database, monkeypatch):
    monkeypatch.setattr(scheduler, "RENEWS_EVERY", 30)
    make_state(done_up_to=_long_ago(), claim="another", claimed_until=_long_ago() + MINUTE)
    here = made(make_job())
    database.is_away = True
    here.step(0)
    database.is_away = False

    here.step(0)
    assert here.running == []

    monkeypatch.setattr(here, "_takes_over_from", 0)
    here.step(0)
    assert names(here) == ["check_bookings"]


def test_without_a_database_cron_hears_of_it(database):
    database.is_away = True

    with pytest.raises(DatabaseAway, match=r"^No job was run"):
        made(make_job()).run_due()


def test_a_command_that_cannot_be_started_has_failed():
    def no_memory(arguments, limit):
        raise OSError(12, "Cannot allocate memory")

    here = made(*due(make_job()), start=no_memory)

    here.step(0)

    run = JobRun.objects.get()
    assert (run.outcome, run.said) == ("failed", "It could not be started: Cannot allocate memory.")
    assert JobState.objects.get(job="check_bookings").claim == ""


@pytest.mark.usefixtures("quick_commands")
class TestOnce:
    """What cron starts, and what somebody runs by hand, with real processes."""

    def test_it_runs_what_is_due_and_ends(self):
        well, bad, later = make_job("well"), make_job("bad", ("fail",)), make_job("later", when=WEEKLY)
        due(well, bad)
        many = due(*(make_job(f"more{number}") for number in range(3)))

        outcomes = Scheduler(jobs=[well, bad, later, *many], host="web1").run_due()

        assert outcomes == {
            "well": "well",
            "bad": "failed",
            **dict.fromkeys(["more0", "more1", "more2"], "well"),
        }
        assert JobRun.objects.get(job="bad").output == "It failed."

    def test_a_job_is_run_at_once_that_is_not_due(self):
        job = make_job(when=WEEKLY)

        assert Scheduler(jobs=[job, make_job("other")], life=None).run_due(["check_bookings"]) == {
            "check_bookings": Outcome.WELL
        }
        assert not JobState.objects.filter(job=runs.SCHEDULER).exists()

    def test_but_not_beside_a_run_of_somebody_else(self):
        make_state(claim="another", claimed_until=timezone.now() + MINUTE)

        assert Scheduler(jobs=[make_job()], life=None).run_due(["check_bookings"]) == {}
