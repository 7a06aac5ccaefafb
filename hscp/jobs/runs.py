"""Who runs which job: claims in the database, the same on both databases, and the record of each run.

A claim is taken with one UPDATE that holds only if the row is still as it was read, so of several schedulers one gets it. It lapses after
LEASE unless it is renewed; then another scheduler begins the run again. No clock of two hosts may differ by as much.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from hscp.jobs.declaration import Job
from hscp.jobs.enums import Outcome
from hscp.jobs.models import JobRun, JobState
from hscp.jobs.schedule import due

# Longer than a scheduler can be held up by a mail server or a database that does not answer.
LEASE = timedelta(minutes=2)
# How often a run for one moment is begun, where its scheduler vanishes each time.
ATTEMPTS = 2
# The name of the row that says that a scheduler lives on a host.
SCHEDULER = "run_jobs"


@dataclass(frozen=True)
class Claim:
    """A run that this process may begin: its `token` stands in the row of the job. `done_before` is put back if it is stopped."""

    job: Job
    state: JobState
    run: JobRun
    token: str
    done_before: datetime


def known_states(jobs, host, at):
    """Return [(Job, JobState)] of `jobs` for this `host`, with a row for each that is new.

    A new job is seen to until now: it begins at its next moment.
    """
    wanted = {(job.name, host if job.on_each_host else ""): job for job in jobs}
    found = {(state.job, state.host): state for state in JobState.objects.filter(host__in=["", host])}
    if missing := wanted.keys() - found.keys():
        # Another scheduler may be doing the same.
        JobState.objects.bulk_create(
            [
                JobState(job=name, host=where, done_up_to=wanted[name, where].when.latest(at), created_at=at)
                for name, where in sorted(missing)
            ],
            ignore_conflicts=True,
        )
        return known_states(jobs, host, at)
    return [(job, found[key]) for key, job in wanted.items()]


def claim(job, state, host, at, *, at_once=False, take_over=True):
    """Claim `job` for this process if it is due, or `at_once`; return the Claim, or None.

    A run whose scheduler is not heard of any more is noted as vanished, and begun again, unless `take_over` is off: after the database
    was away, whoever runs it is given the time to say so.
    """
    lapsed = state.has_lapsed(at)
    if state.is_claimed(at) or (lapsed and not take_over):
        return None
    moment = due(job.when, state.done_up_to, at) or (at if at_once else None)
    again = lapsed and not moment and state.attempts < ATTEMPTS
    if not (moment or lapsed):
        return None
    with transaction.atomic():
        if not (moment or again):
            if _take(state, claim="", claimed_until=None, outcome=Outcome.VANISHED, ended_at=at):
                _vanish(state, at)
            return None
        token = uuid.uuid4().hex
        taken = _take(
            state,
            claim=token,
            claimed_until=at + LEASE,
            done_up_to=moment or state.done_up_to,
            attempts=1 if moment else state.attempts + 1,
        )
        if not taken:
            return None
        if lapsed:
            _vanish(state, at)
        run = JobRun.objects.create(job=job.name, host=host, claim=token, started_at=at)
    return Claim(job, state, run, token, state.done_up_to)


def renew(tokens, at):
    """Let the claims `tokens` hold on; return those that are somebody else's by now."""
    if not tokens:
        return set()
    held = JobState.objects.filter(claim__in=tokens)
    if held.update(claimed_until=at + LEASE) == len(tokens):
        return set()
    return set(tokens) - set(held.values_list("claim", flat=True))


def finish(claimed, outcome, at, *, exit_code=None, said="", output=""):
    """Write down how the run of a Claim ended, and give the job free.

    A run that was STOPPED is due again at once. Where somebody else has taken the job over, nothing is written about the job.
    """
    with transaction.atomic():
        JobRun.objects.filter(pk=claimed.run.pk, outcome=Outcome.RUNNING).update(
            ended_at=at, outcome=outcome, exit_code=exit_code, said=said, output=output
        )
        change = {"claim": "", "claimed_until": None}
        if outcome == Outcome.STOPPED:
            change |= {"done_up_to": claimed.done_before}
        else:
            change |= {"outcome": outcome, "ended_at": at}
        if outcome == Outcome.WELL:
            change |= {"went_well_at": at}
        JobState.objects.filter(pk=claimed.state.pk, claim=claimed.token).update(**change)


def show_life(host, token, until):
    """Say that a scheduler lives on `host`, and is to be missed if nothing more is heard of it by `until`."""
    alive = {"claim": token, "claimed_until": until}
    JobState.objects.update_or_create(
        job=SCHEDULER, host=host, defaults=alive, create_defaults={**alive, "done_up_to": until}
    )


def say_goodbye(host, token, at):
    """Say that the scheduler with this `token` ends as it should, so that nobody misses it."""
    JobState.objects.filter(job=SCHEDULER, host=host, claim=token).update(
        claim="", claimed_until=None, ended_at=at
    )


def _take(state, **change):
    """Change the row of `state` if it is still as it was read; return whether it was."""
    unchanged = JobState.objects.filter(
        pk=state.pk, claim=state.claim, claimed_until=state.claimed_until, done_up_to=state.done_up_to
    )
    return bool(unchanged.update(**change))


def _vanish(state, at):
    JobRun.objects.filter(claim=state.claim, outcome=Outcome.RUNNING).update(
        outcome=Outcome.VANISHED, ended_at=at
    )
