"""Claims: of several schedulers one runs a job, and one that vanishes holds it up for two minutes."""

import threading

import pytest
from django.db import IntegrityError

from hscp.jobs.enums import Outcome
from hscp.jobs.models import JobRun, JobState
from hscp.jobs.runs import ATTEMPTS, LEASE, claim, finish, known_states, renew
from hscp.jobs.schedule import EveryMinutes
from tests.jobs.builders import DAY, HOUR, MINUTE, NOW, make_job, make_state
from tests.training.booking.at_once import at_once

JOB = make_job()
DUE = NOW.replace(second=0)


def fresh(job=JOB, host="web1"):
    """Return the state of `job` as a scheduler on `host` reads it."""
    [(_, state)] = known_states([job], host, NOW)
    return state


@pytest.mark.django_db
def test_a_new_job_begins_at_its_next_moment():
    state = fresh()

    assert state.done_up_to == DUE
    assert claim(JOB, state, "web1", NOW) is None
    assert claim(JOB, fresh(), "web1", NOW + MINUTE).state.pk == state.pk


@pytest.mark.django_db
def test_a_due_job_is_claimed_once_and_its_run_noted():
    make_state()
    before = fresh()

    first, second, other = (claim(JOB, state, "web1", NOW) for state in (before, before, fresh()))

    [run] = JobRun.objects.all()
    assert (second, other) == (None, None)
    assert (run.job, run.host, run.outcome, run.started_at) == ("check_bookings", "web1", "running", NOW)
    assert fresh().done_up_to == DUE
    assert first.run == run


@pytest.mark.django_db(transaction=True)
def test_schedulers_that_look_in_the_same_moment_run_it_once():
    make_state()
    start = threading.Barrier(6)

    def one():
        state = fresh()
        start.wait()
        return claim(JOB, state, "web1", NOW)

    answers = at_once([one] * 6, threads=6)

    assert [each.error for each in answers if each.error] == []
    assert len([each for each in answers if each.result]) == 1
    assert JobRun.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_schedulers_that_begin_in_the_same_moment_make_one_state():
    answers = at_once([fresh] * 4, threads=4)

    assert {each.result.pk for each in answers} == {JobState.objects.get().pk}


@pytest.mark.django_db
def test_a_job_of_each_host_is_claimed_on_each():
    job = make_job(on_each_host=True)
    for host in ("web1", "web2"):
        make_state(host=host)

    assert all(claim(job, fresh(job, host), host, NOW) for host in ("web1", "web2"))


@pytest.mark.django_db
def test_while_it_runs_it_is_not_begun_again_and_afterwards_only_for_its_next_moment():
    make_state()
    running = claim(JOB, fresh(), "web1", NOW)

    renew([running.token], NOW + MINUTE)
    while_it_runs = claim(JOB, fresh(), "web2", NOW + LEASE + 30 * MINUTE / 60)
    finish(running, Outcome.WELL, NOW + MINUTE, exit_code=0, said="Done.")
    after = claim(JOB, fresh(), "web2", NOW + MINUTE), claim(JOB, fresh(), "web2", NOW + MINUTE)

    assert while_it_runs is None
    assert [bool(each) for each in after] == [True, False]
    assert JobRun.objects.get(pk=running.run.pk).said == "Done."


@pytest.mark.django_db
def test_how_it_ended_is_kept():
    make_state()
    well = fresh().went_well_at
    running = claim(JOB, fresh(), "web1", NOW)

    finish(running, Outcome.FAILED, NOW + MINUTE, exit_code=1, said="No.", output="Why not")

    state, run = fresh(), JobRun.objects.get()
    assert (state.claim, state.outcome, state.ended_at, state.went_well_at) == (
        "",
        "failed",
        NOW + MINUTE,
        well,
    )
    assert (run.outcome, run.exit_code, run.output) == ("failed", 1, "Why not")


class TestAKilledScheduler:
    """Its claim lapses, and the run begins again: once, for the same moment."""

    job = make_job(when=EveryMinutes(60))

    @pytest.fixture(autouse=True)
    def killed(self, db):
        make_state(done_up_to=NOW - HOUR)
        self.lost = claim(self.job, fresh(self.job), "web1", NOW)

    def claim(self, after, **options):
        return claim(self.job, fresh(self.job), "web2", NOW + after, **options)

    def test_it_holds_the_job_until_then(self):
        assert self.claim(LEASE - MINUTE / 60) is None
        assert JobRun.objects.get().outcome == "running"

    def test_another_begins_the_run_again_and_says_that_it_vanished(self):
        again = self.claim(LEASE)

        assert again.run.host == "web2"
        assert fresh(self.job).done_up_to == DUE
        assert set(JobRun.objects.values_list("host", "outcome")) == {
            ("web1", "vanished"),
            ("web2", "running"),
        }

    def test_a_run_that_takes_its_host_with_it_is_not_begun_for_ever(self):
        begun = [self.claim(LEASE * number) for number in range(1, 5)]

        assert [bool(each) for each in begun].count(True) == ATTEMPTS - 1
        state = fresh(self.job)
        assert (state.claim, state.outcome) == ("", "vanished")
        assert set(JobRun.objects.values_list("outcome", flat=True)) == {"vanished"}
        assert self.claim(HOUR)

    def test_it_does_not_overwrite_what_another_does_once_it_wakes_up(self):
        again = self.claim(LEASE)

        assert renew([self.lost.token], NOW + LEASE) == {self.lost.token}
        finish(self.lost, Outcome.WELL, NOW + LEASE)

        assert fresh(self.job).claim == again.token
        assert JobRun.objects.get(pk=self.lost.run.pk).outcome == "vanished"

    def test_after_an_outage_it_is_given_time_to_say_that_it_lives(self):
        assert self.claim(LEASE, take_over=False) is None
        assert renew([self.lost.token], NOW + LEASE) == set()
        assert self.claim(LEASE) is None


@pytest.mark.django_db
def test_a_run_that_was_stopped_begins_again_at_once():
    make_state(done_up_to=NOW - DAY)
    running = claim(JOB, fresh(), "web1", NOW)

    finish(running, Outcome.STOPPED, NOW, exit_code=-15)

    assert fresh().outcome == "well"
    assert claim(JOB, fresh(), "web1", NOW)


@pytest.mark.django_db
def test_a_job_can_be_run_though_it_is_not_due_but_not_beside_itself():
    make_state(done_up_to=DUE)

    assert claim(JOB, fresh(), "web1", NOW) is None
    assert claim(JOB, fresh(), "web1", NOW, at_once=True)
    assert claim(JOB, fresh(), "web1", NOW, at_once=True) is None


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"claim": "a"}, {"claimed_until": NOW}])
def test_a_claim_has_an_end(fields):
    with pytest.raises(IntegrityError):
        make_state(**fields)
