"""The search documents: one row for each record, with what a search can find in it.

`refresh` brings them up to date, in the transaction of the change of content; `changes` collects the calls of a long
change. `content_change()` in hscp/records/saving.py calls both.
"""

import threading
import uuid
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from hscp.search.index.dependencies import CHUNK, chunks, keys_touched_by, store_uses, stored_uses, uses_of
from hscp.search.index.entries import source_of, sources
from hscp.search.models import SearchDocument, SearchState


@dataclass(frozen=True)
class Drift:
    """A document that does not match its record: `what` is "missing", "left over" or "different"."""

    key: str
    what: str


@dataclass(frozen=True)
class Written:
    """A document, and the records whose words it uses: see `uses_of`, and `stored_uses` for one that is stored."""

    document: SearchDocument
    uses: dict | frozenset = frozenset()


_pending = threading.local()


def refresh(*records):
    """Bring the documents of `records`, and all that use their words, up to date in the current transaction.

    Accepts records of any model: one that is searched, or one whose words appear in other documents (a publisher, an
    audience). Call it after the change; before a deletion, call it inside `changes()`. Returns how many documents
    changed, or None inside `changes()`.
    """
    touched = [(type(record), record.pk) for record in records]
    pending = getattr(_pending, "touched", None)
    if pending is not None:
        pending += touched
        return None
    with transaction.atomic():
        return _write(keys_touched_by(touched))


@contextmanager
def changes(then=None):
    """Collect the `refresh` calls of a block and run them once at its end, in the same transaction as the block.

    Blocks may be nested: each is all or nothing by itself, and the outermost one writes. It then calls `then`.
    """
    if getattr(_pending, "touched", None) is not None:
        with transaction.atomic():
            yield
        return
    try:
        with transaction.atomic():
            _pending.touched = []
            yield
            touched, _pending.touched = _pending.touched, None
            _write(keys_touched_by(touched))
            if then is not None:
                then()
    finally:
        _pending.touched = None


def silent(steps, total):
    """Show no progress: return the steps unchanged."""
    return steps


def refresh_pages():
    """Bring the documents of the site's own pages up to date. Returns how many changed."""
    with transaction.atomic():
        return _write(
            {(source.kind, pk) for source in sources() if source.model is None for pk in source.numbers()}
        )


def refresh_all(progress=silent):
    """Bring every document up to date, a few hundred to a transaction. Returns how many changed.

    `progress(steps, total)` yields the steps it is given, so that a command can show how far it has got.
    """
    changed = 0
    batches = _batches()
    for keys in progress(batches, len(batches)):
        with transaction.atomic():
            changed += _write(keys)
    return changed


def found_as(record):
    """Return what search would have of `record` as it is stored now: an unsaved SearchDocument, or None for what it never finds."""
    source = next((source for source in sources() if source.model is type(record)), None)
    written = source and _build([(source.kind, record.pk)])[source.kind, record.pk]
    return written and written.document


def drift():
    """Yield a Drift for each document that differs from its record. Reads only."""
    for keys in _batches():
        stored = _stored(keys)
        for key, fresh in _build(keys).items():
            if difference := _difference(stored.get(key), fresh):
                yield Drift("{}:{}".format(*key), difference)


def _batches():
    """Return all keys, of records and of documents, in lists of at most CHUNK."""
    keys = set(SearchDocument.objects.filter(removed=False).values_list("kind", "object_id"))
    for source in sources():
        keys |= {(source.kind, pk) for pk in source.numbers()}
    return list(chunks(sorted(keys)))


def _write(keys):
    """Write the documents of `keys` that differ from their records, with new numbers. Return how many.

    A few hundred are held at a time, whatever the number of keys.
    """
    if not keys:
        return 0
    # Locked before anything is read: a second writer sees everything that the first has written.
    state = _lock_state()
    written = 0
    for some in chunks(sorted(keys)):
        written += _write_some(some, after=state.sequence + written)
    if written:
        state.sequence += written
        state.token = uuid.uuid4().hex
        state.save(update_fields=["sequence", "token"])
    return written


def _write_some(keys, after):
    """Write those of `keys` that differ, numbered from `after` + 1. Return how many."""
    stored = _stored(keys)
    changed, uses = [], []
    for key, fresh in sorted(_build(keys).items()):
        before = stored.get(key)
        if _difference(before, fresh):
            if fresh is None:
                fresh = Written(SearchDocument(title=before.document.title, removed=True))
            fresh.document.kind, fresh.document.object_id = key
            fresh.document.sequence = after + len(changed) + 1
            changed.append(fresh.document)
            uses.append((fresh.document, before.uses if before else {}, fresh.uses))
    if changed:
        SearchDocument.objects.bulk_create(
            changed,
            batch_size=CHUNK,
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=["sequence", "removed", "title", "publish_at", "expire_at", "data"],
        )
        store_uses(uses)
    return len(changed)


def _lock_state():
    SearchState.objects.get_or_create(pk=1, defaults={"epoch": uuid.uuid4().hex})
    return SearchState.objects.select_for_update().get(pk=1)


def _stored(keys):
    """Return {key: Written} for those of `keys` that have a document, with one query for each kind and one for their uses."""
    rows = [
        row
        for kind, pks in _by_kind(keys).items()
        for row in SearchDocument.objects.filter(kind=kind, object_id__in=pks)
    ]
    uses = stored_uses(rows) if rows else {}
    return {(row.kind, row.object_id): Written(row, uses.get(row.pk, {})) for row in rows}


def _by_kind(keys):
    by_kind = defaultdict(list)
    for kind, pk in keys:
        by_kind[kind].append(pk)
    return by_kind


def _build(keys):
    """Return {key: Written with an unsaved SearchDocument, or None if there is nothing to find} for `keys`."""
    built = dict.fromkeys(keys)
    for kind, pks in _by_kind(keys).items():
        source = source_of(kind)
        if source is None:
            continue
        for record, entry in source.found(pks):
            built[kind, record.pk] = Written(_document(source, record, entry), uses_of(entry))
    return built


def _document(source, record, entry):
    data = entry.as_data()
    data["modified"] = int(entry.modified_at.timestamp() * 1000) if entry.modified_at else 0
    data["label"] = source.label
    return SearchDocument(
        kind=source.kind,
        object_id=record.pk,
        title=entry.title,
        publish_at=getattr(record, "publish_at", None),
        expire_at=getattr(record, "expire_at", None),
        data=data,
    )


def _difference(stored, fresh):
    """Return how `stored` (Written or None) differs from `fresh` (Written or None), or "" if it does not."""
    if fresh is None:
        return "left over" if stored is not None and not stored.document.removed else ""
    if stored is None or stored.document.removed:
        return "missing"
    there, wanted = stored.document, fresh.document
    same = all(getattr(there, name) == getattr(wanted, name) for name in ("title", "publish_at", "expire_at"))
    same = same and set(stored.uses) == fresh.uses and _content(there.data) == _content(wanted.data)
    return "" if same else "different"


def _content(data):
    """Return a document's data without its time: a record saved unchanged is no newer to a reader."""
    return {name: value for name, value in data.items() if name != "modified"}
