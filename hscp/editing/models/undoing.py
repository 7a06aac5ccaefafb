"""A step that can be undone for a while, with the rows as they were before it."""

import json
import zlib
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _in_an_hour():
    return timezone.now() + HOUR


class UndoableStepQuerySet(models.QuerySet):
    def open(self, at=None):
        """Return the steps that can still be undone at `at` (aware datetime, default now)."""
        return self.filter(undone_at=None, until__gt=at or timezone.now())

    def over(self, at):
        """Return the steps of which nothing needs to be kept at `at`."""
        return self.filter(until__lte=at)


class UndoableStep(models.Model):
    """Something that one person did at once to any number of records: taking offline, a merge, an import, a spreadsheet.

    `hscp.editing.undoing` writes it and reads it. It is kept until `until`, the moment up to which it can be undone.
    """

    what = models.CharField(max_length=300)
    done_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(default=_in_an_hour, db_index=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The rights to publish all kinds of record that it changed, such as "themes.publish_theme".
    rights = models.JSONField(default=list)
    # What an editor is shown: {"kind", "pk", "title", "what"} of each record, "what" being created, changed or removed.
    records = models.JSONField(default=list)
    # {model: {primary key: [what to put back, code of the row afterwards]}}, compressed: see `hscp.editing.undoing.steps`.
    rows = models.BinaryField(default=bytes)

    objects = UndoableStepQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-done_at", "-pk"]
        verbose_name = "step that can be undone"
        verbose_name_plural = "steps that can be undone"

    def __str__(self):
        return self.what

    @property
    def until_in_words(self):
        """The moment up to which it can be undone, as "15:32", or "15:32 on 4 May" if that is not the day on which it was done."""
        until = timezone.localtime(self.until)
        is_that_day = until.date() == timezone.localtime(self.done_at).date()
        return f"{until:%H:%M}" if is_that_day else f"{until:%H:%M} on {until.day} {until:%B}"

    def is_open(self, at=None):
        """Return whether it can still be undone at `at` (aware datetime, default now)."""
        return self.undone_at is None and (at or timezone.now()) < self.until

    def pack(self, rows):
        """Keep `rows`, which JSON can hold."""
        self.rows = zlib.compress(json.dumps(rows).encode())

    def unpack(self):
        """Return the rows that were kept."""
        return json.loads(zlib.decompress(bytes(self.rows)))
