"""What a record looked like at a time: its version with its parts, what changed between two, and going back to one.

A revision holds everything that one act changed: an import or a bulk action may hold many records. Comparing and going
back therefore look at one record and its parts only. Foundation: imports no app.
"""

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass
from html import unescape

import reversion
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connections, models, transaction
from django.utils import formats, timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from reversion.errors import RevertError
from reversion.models import Version

from hscp.records.parts import is_guarded, owner_field, part_relations
from hscp.records.rich_text import RichTextField
from hscp.search.index.documents import refresh

# Kept with every version, and of no interest to who compares two.
_BOOKKEEPING = {"created_at", "updated_at", "updated_by"}
SAME, ADDED, REMOVED, CHANGED, MOVED = "same", "added", "removed", "changed", "moved"


class CannotRestore(Exception):
    """A version cannot be brought back; the message says why in words for an editor."""


@dataclass(frozen=True)
class Change:
    """How one field differs: `pieces` is a list of (mark, text) that gives the old and the new text in one."""

    label: str
    pieces: list


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


def with_parts(version):
    """Return `version` and the versions of all the record's parts in the same revision, the record first."""
    part_models = _part_models(version._model)
    by_model = defaultdict(list)
    if part_models:
        types = ContentType.objects.get_for_models(*part_models).values()
        rows = version.revision.version_set.filter(content_type__in=list(types)).order_by("pk")
        for row in rows:
            by_model[row._model].append(row)
    found = [version]
    for owner in found:  # grows while it is walked: parts of parts follow their owners
        for relation in _recorded_parts(owner._model):
            found += [
                row
                for row in by_model[relation.related_model]
                if str(row.field_dict[relation.field.attname]) == owner.object_id
            ]
    return found


def _recorded_parts(model):
    """Return the relations of `model` to those parts that revisions keep."""
    return [relation for relation in part_relations(model) if reversion.is_registered(relation.related_model)]


def _part_models(model):
    """Return the models of the parts of `model`, and of their parts."""
    found = []
    for relation in _recorded_parts(model):
        found += [relation.related_model, *_part_models(relation.related_model)]
    return found


@transaction.atomic
def restore(version):
    """Make the record of `version` and its parts what they were then. Parts added since go; nothing else is touched.

    Guarded parts stay as they are, see `hscp.records.parts`. Raises CannotRestore when the version uses a record that has been
    deleted since, or an address now taken, and for a version of a guarded part itself.
    """
    if is_guarded(version._model):
        raise CannotRestore(f"A {version._model._meta.verbose_name} is not brought back: propose it anew.")
    versions = [row for row in with_parts(version) if not is_guarded(row._model)]
    people_gone = _refuse_missing(versions)
    kept = {(row._model, row.object_id) for row in versions}
    record = version._model._base_manager.filter(pk=version.object_id).first()
    if record is not None:
        _delete_other_parts(record, kept)
    try:
        with transaction.atomic():
            for row in versions:
                row.revert()
            for row, field in people_gone:
                row._model._base_manager.filter(pk=row.object_id).update(**{field.name: None})
            connections[version.db].check_constraints(
                table_names={row._model._meta.db_table for row in versions}
            )
    except IntegrityError as error:
        raise CannotRestore(
            "Another record has this version's title or address now. Change that record first."
        ) from error
    except RevertError as error:
        raise CannotRestore(
            "This version is from before the records were given their present form."
        ) from error
    refresh(version._model._base_manager.get(pk=version.object_id))


def _delete_other_parts(owner, kept):
    for relation in _recorded_parts(type(owner)):
        if is_guarded(relation.related_model):
            continue
        for part in relation.related_model._base_manager.filter(**{relation.field.name: owner}):
            if (type(part), str(part.pk)) in kept:
                _delete_other_parts(part, kept)
            else:
                part.delete()


def _refuse_missing(versions):
    """Raise CannotRestore if `versions` need records that no longer exist.

    Return (version, field) for each field that may be emptied instead: who did something, when the account is gone.
    """
    known = {(row._model, row.object_id) for row in versions}
    wanted = defaultdict(list)
    for row, field, pk in _references(versions):
        if (field.related_model, str(pk)) not in known:
            wanted[field.related_model].append((row, field, pk))
    emptied, missing = [], []
    for model, uses in wanted.items():
        present = set(
            model._base_manager.filter(pk__in={pk for _, _, pk in uses}).values_list("pk", flat=True)
        )
        for row, field, pk in uses:
            if pk in present:
                continue
            if getattr(field.remote_field, "on_delete", None) is models.SET_NULL:
                emptied.append((row, field))
            else:
                missing.append((model, pk))
    if missing:
        names = sorted(set(_names_of_deleted(missing).values()))
        raise CannotRestore(
            f"This version uses what has been deleted since: {', '.join(names)}. Recover that first."
        )
    return emptied


def _references(versions):
    """Yield (version, field, primary key) for every record that `versions` lead to."""
    for row in versions:
        for field in _fields(row._model):
            value = row.field_dict.get(field.attname)
            if field.many_to_many:
                for pk in value or []:
                    yield row, field, field.related_model._meta.pk.to_python(pk)
            elif field.is_relation and value is not None:
                yield row, field, value


def _names_of_deleted(missing):
    """Return {(model, primary key): the last known name} for records that no longer exist."""
    names = {}
    for model, pk in missing:
        last = (
            Version.objects.get_for_object_reference(model, pk).order_by("-pk").first()
            if reversion.is_registered(model)
            else None
        )
        names[model, pk] = f"“{last.object_repr}”" if last else f"a {model._meta.verbose_name}"
    return names


def _fields(model):
    """Return the fields of `model` that a version holds: its own and its simple many-to-many ones."""
    many = [field for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created]
    return [*model._meta.concrete_fields, *many]


def compare(older, newer, names=None):
    """Return how the record of two versions differs, as a list of Change and PartsChange in the order of the fields.

    `names` maps models of parts to what editors call them, where that is not the model's own name.
    """
    before, after = with_parts(older), with_parts(newer)
    words = _Words([*before, *after])
    found = _field_changes(words, older, newer, skip=_BOOKKEEPING)
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
    new_order = sorted(common, key=lambda pk: _place(after[pk]))
    if sorted(common, key=lambda pk: _place(before[pk])) != new_order:
        changes.append(RowChange(MOVED, "; ".join(words.describe(after[pk]) for pk in new_order), []))
    return changes


def _place(row):
    return row.field_dict.get("order") or 0, int(row.object_id)


def _field_changes(words, older, newer, *, skip):
    changes = []
    for field in _fields(older._model):
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
            changes.append(Change(capfirst(field.verbose_name), pieces))
    return changes


def text_pieces(old, new):
    """Return [(mark, text)] that shows how `old` became `new`, word by word."""
    left, right = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (old, new))
    # Without the heuristic for frequent words a long text takes too long to compare.
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=len(left) + len(right) > 4000)
    pieces = []
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        if operation == "equal":
            pieces.append((SAME, "".join(left[start:end])))
            continue
        if start < end:
            pieces.append((REMOVED, "".join(left[start:end])))
        if new_start < new_end:
            pieces.append((ADDED, "".join(right[new_start:new_end])))
    return pieces


class _Words:
    """Turns stored values into what an editor reads; looks up the names of related records once for all versions."""

    def __init__(self, versions):
        wanted = defaultdict(set)
        for _, field, pk in _references(versions):
            wanted[field.related_model].add(pk)
        self.names = {}
        for model, pks in wanted.items():
            present = model._base_manager.in_bulk(pks)
            self.names |= {(model, pk): str(record) for pk, record in present.items()}
            self.names |= _names_of_deleted([(model, pk) for pk in pks if pk not in present])

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
            return rich_text_as_lines(value)
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
        """Return a part in one line: its fields but for its owner and its place."""
        owner = owner_field(row._model)
        texts = [
            " ".join(self.of(field, row.field_dict.get(field.attname)).split())
            for field in row._model._meta.concrete_fields
            if field != owner and field.name != "order" and not field.primary_key
        ]
        return " · ".join(filter(None, texts))


def rich_text_as_lines(html):
    """Return rich text as lines of plain text; a link is followed by its address, since that may change alone."""
    text = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', r"\2 (\1)", html, flags=re.DOTALL)
    text = re.sub(r"<li>", "• ", text)
    text = re.sub(r"<br>|</(?:p|h3|h4|li|blockquote)>", "\n", text)
    return unescape(strip_tags(re.sub(r"\n+", "\n", text))).strip()
