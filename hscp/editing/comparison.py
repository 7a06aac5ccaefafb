"""Two snapshots of a record side by side, in words for an editor."""

from dataclasses import dataclass

from hscp.editing.snapshots import NAMES_OF_A_LINK, parse_key
from hscp.links.models import Link
from hscp.records.history.version_diff import Words, compare_rows
from hscp.records.history.versions import version_fields
from hscp.records.parts import is_guarded


@dataclass(frozen=True)
class Row:
    """An object of a snapshot, as comparisons read it: they know versions by these names."""

    _model: type
    object_id: str
    field_dict: dict


@dataclass(frozen=True)
class Decision:
    """A conflict in words: what it is about, and both sides as text. `name` is what a form calls it."""

    name: str
    label: str
    theirs: str
    mine: str


def compare_snapshots(before, after, names=None):
    """Return how the snapshot `after` of a record differs from `before`, as `compare` does for two versions."""
    return compare_rows(_rows(before), _rows(after), names, _new_links(before, after))


def decisions(conflicts, before, after, names=None):
    """Return each Conflict as a Decision. Whatever a conflict names is in one of the snapshots `before` and `after`."""
    both = {**before, **after}
    words = Words([*_rows(both), *_conflicting_rows(conflicts)], _new_links(before, after))
    return [_decision(conflict, words, both, names or {}) for conflict in conflicts]


def _decision(conflict, words, found, names):
    model, _ = parse_key(conflict.key)
    if not conflict.field:
        name = names.get(model, model._meta.verbose_name_plural)
        sides = [
            words.describe(_row(conflict.key, side)) if side else "Removed"
            for side in (conflict.theirs, conflict.mine)
        ]
        return Decision(conflict.name, name, *sides)
    field = model._meta.get_field(conflict.field)
    label = field.verbose_name
    if conflict.key != next(iter(found)):
        label = f"{words.describe(_row(conflict.key, found[conflict.key]))}: {label}"
    return Decision(
        conflict.name, label, *(_text(words, field, side) for side in (conflict.theirs, conflict.mine))
    )


def _text(words, field, value):
    if field.many_to_many:
        return ", ".join(sorted(words.names[field.related_model, pk] for pk in value))
    return words.of(field, value if field.is_relation else field.to_python(value)) or "–"


def _conflicting_rows(conflicts):
    """Return a row for each side of each conflict, so that what they name is looked up with the rest."""
    return [
        _row(conflict.key, {conflict.field: side} if conflict.field else side)
        for conflict in conflicts
        for side in (conflict.mine, conflict.theirs)
        if side is not None
    ]


def _rows(found):
    rows = [_row(key, fields) for key, fields in found.items()]
    guarded = {}
    for row in rows:
        if is_guarded(row._model):
            guarded.setdefault(row._model, []).append(row)
    for model, some in guarded.items():
        stored = model._base_manager.in_bulk([row.object_id for row in some])
        for row in some:
            # What it is called is not in the snapshot, since nobody changes it there.
            row.field_dict.update(
                {name: getattr(stored.get(int(row.object_id)), name, "") for name in ("label", "value")}
            )
    return rows


def _row(key, fields):
    model, pk = parse_key(key)
    values = {}
    for field in version_fields(model):
        if field.name not in fields or (model is Link and field.name not in NAMES_OF_A_LINK):
            continue
        value = fields[field.name]
        values[field.attname] = value if field.is_relation else field.to_python(value)
    return Row(model, str(pk), values)


def _new_links(*snapshots):
    return {
        parse_key(key): fields["address"]
        for found in snapshots
        for key, fields in found.items()
        if key.startswith(Link._meta.label_lower)
    }
