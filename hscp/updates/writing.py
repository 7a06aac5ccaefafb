"""Writes the lines that readers are told, at the end of a change of content and in its transaction.

Whoever changes content may say what a line says: `ContentChange.say`. For the rest, what search had of a record before the
change and has after it decides: it is all that the public reads of it in words. See docs/updates.md for the rules.
"""

import threading
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from hscp.records.publishable import Publishable
from hscp.search.index.entries import source_of, sources
from hscp.search.models import SearchDocument
from hscp.updates.enums import Change, FacetName
from hscp.updates.models import Update, UpdateFacet
from hscp.updates.telling import NOTHING, Line, is_reworded
from hscp.web.wording import counted

# One change of more records than this, an import or a bulk action, writes a line for each theme and not for each record.
MOST_LINES = 10
THEME = "theme"
NEW, AGAIN, NEW_LINK, REWORDED = "new on this site", "on this site again", "a new link", "reworded"
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
        lines = {}
        after = {key: row for key, row in _documents(self.touched).items() if not row.removed}
        _forget_unseen([row for key, row in self.before.items() if key not in after], now)
        for key, document in after.items():
            before, said = self.before.get(key), self.said.get(self.touched[key])
            _follow(before, document, now)
            if said != NOTHING and (line := _line(before, document, said, now)):
                lines[key] = (document, line)
        if len(lines) > MOST_LINES:
            _write_grouped(lines, now)
        else:
            _store([_update(document, line, now) for document, line in lines.values()])


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


def _line(before, after, said, now):
    """Return the Line of a record whose document was `before` (None: it was never published) and is `after`; None for no news."""
    if after.expire_at is not None and after.expire_at <= now:
        return None
    if before is None:
        return Line(Change.NEW, NEW, major=after.kind not in _SMALL)
    if before.removed:
        return Line(Change.NEW, AGAIN)
    if before.publish_at is not None and before.publish_at > now:
        # Nobody has seen it yet, so nothing of it has changed: its first line waits for its moment.
        return None
    if said is not None:
        return said
    if _address_of(before) != _address_of(after):
        return Line(Change.LINK, NEW_LINK)
    if is_reworded(_words(before), _words(after)):
        return Line(Change.TEXT, REWORDED)
    return None


def _address_of(document):
    return (document.data.get("opens") or {}).get("address")


def _words(document):
    data = document.data
    return [document.title, data.get("summary", ""), *data.get("texts", ())]


def _follow(before, after, now):
    """Let lines follow their record: to another moment while it waits for its first, and a theme to another address."""
    if before is None or before.removed:
        return
    waited = before.publish_at is not None and before.publish_at > now
    if waited and before.publish_at != after.publish_at:
        lines = Update.objects.filter(kind=after.kind, object_id=after.object_id, said_at=before.publish_at)
        lines.update(said_at=max(now, after.publish_at or now))
    if after.kind == THEME and (old := _values(before, "themes")) != (new := _values(after, "themes")):
        facets = UpdateFacet.objects.filter(name=FacetName.THEME, value__in=old)
        facets.update(value=new[0])


def _forget_unseen(documents, now):
    """Remove the lines of `documents` that were to appear later and no longer are: their moment must not bring them back."""
    for row in documents:
        if row.publish_at is not None and row.publish_at > now:
            Update.objects.filter(kind=row.kind, object_id=row.object_id, said_at__gt=now).delete()


def _values(document, name):
    return [choice["value"] for choice in document.data.get(name, ())]


def _update(document, line, now):
    """Return (an unsaved Update about the record of `document`, its facets as (name, value))."""
    update = Update(
        content_type=ContentType.objects.get_for_model(source_of(document.kind).model),
        object_id=document.object_id,
        kind=document.kind,
        change=line.change,
        words=line.words[:300],
        major=line.major,
        said_at=max(now, document.publish_at or now),
    )
    area = document.data.get("area")
    facets = [
        *((FacetName.THEME, value) for value in _values(document, "themes")),
        *((FacetName.AUDIENCE, value) for value in _values(document, "audiences")),
        *([(FacetName.AREA, area["value"])] if area else []),
    ]
    return update, facets


def _write_grouped(lines, now):
    """Write one line for each theme, and one for each kind of record that has none; what gives a new number keeps its own."""
    single, groups = [], defaultdict(list)
    for document, line in lines.values():
        if line.change == Change.NUMBER:
            single.append(_update(document, line, now))
            continue
        if document.publish_at is not None and document.publish_at > now:
            # What appears later is told of each by itself, or the line of all would tell of it early.
            single.append(_update(document, line, now))
            continue
        for theme in _values(document, "themes") or [""]:
            groups[theme or document.kind, bool(theme)].append((document, line))
    themes = {
        value: row
        for row in SearchDocument.objects.filter(
            Q(publish_at=None) | Q(publish_at__lte=now), kind=THEME, removed=False
        )
        for value in _values(row, "themes")
    }
    written = [
        _update(themes[name], _group_line(members), now)
        if is_theme and name in themes
        else _of_kind(members, now)
        for (name, is_theme), members in groups.items()
    ]
    _store([*single, *written])


def _group_line(members):
    """Return the Line of many records at once: "14 changes: 4 new pages and 10 others"."""
    counts = Counter(line.change for _, line in members)
    new, others = counts[Change.NEW], len(members) - counts[Change.NEW]
    told = [counted(new, "new page")] if new else []
    told += [counted(others, "page changed", "pages changed")] if others else []
    is_major = any(line.major for _, line in members)
    return Line(Change.NEW if new else Change.CONTENTS, " and ".join(told), major=is_major)


def _of_kind(members, now):
    document, _ = members[0]
    update, facets = _update(document, _group_line(members), now)
    update.content_type = update.object_id = None
    shared = set(facets).intersection(*(_update(each, line, now)[1] for each, line in members))
    return update, sorted(shared)


def _store(updates):
    if not updates:
        return
    rows = Update.objects.bulk_create([update for update, _ in updates])
    UpdateFacet.objects.bulk_create(
        [
            UpdateFacet(update=row, name=name, value=value)
            for row, (_, facets) in zip(rows, updates, strict=True)
            for name, value in dict.fromkeys(facets)
        ],
        batch_size=_BATCH,
    )
