"""Writes the lines that readers are told, at the end of a change of content and in its transaction.

Whoever changes content may say what a line says: `ContentChange.say`. For the rest, what search had of a record before the
change and has after it decides: it is all that the public reads of it in words. See docs/updates.md for the rules.
"""

import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.utils import timezone

from hscp.records.publishable import Publishable
from hscp.search.index.entries import sources
from hscp.search.models import SearchDocument
from hscp.updates.enums import Change, FacetName
from hscp.updates.models import CONTACT, UpdateFacet
from hscp.updates.storing import THEME, Told, store, values_of
from hscp.updates.telling import NOTHING, Line, is_reworded
from hscp.updates.versions import (
    AGAIN,
    GONE,
    NEW,
    NEW_LINK,
    REWORDED,
    lines_of,
    lines_of_end,
    version,
    words_of_version,
)

# What is one of many small things: somebody who looks in once a year need not know each.
_SMALL = {"term"}
_BATCH = 500
_held = threading.local()


@contextmanager
def untold():
    """Run a block whose changes of content are no news: starter content, examples, what is undone."""
    before = getattr(_held, "untold", False)
    _held.untold = True
    try:
        yield
    finally:
        _held.untold = before


@dataclass
class ToldChange:
    """What one change of content means for readers. `said` is what its makers say of records, {(model, pk): Line or NOTHING}."""

    said: dict = field(default_factory=dict)
    noted: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    touched: dict = field(default_factory=dict)

    def note(self, *records):
        """Note that the change wrote `records`, of any kinds."""
        self.noted |= {(type(record), record.pk): None for record in records}

    def say(self, record, line):
        """Let the change be told as the Line `line` of `record`, or with NOTHING not at all. Several lines of one become one."""
        key = (type(record), record.pk)
        earlier = self.said.get(key)
        self.said[key] = earlier.joined(line) if earlier and line else line

    def look(self):
        """Read what readers had of the records that it wrote, before search is told of the change."""
        if getattr(_held, "untold", False):
            return
        kinds = {source.model: source.kind for source in sources() if source.model is not None}
        pairs = {**self.noted, **self.said}
        self.touched = {
            (kinds[model], pk): (model, pk)
            for model, pk in pairs
            if model in kinds and issubclass(model, Publishable) and pk is not None
        }
        self.before = _documents(self.touched)

    def write(self):
        """Write the lines, once search has been told. Makes two queries for each kind of record, and three where there is news."""
        if not self.touched:
            return
        now = timezone.now()
        after = {key: row for key, row in _documents(self.touched).items() if not row.removed}
        told = []
        for key in self.touched:
            before, document = self.before.get(key), after.get(key)
            _follow(before, document, now)
            said = self.said.get(self.touched[key])
            if said != NOTHING:
                told += _told_of(before, document, said, now)
        told = _of_originals(told)
        store(told, now)


def _documents(keys):
    """Return {(kind, pk): SearchDocument} for those of `keys` that are published, or were once. One query for each kind."""
    by_kind = defaultdict(list)
    for kind, pk in keys:
        by_kind[kind].append(pk)
    return {
        (row.kind, row.object_id): row
        for kind, pks in by_kind.items()
        for start in range(0, len(pks), _BATCH)
        for row in SearchDocument.objects.filter(kind=kind, object_id__in=pks[start : start + _BATCH])
    }


def _told_of(before, after, said, now):
    """Return what is told of a record whose document was `before` (None: it was never published) and is `after` (None: it is not)."""
    told = []
    is_live = after is not None and after.is_live(now)
    was_live = before is not None and before.is_live(now)
    if was_live and not is_live:
        told.append(_gone(before, now))
    if after is not None:
        if line := _line(before, after, said, was_live, now):
            told.append(Told(after, line, max(now, after.publish_at or now)))
        if _ends(after, now) and _ends(after, now) != _ends(before, now):
            told.append(_gone(after, after.expire_at))
    return told


def _gone(document, at):
    return Told(document, Line(Change.GONE, GONE, major=document.kind == CONTACT), at)


def _ends(document, now):
    """Return the moment to come at which a record goes off the site by itself; None for one that stays, or is off already."""
    if document is None or document.removed or document.expire_at is None or document.expire_at <= now:
        return None
    return document.expire_at


def _waits(document, now):
    """Return whether a record is to appear later."""
    return document.publish_at is not None and document.publish_at > now


def _line(before, after, said, was_live, now):
    """Return the Line of a record that is published, from its documents before and after; None for no news."""
    if after.expire_at is not None and after.expire_at <= now:
        return None
    if before is None:
        return Line(Change.NEW, NEW, major=after.kind not in _SMALL)
    if before.removed or (was_live and _waits(after, now)):
        return Line(Change.NEW, AGAIN)
    if _waits(before, now):
        # Nobody has seen it yet, so nothing of it has changed: its first line waits for its moment.
        return None
    if not was_live:
        # It was over by itself.
        return Line(Change.NEW, AGAIN)
    if said is not None:
        return said
    if _address_of(before) != _address_of(after):
        return Line(Change.LINK, NEW_LINK)
    if is_reworded(_words(before), _words(after)):
        return Line(Change.TEXT, REWORDED)
    return None


def _of_originals(told):
    """Return what is `told`, with what is told of versions of a page told of that page, in one line with what is told of it then.

    Nothing is told of a version of a page that readers do not see at that moment. Makes a query for each kind if there are any.
    """
    of_versions = [each for each in told if version(each.document)]
    if not of_versions:
        return told
    abouts = [version(each.document) for each in of_versions]
    originals = _documents({(each["kind"], each["id"]) for each in abouts})
    found = [each for each in told if each not in of_versions]
    for each, about in zip(of_versions, abouts, strict=True):
        original = originals.get((about["kind"], about["id"]))
        if original is None or not original.is_live(each.at):
            continue
        change = Change.CONTENTS if each.line.change == Change.GONE else each.line.change
        words = words_of_version(each.line.words, about["name"])
        _join(found, Told(original, replace(each.line, change=change, words=words, major=False), each.at))
    return found


def _join(found, told):
    """Add `told` to the list `found`: to what is said of the same record at the same moment, if that is not that it is gone."""
    for number, each in enumerate(found):
        if (each.document.key, each.at) == (told.document.key, told.at) and each.line.change != Change.GONE:
            found[number] = replace(each, line=each.line.joined(told.line))
            return
    found.append(told)


def _address_of(document):
    return (document.data.get("opens") or {}).get("address")


def _words(document):
    data = document.data
    return [document.title, data.get("summary", ""), *data.get("texts", ())]


def _follow(before, after, now):
    """Let lines to come follow their record: to another moment, or away; and all lines of a theme to its other address."""
    if before is None or before.removed:
        return
    lines = lines_of(before)
    if _waits(before, now) and after is None:
        # Their moment must not bring them back.
        lines.filter(said_at__gt=now).delete()
    elif _ends(before, now) and _ends(before, now) != _ends(after, now):
        lines_of_end(before).filter(said_at__gt=now).delete()
    if after is None:
        return
    if _waits(before, now) and before.publish_at != after.publish_at:
        lines.filter(said_at=before.publish_at).update(said_at=max(now, after.publish_at or now))
    if after.kind == THEME and (old := values_of(before, "themes")) != (new := values_of(after, "themes")):
        facets = UpdateFacet.objects.filter(name=FacetName.THEME, value__in=old)
        facets.update(value=new[0])
