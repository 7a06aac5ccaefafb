"""The mails to administrators about jobs: what is wrong, once a day while it goes on, and that it is well again.

They are sent by the scheduler itself, not through the queues of mails, since those are jobs too. What could not be sent waits. A dead
scheduler sends none: /readyz and the start page tell of it.
"""

import logging
import smtplib
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from hscp.jobs.declaration import job_named
from hscp.jobs.models import JobAlert, JobState
from hscp.jobs.runs import SCHEDULER
from hscp.jobs.status import problems, schedulers_alive
from hscp.web.wording import counted

logger = logging.getLogger(__name__)

ONCE_A_DAY = timedelta(days=1)
TRY_AGAIN_AFTER = timedelta(minutes=5)
MAY_READ = "jobs.view_jobrun"


def write_alert(states, at, *, of_silence=True):
    """Write one mail about all that went wrong, or is well again, and nobody was told of yet; return it, or None.

    `states` are of all jobs, as `read_states` returns them. Without `of_silence` jobs that did not run are left out: a scheduler that
    has only just begun catches up first.
    """
    wrong = {(each.job, each.host): each for each in problems(states, at)}
    alive = schedulers_alive(states, at)
    told, well = [], []
    with transaction.atomic():
        for state in states:
            problem = wrong.get((state.job, state.host))
            if problem and (of_silence or not problem.is_silence) and _is_due(state, at):
                if _tell(state, at):
                    told.append(problem)
            elif not problem and state.told_at and _is_well(state, alive) and _tell(state, None):
                well.append(state)
        if not (told or well):
            return None
        for problem in told:
            logger.error("Scheduled job %s %s", problem.where, problem.words)
        return JobAlert.objects.create(subject=_subject(told, well), body=_body(told, well), send_at=at)


def send_alerts(at=None):
    """Send the mails that wait at `at` (aware datetime, default now); return how many were sent.

    One that cannot be sent is tried again after TRY_AGAIN_AFTER, for as long as it is kept.
    """
    at = at or timezone.now()
    sent = 0
    for alert in JobAlert.objects.filter(sent_at=None, send_at__lte=at):
        # Whoever moves the next attempt on sends it.
        mine = JobAlert.objects.filter(pk=alert.pk, sent_at=None, send_at=alert.send_at)
        if not mine.update(send_at=at + TRY_AGAIN_AFTER):
            continue
        if not (people := _administrators()):
            logger.error("No administrator has an email address, so nobody is told: %s", alert.subject)
            continue
        try:
            _email(alert, people).send()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            # Never the server's own words, which may hold an address.
            logger.warning("A mail about jobs could not be sent yet (%s).", type(error).__name__)
            return sent
        JobAlert.objects.filter(pk=alert.pk).update(sent_at=at)
        sent += 1
    return sent


def _is_due(state, at):
    """Return whether administrators are to be told of the problem of `state`: once a day, or once a run if that is rarer."""
    if state.told_at is None:
        return True
    job = job_named(state.job)
    again = max(ONCE_A_DAY, job.when.apart) if job else ONCE_A_DAY
    return at - state.told_at >= again


def _is_well(state, alive):
    """Return whether it is known to be well, and not only that nobody looks any more."""
    if state.job == SCHEDULER:
        return state.host in alive
    return bool(state.went_well_at and state.went_well_at >= state.told_at)


def _tell(state, at):
    """Note when administrators are told; return False if another scheduler tells them."""
    return JobState.objects.filter(pk=state.pk, told_at=state.told_at).update(told_at=at)


def _subject(told, well):
    parts = [f"{counted(len(told), 'scheduled job needs', 'scheduled jobs need')} a look"] if told else []
    parts += [f"{len(well)} well again"] if well else []
    return ", ".join(parts)


def _body(told, well):
    parts = []
    if told:
        parts.append("This needs somebody who looks after the server:")
        parts += [f"- {each.where} {each.words}\n  {settings.HSCP_ADDRESS}{each.address}" for each in told]
    if well:
        parts.append("This is well again:")
        parts += [f"- {state}" for state in well]
    parts.append(
        "What each job is for, and how to run one at once, is in docs/jobs.md. While something goes on, you are told once a day."
    )
    return "\n\n".join(parts) + "\n"


def _administrators():
    """Return the addresses that are told: of the portal, and of whoever may see the runs."""
    people = get_user_model().objects.with_perm(MAY_READ, backend="django.contrib.auth.backends.ModelBackend")
    addresses = people.filter(is_staff=True).exclude(email="").values_list("email", flat=True)
    return sorted({each for each in (settings.HSCP_CONTACT_EMAIL, *addresses) if each})


def _email(alert, people):
    return EmailMessage(
        subject=f"HSCP Safeguarding Portal: {alert.subject}",
        body=alert.body,
        # Nobody's address is shown to the others.
        to=[settings.DEFAULT_FROM_EMAIL],
        bcc=people,
        headers={
            "Message-ID": f"<{alert.message_id}@{urlsplit(settings.HSCP_ADDRESS).hostname}>",
            # So that nobody's absence note answers (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
    )
