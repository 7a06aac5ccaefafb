"""Which documents use the words of which records: a row for each, so that a change finds them by an index."""

from collections import defaultdict

from hscp.search.index.entries import sources
from hscp.search.models import SearchDependency

CHUNK = 500


def chunks(values):
    """Yield the list `values` in lists of at most CHUNK: a statement takes so many parameters and no more."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def keys_touched_by(touched):
    """Return the keys (kind, object id) of the documents that a change to `touched`, (model, pk) pairs, may alter."""
    by_model = defaultdict(set)
    for model, pk in touched:
        if pk is not None:
            by_model[model].add(pk)
    keys = set()
    for model, pks in by_model.items():
        for some in chunks(sorted(pks)):
            keys |= _keys_of(model, some)
    return keys


def _keys_of(model, pks):
    """Return the keys that a change to the records `pks` of `model` may alter."""
    keys = set()
    label = model._meta.label
    used = False
    for source in sources():
        if source.model and issubclass(model, source.model):
            keys |= {(source.kind, pk) for pk in pks}
        paths = source.touched_by.get(label, ())
        for path in (paths,) if isinstance(paths, str) else paths:
            # What the record belongs to now; the dependencies say what it belonged to before.
            found = source.model._base_manager.filter(**{f"{path}__in": pks})
            keys |= {(source.kind, pk) for pk in found.values_list("pk", flat=True)}
            used = True
    if used:
        holders = SearchDependency.objects.filter(label=label.lower(), object_id__in=pks)
        keys |= set(holders.values_list("document__kind", "document__object_id"))
    return keys


def uses_of(entry):
    """Return the records whose words an Entry uses, as a set of (label, pk) such as ("themes.theme", 4)."""
    return {(other._meta.label_lower, other.pk) for other in entry.depends_on}


def stored_uses(documents):
    """Return {document's pk: {what `uses_of` gave for it: the dependency's pk}}, with one query for all `documents`."""
    uses = defaultdict(dict)
    rows = SearchDependency.objects.filter(document__in=[document.pk for document in documents])
    for pk, document, *use in rows.values_list("pk", "document_id", "label", "object_id"):
        uses[document][tuple(use)] = pk
    return uses


def store_uses(changed):
    """Store what documents use. `changed` holds, for each, (the saved SearchDocument, its `stored_uses`, its uses now)."""
    gone = [pk for _, stored, now in changed for use, pk in stored.items() if use not in now]
    for some in chunks(gone):
        SearchDependency.objects.filter(pk__in=some).delete()
    new = [
        SearchDependency(document=document, label=label, object_id=pk)
        for document, stored, now in changed
        for label, pk in sorted(now - stored.keys())
    ]
    SearchDependency.objects.bulk_create(new, batch_size=CHUNK)
