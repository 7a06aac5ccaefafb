"""The command: the list, what cron starts, what somebody runs by hand, and a start and an end by a signal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hscp import looping
from hscp.jobs import scheduler
from hscp.jobs.enums import Outcome
from hscp.management.commands import run_jobs
from tests.jobs.builders import DAY, MINUTE, NOW, make_alive, make_state

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("run_jobs", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr(run_jobs.timezone, "now", lambda: NOW)


def test_the_list_says_what_ran_what_is_next_and_what_is_wrong(now):
    make_alive("web1")
    make_state("check_bookings", outcome=Outcome.FAILED)
    make_state("send_mail_queue", done_up_to=NOW - DAY)
    make_state("check_links", claim="it", claimed_until=NOW + MINUTE)

    lines = [" ".join(line.split()) for line in run("--list").splitlines()]

    assert "check_bookings daily at 04:30 12 May 2027, 10:59, failed 13 May 2027, 04:30" in lines
    assert "send_mail_queue every minute 12 May 2027, 10:59, ran due" in lines
    assert "check_links hourly, at 20 minutes past running 12 May 2027, 11:20" in lines
    assert "build_mirror daily at 02:15 – needs HSCP_MIRROR" in lines
    assert lines[-2:] == ["A scheduler runs on web1.", "check_bookings failed at 12 May 2027, 10:59."]


def test_the_list_says_that_no_scheduler_runs():
    assert "No scheduler runs." in run("--list")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing", "There is no job “nothing”. The jobs are send_mail_queue, "),
        ("build_mirror", "“build_mirror” needs HSCP_MIRROR, which is not set."),
    ],
)
def test_a_job_that_cannot_be_run_is_said(name, said):
    with pytest.raises(CommandError, match=f"^{said}"):
        run("--now", name)


class Ended:
    """Stands for a scheduler."""

    def __init__(self, outcomes, **options):
        self.outcomes, self.host = outcomes, "web1"
        self.steps, self.ended = 0, False

    def run_due(self, names, stopped):
        return self.outcomes

    def end(self):
        self.ended = True


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ({"check_bookings": Outcome.FAILED}, "Not all went well."),
        ({}, "Somebody else runs check_bookings just now."),
    ],
)
def test_what_did_not_go_well_ends_it_with_1(monkeypatch, outcomes, said):
    one = Ended(outcomes)
    monkeypatch.setattr(run_jobs, "Scheduler", lambda **options: one)
    monkeypatch.setattr(run_jobs.Command, "stop_when_told", lambda self: None)

    with pytest.raises(CommandError, match=f"^{said}"):
        run("--now", "check_bookings")
    assert one.ended


def test_cron_is_believed_to_come_again_for_ten_minutes(monkeypatch):
    made = []
    monkeypatch.setattr(
        run_jobs, "Scheduler", lambda **options: made.append(options) or Ended({"a": Outcome.WELL})
    )
    monkeypatch.setattr(run_jobs.Command, "stop_when_told", lambda self: None)

    assert run("--once") == "a: ran\n"
    assert made == [{"life": scheduler.LIFE_UNDER_CRON}]


def test_it_goes_on_until_it_is_told_to_stop(monkeypatch):
    one = Ended({})
    command = run_jobs.Command(stdout=StringIO())
    monkeypatch.setattr(run_jobs, "Scheduler", lambda: one)
    monkeypatch.setattr(command, "stop_when_told", lambda: None)
    # The connection is the test's.
    monkeypatch.setattr(looping, "close_old_connections", lambda: None)

    def step():
        one.steps += 1
        if one.steps == 3:
            command._stop()

    one.step = step
    command.execute(once=False, show=False, now=[], force_color=False, no_color=False, skip_checks=True)

    assert (one.steps, one.ended) == (3, True)
