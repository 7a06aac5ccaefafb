"""The mails as they were sent: their text without private links, those that did not arrive, and sending one again."""

import re

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from training.mail.delivery import NO_LONGER_NEEDED
from training.models import Message

HIDDEN = "[link only for the person it was sent to]"
# Pages that everybody may read. Every other address of ours in a mail opens what is the person's own.
_PUBLIC = r"/training/(?:courses|dates|calendar|certificates)(?:/|\b)"
_ADDRESS = re.compile(r"https?://[^\s<>]+")


def text_of(message, *, joining_link):
    """Return the text of a Message, "" once it is deleted, without the links that open what is the person's own.

    Addresses elsewhere, such as the link to join the session, stay only with `joining_link`.
    """
    public = re.compile(re.escape(settings.HSCP_ADDRESS) + _PUBLIC)

    def shown(match):
        address = match[0]
        if public.match(address) or joining_link and not address.startswith(settings.HSCP_ADDRESS):
            return address
        return HIDDEN

    return _ADDRESS.sub(shown, message.body)


def undelivered(messages=None):
    """Return those of `messages` (a queryset, default all) that the mail server refused or that were given up.

    Those sent to an address that the booking no longer has are left out, and those after which one to it went out. What a
    mail server takes and another one refuses later comes back by mail, which the portal does not read.
    """
    messages = Message.objects.all() if messages is None else messages
    later = Message.objects.filter(
        booking=OuterRef("booking"),
        to=OuterRef("to"),
        state=Message.State.SENT,
        sent_at__gt=OuterRef("send_at"),
    )
    moved_on = Q(booking__isnull=False) & ~Q(low=Lower("booking__email"))
    return (
        messages.filter(state=Message.State.DROPPED)
        .exclude(problem__in=["", NO_LONGER_NEEDED])
        .annotate(low=Lower("to"), later=Exists(later))
        .exclude(moved_on & ~Q(kind="no_show"))
        .filter(later=False)
    )


def undelivered_bookings(session=None):
    """Return the ids of the bookings, of one session or of all, whose mail did not arrive, as a set. Makes one query."""
    messages = Message.objects.exclude(booking=None).exclude(kind="no_show")
    if session is not None:
        messages = messages.filter(booking__session=session)
    return set(undelivered(messages).values_list("booking_id", flat=True))


def send_copy(message):
    """Put a message that was sent, or given up, into the queue as it was, and return whether it could be.

    One whose text has been deleted cannot. `training.mail.delivery` still leaves out what is no longer needed.
    """
    if not (message.to and message.body):
        return False
    if message.state == Message.State.DROPPED:
        Message.objects.filter(pk=message.pk, state=Message.State.DROPPED).update(
            state=Message.State.WAITING, send_at=timezone.now(), attempts=0, problem=""
        )
        return True
    if message.state != Message.State.SENT:
        return False
    copies = Message.objects.filter(once__startswith=f"again:{message.pk}:").count()
    Message.objects.bulk_create(
        [
            Message(
                kind=message.kind,
                once=f"again:{message.pk}:{copies}",
                booking_id=message.booking_id,
                session_id=message.session_id,
                **{
                    name: getattr(message, name)
                    for name in ("to", "subject", "body", "calendar", "calendar_out", "unsubscribe")
                },
            )
        ],
        ignore_conflicts=True,
    )
    return True
