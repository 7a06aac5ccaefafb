"""What changed between two versions of a record and its parts."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import models
from django.utils import formats, timezone
from django.utils.text import capfirst

from hscp.records.history.text_diff import ADDED, CHANGED, MOVED, REMOVED, SAME, TextChange, text_pieces
from hscp.records.history.versions import names_of_deleted, references, version_fields, with_parts
from hscp.records.parts import owner_field
from hscp.records.rich_text import RichTextField
from hscp.records.rich_text.plain_text import as_lines_with_addresses
from hscp.web.wording import one_line

# Kept with every version, but of no interest to somebody who compares two.
_BOOKKEEPING = {"created_at", "updated_at", "updated_by", "outdated_since", "made_from"}


@dataclass(frozen=True)
class RowChange:
    """How one part differs: `mark` says what happened to it, `text` names it, `changes` lists its changed fields."""

    mark: str
    text: str
    changes: list


@dataclass(frozen=True)
class PartsChange:
    """How the parts of one kind differ."""

    label: str
    rows: list


def compare(older, newer, names=None):
    """Return how the record of two versions differs, as a list of TextChange and PartsChange in the order of the fields.

    `names` maps models of parts to what editors call them, where that is not the model's own name.
    """
    return compare_rows(with_parts(older), with_parts(newer), names)


def compare_rows(before, after, names=None, known=None):
    """Return the same of two lists of rows, each a record and then its parts. For `known` see Words.

    A row has the `_model`, `object_id` (str) and `field_dict` of a Version.
    """
    words = Words([*before, *after], known)
    found = _field_changes(words, before[0], after[0], skip=_BOOKKEEPING)
    for model in dict.fromkeys(row._model for row in [*before[1:], *after[1:]]):
        rows = _row_changes(
            words,
            {row.object_id: row for row in before[1:] if row._model is model},
            {row.object_id: row for row in after[1:] if row._model is model},
        )
        if rows:
            name = (names or {}).get(model, model._meta.verbose_name_plural)
            found.append(PartsChange(capfirst(name), rows))
    return found


def _row_changes(words, before, after):
    changes = [
        RowChange(REMOVED, words.describe(row), []) for pk, row in before.items() if pk not in after
    ] + [RowChange(ADDED, words.describe(row), []) for pk, row in after.items() if pk not in before]
    common = [pk for pk in before if pk in after]
    for pk in common:
        fields = _field_changes(words, before[pk], after[pk], skip={"order"})
        if fields:
            changes.append(RowChange(CHANGED, words.describe(after[pk]), fields))
    new_order = sorted(common, key=lambda pk: _position(after[pk]))
    if sorted(common, key=lambda pk: _position(before[pk])) != new_order:
        changes.append(RowChange(MOVED, "; ".join(words.describe(after[pk]) for pk in new_order), []))
    return changes


def _position(row):
    return row.field_dict.get("order") or 0, int(row.object_id)


def _field_changes(words, older, newer, *, skip):
    changes = []
    for field in version_fields(older._model):
        if field.name in skip or field.primary_key:
            continue
        old, new = older.field_dict.get(field.attname), newer.field_dict.get(field.attname)
        if field.many_to_many:
            pieces = words.list_pieces(field, old or [], new or [])
        elif old == new:
            continue
        else:
            pieces = text_pieces(words.of(field, old), words.of(field, new))
            if all(mark == SAME for mark, _ in pieces):
                pieces = [(CHANGED, "Only the formatting or the spacing.")]
        if pieces:
            changes.append(TextChange(capfirst(field.verbose_name), pieces))
    return changes


class Words:
    """Turns stored values into what an editor reads; looks up the names of related records once for all versions.

    `known` is {(model, primary key): name} of those that are not stored yet.
    """

    def __init__(self, versions, known=None):
        wanted = defaultdict(set)
        for _, field, pk in references(versions):
            wanted[field.related_model].add(pk)
        self.names = {}
        for model, pks in wanted.items():
            present = model._base_manager.in_bulk(pks)
            self.names |= {(model, pk): str(record) for pk, record in present.items()}
            self.names |= names_of_deleted([(model, pk) for pk in pks if pk not in present])
        self.names |= known or {}

    def of(self, field, value):
        """Return the value of a field as text."""
        if value is None or value == "":
            return ""
        if field.is_relation:
            return self.names[field.related_model, value]
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if field.flatchoices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, RichTextField):
            return as_lines_with_addresses(value)
        if isinstance(field, models.DateTimeField):
            return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
        if isinstance(field, (models.DateField, models.TimeField)):
            return formats.localize(value)
        return str(value)

    def list_pieces(self, field, old, new):
        """Return [(mark, name)] for what was added to or removed from a list of related records."""
        key = field.related_model._meta.pk.to_python
        old, new = {key(pk) for pk in old}, {key(pk) for pk in new}
        names = [(REMOVED, self.names[field.related_model, pk]) for pk in old - new]
        names += [(ADDED, self.names[field.related_model, pk]) for pk in new - old]
        return sorted(names, key=lambda piece: piece[1])

    def describe(self, row):
        """Return a part in one line: its fields but for its owner and its position."""
        owner = owner_field(row._model)
        texts = [
            one_line(self.of(field, row.field_dict.get(field.attname)))
            for field in row._model._meta.concrete_fields
            if field != owner and field.name != "order" and not field.primary_key
        ]
        return " · ".join(filter(None, texts))
