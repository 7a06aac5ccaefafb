"""The mails that wait to be sent, in both outboxes: of training, and of editors."""

from datetime import timedelta

from django.db.models import Count, Min, Value

from hscp.editing.models import EditorMail
from training.models import Message

# Mails leave within a minute, those of editors within five. One that a mail server puts off has a later moment of its own.
LATE_AFTER = timedelta(minutes=15)


def waiting_mail(at):
    """Return how many mails are due at `at` (aware datetime) and not sent, and whether one is late, in one query."""
    unsent = Message.objects.filter(state__in=[Message.State.WAITING, Message.State.SENDING])
    training, editors = (
        mails.filter(send_at__lte=at)
        .order_by()
        .values(all=Value(1))
        .annotate(number=Count("pk"), first=Min("send_at"))
        .values_list("number", "first")
        for mails in (unsent, EditorMail.objects.filter(done_at=None))
    )
    both = training.union(editors, all=True).order_by()  # Django 6 would put them in the order of the model
    found = [(number, first) for number, first in both if number]
    return sum(number for number, _ in found), any(at - first > LATE_AFTER for _, first in found)
