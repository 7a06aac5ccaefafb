"""What is wrong with the jobs, worked out from how each stands: for the start page, for /readyz and for mails."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from hscp.jobs.declaration import jobs_set_up
from hscp.jobs.enums import BAD, Outcome
from hscp.jobs.models import JobState
from hscp.jobs.runs import LEASE, SCHEDULER

# A server that vanished was taken away, if nobody has seen to it for so long.
FORGOTTEN_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a job, in `words`. `host` is "" for a job that runs once for all hosts; `job` may be SCHEDULER."""

    job: str
    host: str
    words: str
    is_silence: bool = False

    @property
    def where(self):
        return f"{self.job} on {self.host}" if self.host else self.job

    @property
    def address(self):
        """The path of the list of the job's runs."""
        runs = reverse("admin:jobs_jobrun_changelist")
        return runs if self.job == SCHEDULER else f"{runs}?job={self.job}"


def read_states():
    """Return how every job stands, as a list of JobState, in one query."""
    return list(JobState.objects.all())


def schedulers_alive(states, at):
    """Return the hosts on which a scheduler lives at `at` (aware datetime)."""
    return {state.host for state in states if state.job == SCHEDULER and state.is_claimed(at)}


def last_alive(states):
    """Return when a scheduler was last heard of (aware datetime); None if there never was one."""
    return max(
        (
            state.claimed_until - LEASE if state.claim else state.ended_at
            for state in states
            if state.job == SCHEDULER and (state.claim or state.ended_at)
        ),
        default=None,
    )


def last_success(states, name):
    """Return when the job called `name` last went well, on whichever host (aware datetime); None if it never did."""
    return max((each.went_well_at for each in states if each.job == name and each.went_well_at), default=None)


def problems(states, at):
    """Return a list of Problem at `at` (aware datetime). `states` are of all jobs and hosts.

    Jobs of a host without a scheduler are not looked at, nor is it a problem here that there is no scheduler at all: see
    `schedulers_alive`.
    """
    alive = schedulers_alive(states, at)
    by_job = {}
    for state in states:
        by_job.setdefault(state.job, []).append(state)
    found = [_vanished(state) for state in by_job.get(SCHEDULER, ()) if _has_vanished(state, at)]
    for job in jobs_set_up():
        for state in by_job.get(job.name, ()):
            if job.on_each_host and state.host not in alive:
                continue
            if words := _failed(job, state):
                found.append(Problem(job.name, state.host, words))
            elif words := _silent(job, state, at):
                found.append(Problem(job.name, state.host, words, is_silence=True))
    return found


def _has_vanished(state, at):
    return state.has_lapsed(at) and at - state.claimed_until < FORGOTTEN_AFTER


def _vanished(state):
    return Problem(
        SCHEDULER,
        state.host,
        f"has not been heard of since {moment(state.claimed_until - LEASE)}. Start it again on that server.",
    )


def _failed(job, state):
    """Return how the last run ended, if it ended badly and the next does not come soon; otherwise ""."""
    if job.is_frequent or state.outcome not in BAD:
        return ""
    how = {
        Outcome.FAILED: "failed at",
        Outcome.TOO_LONG: "took too long and was stopped at",
        Outcome.VANISHED: "vanished with its scheduler; that was noticed at",
    }[state.outcome]
    return f"{how} {moment(state.ended_at)}."


def _silent(job, state, at):
    """Return since when no run has gone well, if that is too long ago and none is under way; otherwise ""."""
    if state.is_claimed(at) and not job.is_quick:
        return ""
    if at - (state.went_well_at or state.created_at) <= job.silence:
        return ""
    how = "The last run failed." if state.outcome in BAD else "No run has ended since."
    if state.went_well_at is None:
        return f"has never run well. {how}"
    return f"has not run well since {moment(state.went_well_at)}. {how}"


def moment(at):
    """Return an aware datetime in London as staff read it: “12 May 2027, 09:05”."""
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"
