"""Records whose "show until" is over: published, they would not show."""

from django.utils import timezone

from hscp.records.saving import content_change


def has_ended(record, at=None):
    """Whether the "show until" of a record is over at `at` (aware datetime, default now)."""
    return record.expire_at is not None and record.expire_at <= (at or timezone.now())


def show_without_end(records, *, by):
    """Empty the "show until" of `records`, as one revision made by the user `by`."""
    with content_change(by=by, comment="Emptied “show until”.") as change:
        for record in records:
            record.expire_at = None
            change.save(record, ["expire_at"])
