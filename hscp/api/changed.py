"""Which records changed since a moment, whatever it was that changed them, and which are gone.

A record of the API names others: a theme's pack changes when a toolkit of it gets another title. So it has changed when it, or one
that it names, was saved, appeared or disappeared, which is known at once. What no such moment tells (a toolkit was taken out of a
pack, the last place of a session went) is found by whoever looks at all records every few minutes (`look`): it compares what the API
would give now with what it gave before.
"""

import json
from datetime import timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from contacts.models import Pathway, ThresholdLevel
from hscp.api.given import given
from hscp.api.kinds import KINDS
from hscp.api.models import GivenRecord, LookedAt
from hscp.languages.models import Wording
from hscp.links.models import Link
from hscp.page_cache.content_version import content_version, last_change
from hscp.updates.models import Update
from resources.models import Resource, Toolkit
from themes.models import Process, Term, Theme
from training.models import Course, Session

# Of each kind, the relations to what its records say something of.
_NAMES = {
    Theme: {
        "lead_toolkit": Toolkit,
        "toolkits": Toolkit,
        "resources": Resource,
        "resources__members": Resource,
        "courses": Course,
        "pathways": Pathway,
        "processes": Process,
        "wordings": Wording,
    },
    Toolkit: {"themes": Theme, "led_themes": Theme, "link_rows__link": Link, "wordings": Wording},
    Resource: {"themes": Theme, "collection": Resource, "link_rows__link": Link, "wordings": Wording},
    Course: {"themes": Theme, "toolkit": Toolkit, "sessions": Session, "link_rows__link": Link},
    Session: {"course": Course},
    Process: {"themes": Theme, "pathways": Pathway, "resources": Resource},
    ThresholdLevel: {"pathways": Pathway},
    Term: {
        "themes": Theme,
        "toolkits": Toolkit,
        "processes": Process,
        "pathways": Pathway,
        "resources": Resource,
        "courses": Course,
    },
    Pathway: {},
    # The title of its page is found by looking: a line may be about any kind.
    Update: {},
}
# A look is seen by others only once it is over: whoever asked meanwhile is told of it the next time.
_UNSEEN = timedelta(minutes=10)
_WRITTEN_TOGETHER = 500


def changed_since(kind, records, since, at=None):
    """Return those of `records` (a queryset of a Kind) that are others than they were at `since` (aware datetime), and maybe a few more."""
    at = at or timezone.now()
    model = records.model
    changed = _moments(model, "", since, at)
    for path, other in _NAMES[model].items():
        # Each relation is asked by itself, so that no record is there twice.
        holders = model._base_manager.filter(_moments(other, f"{path}__", since, at))
        changed |= Q(pk__in=holders.order_by().values("pk"))
    found = GivenRecord.objects.filter(kind=kind.route, changed_at__gte=_earlier(since))
    return records.filter(changed | Q(pk__in=found.values("object_id")))


def _moments(model, prefix, since, at):
    """Return the condition that a record at the relation `prefix` was saved since then, or has come to a moment of its own."""
    found = Q(**{f"{prefix}updated_at__gte": since})
    for name in getattr(model, "pages_change_at", ()):
        found |= Q(**{f"{prefix}{name}__gte": since, f"{prefix}{name}__lte": at})
    return found


def removed_since(since=None):
    """Return the GivenRecords that the public saw and sees no more, in the order in which they went; from `since` on, if it is given."""
    gone = GivenRecord.objects.filter(removed_at__isnull=False).order_by("removed_at", "pk")
    return gone.filter(removed_at__gte=_earlier(since)) if since else gone


def _earlier(since):
    """Return the moment from which on what somebody looked at may not have been seen at `since`."""
    try:
        return since - _UNSEEN
    except OverflowError:
        return since


@transaction.atomic
def look(at=None):
    """Compare what the API gives at `at` (default now) with what it gave before, and note what differs. Return how many records do.

    Where nothing has changed since the last time it makes three queries. Two looks at once follow one another. What was there before
    the first look is known by its own time alone.
    """
    at = at or timezone.now()
    LookedAt.objects.get_or_create(pk=1)
    last = LookedAt.objects.select_for_update().get(pk=1)
    # Read before the records: what changes meanwhile is looked at the next time.
    version = content_version(connection)
    if last.at and version == last.version and last_change(at, connection) <= last.at:
        return 0
    noted = sum(_look_at(kind, at, is_first=last.at is None) for kind in KINDS)
    last.at, last.version = at, version
    last.save()
    return noted


def _look_at(kind, at, is_first):
    before = {each.object_id: each for each in GivenRecord.objects.filter(kind=kind.route)}
    found, listed = [], set()
    for key, record in given(kind):
        listed.add(key)
        digest = sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
        known = before.get(key)
        if known is None or known.digest != digest:
            moment = _own_time(record) if is_first else at
            found.append(
                GivenRecord(
                    kind=kind.route,
                    object_id=key,
                    uid=record["id"],
                    digest=digest,
                    changed_at=moment,
                    removed_at=None,
                )
            )
    missing = {key for key, each in before.items() if key not in listed and not each.removed_at}
    # A session that has begun is no longer listed, and still there.
    there = set(kind.one_of().filter(pk__in=missing).values_list("pk", flat=True)) if kind.one_of else set()
    gone = missing - there
    GivenRecord.objects.bulk_create(
        found,
        batch_size=_WRITTEN_TOGETHER,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["uid", "digest", "changed_at", "removed_at"],
    )
    GivenRecord.objects.filter(kind=kind.route, object_id__in=gone).update(removed_at=at, digest="")
    return len(found) + len(gone)


def _own_time(record):
    return record.get("updated_at") or record["last_modified"]
