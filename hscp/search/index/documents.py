"""The search documents: one row for each record, with what a search can find in it.

`refresh` brings them up to date, in the transaction of the change of content; `changes` collects the calls of a long
change. `content_change()` in hscp/records/saving.py calls both.
"""

import threading
import uuid
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from django.db import transaction
from django.db.models import Q

from hscp.search.index.entries import source_of, sources
from hscp.search.models import SearchDocument, SearchState

CHUNK = 500


@dataclass(frozen=True)
class Drift:
    """A document that does not match its record: `what` is "missing", "left over" or "different"."""

    key: str
    what: str


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
        return _write(_keys_touched_by(touched))


@contextmanager
def changes():
    """Collect the `refresh` calls of a block and run them once at its end, in the same transaction as the block.

    Blocks may be nested: each is all or nothing by itself, and the outermost one writes.
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
            _write(_keys_touched_by(touched))
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
    keys = sorted(keys)
    return [keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK)]


def _keys_touched_by(touched):
    """Return the keys (kind, object id) of the documents that a change to `touched`, (model, pk) pairs, may alter."""
    by_model = defaultdict(set)
    for model, pk in touched:
        if pk is not None:
            by_model[model].add(pk)
    keys = set()
    for model, pks in by_model.items():
        label = model._meta.label
        holders = Q()
        for source in sources():
            if source.model and issubclass(model, source.model):
                keys |= {(source.kind, pk) for pk in pks}
            paths = source.touched_by.get(label, ())
            if paths:
                # What the record belongs to now; the documents say what it belonged to before.
                containing = Q()
                for path in (paths,) if isinstance(paths, str) else paths:
                    containing |= Q(**{f"{path}__in": pks})
                found = source.model._base_manager.filter(containing).values_list("pk", flat=True)
                keys |= {(source.kind, pk) for pk in found}
                for pk in pks:
                    holders |= Q(depends_on__contains=_mark(label, pk))
        if holders:
            keys |= set(SearchDocument.objects.filter(holders).values_list("kind", "object_id"))
    return keys


def _mark(label, pk):
    return f" {label.lower()}:{pk} "


def _write(keys):
    """Write the documents of `keys` that differ from their records, with new numbers. Return how many."""
    if not keys:
        return 0
    # Locked before anything is read: a second writer sees everything that the first has written.
    state = _lock_state()
    stored = _stored(keys)
    changed = []
    for key, fresh in sorted(_build(keys).items()):
        if _difference(stored.get(key), fresh):
            kind, object_id = key
            gone = fresh is None
            fresh = fresh or SearchDocument(title=stored[key].title, removed=gone)
            fresh.kind, fresh.object_id = kind, object_id
            fresh.sequence = state.sequence + len(changed) + 1
            changed.append(fresh)
    if changed:
        SearchDocument.objects.bulk_create(
            changed,
            batch_size=CHUNK,
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=["sequence", "removed", "title", "publish_at", "expire_at", "data", "depends_on"],
        )
        state.sequence += len(changed)
        state.token = uuid.uuid4().hex
        state.save(update_fields=["sequence", "token"])
    return len(changed)


def _lock_state():
    SearchState.objects.get_or_create(pk=1, defaults={"epoch": uuid.uuid4().hex})
    return SearchState.objects.select_for_update().get(pk=1)


def _stored(keys):
    """Return {key: SearchDocument} for those of `keys` that have a document, with one query for each kind."""
    by_kind = _by_kind(keys)
    return {
        (row.kind, row.object_id): row
        for kind, pks in by_kind.items()
        for row in SearchDocument.objects.filter(kind=kind, object_id__in=pks)
    }


def _by_kind(keys):
    by_kind = defaultdict(list)
    for kind, pk in keys:
        by_kind[kind].append(pk)
    return by_kind


def _build(keys):
    """Return {key: an unsaved SearchDocument, or None if there is nothing to find} for `keys`."""

    built = dict.fromkeys(keys)
    for kind, pks in _by_kind(keys).items():
        source = source_of(kind)
        if source is None:
            continue
        for start in range(0, len(pks), CHUNK):
            for record, entry in source.found(pks[start : start + CHUNK]):
                built[kind, record.pk] = _document(source, record, entry)
    return built


def _document(source, record, entry):
    data = asdict(replace(entry, depends_on=[]))
    del data["depends_on"], data["modified_at"]
    data["modified"] = int(entry.modified_at.timestamp() * 1000) if entry.modified_at else 0
    data["label"] = source.label
    marks = sorted({_mark(other._meta.label, other.pk) for other in entry.depends_on})
    return SearchDocument(
        kind=source.kind,
        object_id=record.pk,
        title=entry.title,
        publish_at=getattr(record, "publish_at", None),
        expire_at=getattr(record, "expire_at", None),
        data=data,
        depends_on="".join(marks),
    )


def _difference(stored, fresh):
    """Return how `stored` (a row or None) differs from `fresh` (an unsaved row or None), or "" if it does not."""
    if fresh is None:
        return "left over" if stored is not None and not stored.removed else ""
    if stored is None or stored.removed:
        return "missing"
    same = all(
        getattr(stored, name) == getattr(fresh, name)
        for name in ("title", "publish_at", "expire_at", "depends_on")
    )
    return "" if same and _content(stored.data) == _content(fresh.data) else "different"


def _content(data):
    """Return a document's data without its time: a record saved unchanged is no newer to a reader."""
    return {name: value for name, value in data.items() if name != "modified"}
