"""Who else has a record's form open: browsers say so twice a minute, and what they said last counts for ninety seconds."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from hscp.editing.models import OpenForm
from hscp.web.wording import counted, full_name

LASTS = timedelta(seconds=90)


def tell_open(user, record, *, typed, at=None):
    """Write down that `user` has the form of `record` open at the moment `at`, and whether they `typed` since they last said so.

    One row for each person and record, whatever number of windows and minutes.
    """
    at = at or timezone.now()
    # Whoever left without a word, in any form, is forgotten here: no other job is needed.
    OpenForm.objects.filter(seen_at__lte=at - LASTS).delete()
    OpenForm.objects.bulk_create(
        [OpenForm(user=user, **_of(record), opened_at=at, seen_at=at, typed_at=at if typed else None)],
        update_conflicts=True,
        unique_fields=["content_type", "object_id", "user"],
        update_fields=["seen_at", "typed_at"] if typed else ["seen_at"],
    )


def tell_closed(user, record):
    """Forget that `user` has the form of `record` open."""
    OpenForm.objects.filter(user=user, **_of(record)).delete()


def others(user, record, *, at=None):
    """Return a sentence for each person but `user` who has the form of `record` open, who opened it first first."""
    at = at or timezone.now()
    rows = OpenForm.objects.filter(**_of(record), seen_at__gt=at - LASTS).exclude(user=user)
    return [_sentence(row, at) for row in rows.select_related("user")]


def _of(record):
    return {"content_type": ContentType.objects.get_for_model(record), "object_id": record.pk}


def _sentence(row, at):
    name = full_name(row.user)
    opened = f"{timezone.localtime(row.opened_at):%H:%M}"
    if row.typed_at is None:
        return f"{name} has this open since {opened}."
    minutes = int((at - row.typed_at).total_seconds() // 60)
    typed = f"{counted(minutes, 'minute')} ago" if minutes else "just now"
    return f"{name} has this open since {opened} and typed {typed}."
