"""What became of a page that the public saw once: who takes its place, or when it was withdrawn and what it was called.

It is read from the versions, so it holds whichever way a record left the site, and nothing that was written since is told.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from reversion.models import Version

from hscp.records.publishable import Publishable
from hscp.records.state import State
from hscp.records.where_used import where_used

# Pages named to a reader who has come for one that is gone.
_NAMED = 10
_PUBLISHED = f'"state": "{State.PUBLISHED}"'


@dataclass(frozen=True)
class Withdrawn:
    """A record that the public saw as `title`, at the address that ends in `slug`, until `at` (aware datetime)."""

    record: Publishable
    title: str
    slug: str
    at: datetime


def in_place_of(record, at=None):
    """Return the live record that the public finds at the address of `record`: itself, its nearest live successor, or None.

    A record that is due to appear, or is worked on, has nobody in its place.
    """
    if record.is_live(at):
        return record
    if not _has_left(record, at):
        return None
    return next((each for each in record.successors() if each.is_live(at)), None)


def withdrawn(record, at=None):
    """Return the Withdrawn of a record that the public saw once and sees no more; None for any other.

    None too for one that will appear by its dates alone, and at an address that the public never knew.
    """
    at = at or timezone.now()
    if record.is_live(at) or (record.state == State.PUBLISHED and not _has_left(record, at)):
        return None
    last = _last_seen(record, at)
    return last if last and last.slug == record.slug else None


def still_naming(record, at=None):
    """Return the live records whose pages named `record` and may help its readers, at most ten, as a list without repeats."""
    found = {
        (use.record._meta.label, use.record.pk): use.record
        for use in where_used([record])
        if use.record.is_live(at) and use.record.stands_alone and use.how != _replaced_by(record)
    }
    return list(found.values())[:_NAMED]


def _replaced_by(record):
    return type(record)._meta.get_field("superseded_by").verbose_name


def _has_left(record, at):
    """Whether a record is off the site for good: archived, or its "show until" has passed."""
    at = at or timezone.now()
    expired = record.expire_at is not None and record.expire_at <= at
    return record.state == State.ARCHIVED or (record.state == State.PUBLISHED and expired)


def _last_seen(record, at):
    """Return the Withdrawn of the last version that the public saw, until the one after it or its own date; None without."""
    versions = Version.objects.get_for_object(record).order_by("-pk")
    later = list(versions.values_list("pk", "revision__date_created"))
    published = versions.filter(serialized_data__contains=_PUBLISHED)
    rows = published.values_list("pk", "revision__date_created", "serialized_data")
    for pk, since, data in rows.iterator(chunk_size=5):
        fields = json.loads(data)[0]["fields"]
        newer = [moment for number, moment in later if number > pk]
        begins = max(filter(None, (since, _moment(fields.get("publish_at")))))
        ends = min(filter(None, (newer[-1] if newer else at, _moment(fields.get("expire_at")))))
        if begins < ends:
            return Withdrawn(record, fields["title"], fields["slug"], ends)
    return None


def _moment(text):
    return parse_datetime(text) if text else None
