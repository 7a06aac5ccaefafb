"""Sending what the outbox holds, each message once, however many senders run and whenever one is killed.

A sender claims a row with one UPDATE before it sends and marks it afterwards. One that was killed in between leaves its
claim, which expires after `LEASE`: then the message is sent again, with the same Message-ID. Nothing here logs an address,
nor a mail server's own words, which may hold one.
"""

import logging
import smtplib
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F, Q
from django.utils import timezone

from hscp.observability.current_request import CurrentRequest, mail_headers, working_for
from training.enums import BookingState
from training.mail.invitations import each_day, method_of
from training.mail.kinds import KINDS, NEEDING_A_PLACE
from training.mail.unsubscribing import has_refused, mailbox_of
from training.models import Message

# Longer than a send can take, with EMAIL_TIMEOUT for each of its steps.
LEASE = timedelta(minutes=10)
# How long to wait after each failure, the last one again and again. After about five days, as RFC 5321 (4.5.4.1) has it,
# a message is given up, and staff can send it again.
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
ATTEMPTS = 14
logger = logging.getLogger(__name__)
SENT, LATER, REFUSED, NOT_NEEDED = "sent", "to be tried again", "refused", "no longer needed"
NO_LONGER_NEEDED = "It was no longer needed."
REFUSED_RECIPIENT = "The mail server refused the recipient"
_BATCH = 100


class NoMailServer(Exception):
    """The mail server does not answer, or turns the portal itself away. Nothing is lost: all messages wait."""


def send_due(*, limit=None, stop=lambda: False):
    """Send what is due, the oldest first, over one connection; return a Counter of the results.

    At most `limit` messages are tried, all if None; no new one is begun once `stop()` is true. Raises NoMailServer when
    there is something to send and the server cannot be reached; no message is touched then.
    """
    results = Counter()
    connection = None
    try:
        while (limit is None or results.total() < limit) and (due := _due()):
            connection = connection or _opened()
            for pk in due[: None if limit is None else limit - results.total()]:
                if stop():
                    return results
                if message := _claim(pk):
                    with working_for(CurrentRequest(message.request_id)):
                        result, goes_on = _send(message, connection)
                        logger.info("Mail %s (%s): %s", message.pk, message.kind, result)
                    results[result] += 1
                    if not goes_on:
                        return results
        return results
    finally:
        if connection:
            _close(connection)


def send_again(messages):
    """Put those of `messages` (a queryset) that were given up back into the queue, and return how many.

    A message whose text or address has been removed, as after its retention period, stays as it is.
    """
    return (
        messages.filter(state=Message.State.DROPPED)
        .exclude(to="")
        .exclude(body="")
        .update(state=Message.State.WAITING, send_at=timezone.now(), attempts=0, problem="")
    )


def as_email(message, connection=None):
    """Return the EmailMultiAlternatives of an outbox row: to one person, with the same Message-ID each time."""
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        to=[message.to],
        connection=connection,
        headers={
            "Message-ID": f"<{message.message_id}@{urlsplit(settings.HSCP_ADDRESS).hostname}>",
            # So that nobody's absence note answers (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
    )
    email.extra_headers |= mail_headers()
    if message.unsubscribe:
        # Mail programs show a button that sends the request by itself (RFC 2369, RFC 8058).
        email.extra_headers |= {
            "List-Unsubscribe": f"<{message.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    # Outlook and Google follow an invitation that is another form of the mail, one for each mail; other programs open the files.
    entries, entries_out = each_day(message.calendar), each_day(message.calendar_out)
    follows = next(iter([*entries, *entries_out]), "")
    if method := method_of(follows):
        email.attach_alternative(follows, f"text/calendar; method={method}")
    for name, calendars in (("old-date", entries_out), ("session", entries)):
        for number, calendar in enumerate(calendars, 1):
            day = f"-day-{number}" if len(calendars) > 1 else ""
            email.attach(f"{name}{day}.ics", calendar, "application/ics")
    return email


def _open_to_send(now):
    """Return the condition on messages that a sender may claim at `now`."""
    return Q(state=Message.State.WAITING, send_at__lte=now) | Q(
        state=Message.State.SENDING, claimed_at__lte=now - LEASE
    )


def _due():
    """Return the ids of the next messages to be sent."""
    due = Message.objects.filter(_open_to_send(timezone.now())).order_by("send_at", "pk")
    return list(due.values_list("pk", flat=True)[:_BATCH])


def _claim(pk):
    """Claim one message and return it, or None if another sender has it."""
    now = timezone.now()
    claimed = Message.objects.filter(_open_to_send(now), pk=pk).update(
        state=Message.State.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    return Message.objects.select_related("booking", "session").get(pk=pk) if claimed else None


def _send(message, connection):
    """Send a claimed message and mark it. Return the result, and whether the connection can still be used."""
    if _is_late(message):
        return _drop(message, NO_LONGER_NEEDED, NOT_NEEDED), True
    try:
        as_email(message, connection).send()
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        if code >= 500:
            return _drop(message, f"{REFUSED_RECIPIENT} ({code}).", REFUSED), True
        return _postpone(message, f"The mail server put the recipient off ({code})."), code != 421
    except smtplib.SMTPDataError as error:
        return _postpone(
            message, f"The mail server refused the message ({error.smtp_code})."
        ), error.smtp_code != 421
    except (smtplib.SMTPException, OSError) as error:
        return _postpone(message, f"The connection failed ({type(error).__name__})."), False
    except ValueError as error:
        # An address or a subject that is not valid in a mail.
        return _drop(message, f"No mail can be made of it ({type(error).__name__}).", REFUSED), True
    return _mark(message, SENT, state=Message.State.SENT, sent_at=timezone.now(), problem=""), True


def _may_be_refused(message):
    kind = KINDS.get(message.kind)
    return kind is not None and kind.may_be_refused


def _is_late(message):
    if _may_be_refused(message):
        # Said since the message was written.
        return has_refused(mailbox_of(message.to))
    return message.kind in NEEDING_A_PLACE and (
        message.session.ends_at <= timezone.now()
        or message.booking.state != BookingState.CONFIRMED
        or message.booking.session_id != message.session_id
    )


def _postpone(message, problem):
    if message.attempts >= ATTEMPTS:
        return _drop(message, problem, REFUSED)
    delay = DELAYS[min(message.attempts, len(DELAYS)) - 1]
    return _mark(message, LATER, state=Message.State.WAITING, send_at=timezone.now() + delay, problem=problem)


def _drop(message, problem, result):
    return _mark(message, result, state=Message.State.DROPPED, problem=problem)


def _mark(message, result, **fields):
    """Write what became of a message, unless its claim ended and another sender has it; return `result`."""
    Message.objects.filter(pk=message.pk, state=Message.State.SENDING, claimed_at=message.claimed_at).update(
        claimed_at=None, **fields
    )
    return result


def _opened():
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        raise NoMailServer(f"The mail server cannot be reached ({type(error).__name__}).") from None
    return connection


def _close(connection):
    """Close the connection; if the server has gone by then, it already has everything that was sent."""
    with suppress(smtplib.SMTPException, OSError):
        connection.close()
