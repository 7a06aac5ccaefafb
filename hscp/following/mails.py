"""The mails to people who follow changes: their kinds, their words, and writing them to the outbox of `training.mail`.

Each is a row that `send_mail_queue` sends, with its tries and its headers. No subject names a page, no mail holds a picture or an
address by which it could be told who read what.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from hscp.following.links import manage_address, stop_address, token_of
from training.mail import rendering
from training.models import Message

# Most mail servers take so many from one sender without putting any off. What is written at once, such as a booking, is not behind
# those that wait for their minute.
MAILS_A_MINUTE = 200


@dataclass(frozen=True)
class Mail:
    """One kind of mail. Its `name` is stored with each, so it never changes."""

    name: str

    @property
    def template(self):
        """The name of the template with its words; the first line is the subject."""
        return f"following/mail/{self.name.removeprefix('follow_')}.txt"


CONFIRM, NUMBERS, DIGEST = Mail("follow_confirm"), Mail("follow_numbers"), Mail("follow_digest")
# Never stored as a kind: what one of the others says once its reader wants no page named.
_HIDDEN = Mail("follow_hidden")
NAMES = [mail.name for mail in (CONFIRM, NUMBERS, DIGEST)]


def composed(mail, email, *, once, send_at=None, **values):
    """Return an unsaved Message of this `mail` to the address `email`. `values` go to the template, `once` is said once."""
    subject, body = _words(mail, email, **values)
    return Message(
        kind=mail.name,
        once=f"{mail.name}:{once}",
        to=email,
        subject=subject,
        body=body,
        unsubscribe=stop_address(token_of(email)),
        send_at=send_at or timezone.now(),
    )


def _words(mail, email, **values):
    token = token_of(email)
    return rendering.render(
        mail,
        contact=settings.HSCP_CONTACT_EMAIL,
        manage=manage_address(token),
        stop=stop_address(token),
        updates_page=settings.HSCP_ADDRESS + reverse("site:updates"),
        **values,
    )


def hide_names(email):
    """Let mails to `email` about changes that wait to be sent name no page: their reader has just chosen so."""
    subject, body = _words(_HIDDEN, email)
    waiting = Message.objects.filter(
        kind__in=[NUMBERS.name, DIGEST.name], to=email, state=Message.State.WAITING
    )
    waiting.update(subject=subject, body=body)


def store(messages):
    """Write `messages` to the outbox, but those whose `once` was written before."""
    Message.objects.bulk_create(messages, ignore_conflicts=True)


class Pace:
    """Gives mails of one kind their moments: at most MAILS_A_MINUTE in a minute, after those that wait already."""

    def __init__(self, mail, at):
        """Begin at `at` (aware datetime), or after the last one of `mail` that waits for its first try."""
        waiting = Message.objects.filter(kind=mail.name, state=Message.State.WAITING, attempts=0)
        last = waiting.aggregate(last=Max("send_at"))["last"]
        self._first = at if last is None or last < at else last + timedelta(minutes=1)
        self._given = 0

    def next(self):
        """Return the moment (aware datetime) of the next mail."""
        minute, self._given = self._given // MAILS_A_MINUTE, self._given + 1
        return self._first + timedelta(minutes=minute)


def forget_mails(email):
    """Delete every mail to `email` about what they follow, sent or not."""
    Message.objects.filter(kind__in=NAMES, to=email).delete()
