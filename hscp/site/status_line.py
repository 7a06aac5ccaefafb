"""The line on the start page that tells administrators whether the jobs run and mail goes out."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from hscp.jobs.alerts import MAY_READ
from hscp.jobs.declaration import job_named
from hscp.jobs.status import last_alive, last_success, moment, problems, read_states, schedulers_alive
from hscp.site.waiting_mail import waiting_mail

RUNS = "admin:jobs_jobrun_changelist"


@dataclass(frozen=True)
class StatusLine:
    """`wrong`: list of (words, address of a page or ""); `facts`: sentences that are true either way; `runs`: where the runs are."""

    wrong: list
    facts: list
    runs: str


def status_line(user):
    """Return the StatusLine for `user`, None for anybody who may not read the runs of jobs. Makes two queries."""
    if not user.has_perm(MAY_READ):
        return None
    at, states, runs = timezone.now(), read_states(), reverse(RUNS)
    mails, is_late = waiting_mail(at)
    is_alive, heard = bool(schedulers_alive(states, at)), last_alive(states)
    # On one's own machine `make run` sends mails and publishes drafts itself, and nobody need start a scheduler.
    is_missed = not is_alive and (heard is not None or settings.HTTPS)
    wrong = [(f"{each.where} {each.words}", each.address) for each in problems(states, at)]
    if is_missed:
        since = f"have not run since {moment(heard)}" if heard else "do not run"
        wrong.insert(0, (f"Scheduled jobs {since}: start manage.py run_jobs on the server.", ""))
    if is_late:
        wrong.append(("Mail has waited for more than 15 minutes.", ""))
    facts = (
        [] if is_alive or is_missed else ["Scheduled jobs do not run here; manage.py run_jobs starts them."]
    )
    if is_alive and not wrong:
        facts.append("Everything ran.")
    return StatusLine(wrong, [*facts, f"Mail: {mails} waiting.", _backup(states)], runs)


def _backup(states):
    """Return the words about the last backup."""
    if not job_named("backup").is_set_up:
        return "No backups are made here."
    made = last_success(states, "backup")
    return f"Last backup: {moment(made)}." if made else "There is no backup yet."
