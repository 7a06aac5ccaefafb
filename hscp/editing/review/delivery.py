"""Sending what the outbox of editors' mails holds, however many senders run.

A sender takes a mail by moving its next attempt on, before it sends; so one that is killed loses nothing: the mail is sent
again later, with the same Message-ID.
"""

import logging
import smtplib
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.utils import timezone

from hscp.editing.models import EditorMail
from hscp.observability.current_request import CurrentRequest, mail_headers, working_for
from hscp.security.password_links import with_link

logger = logging.getLogger(__name__)

# How long to wait before the next attempt, the last one again and again; longer than any send takes.
DELAYS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
ATTEMPTS = 8
# What is done with is kept for a while: who asks why no mail came can be answered.
KEPT_FOR = timedelta(days=30)


def send_due():
    """Send each mail that is due, the oldest first. Return (how many were sent, how many failed and wait for another attempt)."""
    sent = failed = 0
    EditorMail.objects.filter(Q(done_at__lt=timezone.now() - KEPT_FOR) | Q(to=None)).delete()
    due = EditorMail.objects.filter(done_at=None, send_at__lte=timezone.now())
    for mail in due.select_related("to").order_by("send_at", "pk"):
        if not _take(mail):
            continue
        if problem := _why_not_needed(mail):
            _done(mail, problem)
            continue
        try:
            with working_for(CurrentRequest(mail.request_id)):
                _email(mail).send()
                logger.info("Mail %s to an editor: sent", mail.pk)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            # Never the server's own words, which may hold an address.
            failed += 1
            problem = f"It could not be sent ({type(error).__name__})."
            EditorMail.objects.filter(pk=mail.pk).update(problem=problem)
            if mail.attempts + 1 >= ATTEMPTS:
                _done(mail, problem)
        else:
            sent += 1
            _done(mail, "")
    return sent, failed


def _take(mail):
    """Take a mail for this sender; return False if another has taken it."""
    delay = DELAYS[min(mail.attempts, len(DELAYS) - 1)]
    return EditorMail.objects.filter(pk=mail.pk, done_at=None, attempts=mail.attempts).update(
        attempts=F("attempts") + 1, send_at=timezone.now() + delay
    )


def _why_not_needed(mail):
    if not (mail.to.is_active and mail.to.is_staff and (mail.address or mail.to.email)):
        return "The person has left, or has no address."
    if mail.needs and not mail.to.has_perm(mail.needs):
        return "The person may not see the record any more."
    return ""


def _done(mail, problem):
    EditorMail.objects.filter(pk=mail.pk).update(done_at=timezone.now(), problem=problem, address="")


def _email(mail):
    return EmailMessage(
        subject=mail.subject,
        body=with_link(mail.body, mail.to),
        to=[mail.address or mail.to.email],
        headers={
            "Message-ID": f"<{mail.message_id}@{urlsplit(settings.HSCP_ADDRESS).hostname}>",
            # So that nobody's absence note answers (RFC 3834).
            "Auto-Submitted": "auto-generated",
        }
        | mail_headers(),
    )
