"""What differs between two snapshots of a record, and carrying that over to what the record is now.

Changes are {key: [before, after]} of every object that differs, each {field: value}; before is None for what is new, after
is None for what was removed.
"""

from dataclasses import dataclass

from django.db import models

from hscp.editing.snapshots import NAMES_OF_A_LINK, key_of, may_come_and_go, parse_key
from hscp.links.models import Link
from hscp.records.parts import is_guarded, unique_sets


@dataclass(frozen=True)
class Conflict:
    """What two people changed differently: a field of an object, or with `field` "" a row that one of them removed.

    `base` is what both began with, `mine` what the changes say, `theirs` what is stored now; None for a row that is not there.
    """

    key: str
    field: str
    base: object
    mine: object
    theirs: object

    @property
    def name(self):
        """What a form calls it."""
        return f"{self.key}/{self.field}"


def diff(before, after):
    """Return the changes that make the snapshot `before` into `after`.

    A link that is no longer named stays as it is, and a number that came or went meanwhile is no change of the editor's.
    """
    changes = {}
    for key in dict.fromkeys([*before, *after]):
        old, new, model = before.get(key), after.get(key), parse_key(key)[0]
        if old == new or (new is None and not may_come_and_go(model)) or (old is None and is_guarded(model)):
            continue
        changes[key] = [old, new]
    return changes


def with_new_numbered(before, after):
    """Return the snapshot `after` with a negative primary key for whatever is not in `before`, and where it is named."""
    new = [(key, *parse_key(key)) for key in after if key not in before]
    lowest = min([0, *(pk for _, _, pk in new)])
    numbers = {}
    for _, model, pk in new:
        if pk > 0:
            lowest -= 1
            numbers[model, pk] = lowest
    if not numbers:
        return after
    found = {}
    for key, fields in after.items():
        model, pk = parse_key(key)
        links = {
            field.name: numbers[field.related_model, fields[field.name]]
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and (field.related_model, fields.get(field.name)) in numbers
        }
        found[key_of(model, numbers.get((model, pk), pk))] = {**fields, **links}
    return found


def merge(changes, onto, theirs=()):
    """Carry `changes` over to the snapshot `onto`. Return (the snapshot with them, the list of each Conflict).

    A conflict is decided for the changes, or for what is stored if its `name` is among `theirs`.
    """
    merged, conflicts = dict(onto), []
    for key, (before, after) in changes.items():
        stored = onto.get(key)
        if before is None:
            if not _is_there_already(key, after, onto):
                merged[key] = after
        elif stored is None and not may_come_and_go(parse_key(key)[0]):
            continue
        elif after is None or stored is None:
            _merge_removal(key, before, after, stored, merged, conflicts, theirs)
        else:
            merged[key] = {**stored, **_fields(key, before, after, stored, conflicts, theirs)}
    return merged, conflicts


def are_same(one, other):
    """Whether two snapshots of a record say the same. What somebody decided of its links meanwhile is no difference."""
    rows = [
        {
            key: row
            for number, (key, row) in enumerate(each.items())
            if not number or parse_key(key)[0] is not Link
        }
        for each in (one, other)
    ]
    return rows[0] == rows[1]


def changed_fields(before, after):
    """Return the names of the fields that differ between two objects of a snapshot."""
    return [name for name in after if before.get(name) != after[name]]


def _fields(key, before, after, stored, conflicts, theirs):
    """Return the fields of an object that its changes set."""
    found = {}
    is_link = parse_key(key)[0] is Link
    for name in changed_fields(before, after):
        if is_link and name not in NAMES_OF_A_LINK and stored.get(name) != before.get(name):
            continue
        conflict = Conflict(key, name, before.get(name), after[name], stored.get(name))
        if stored.get(name) not in (before.get(name), after[name]):
            conflicts.append(conflict)
            if conflict.name in theirs:
                continue
        found[name] = after[name]
    return found


def _merge_removal(key, before, after, stored, merged, conflicts, theirs):
    """Decide of a row that the changes or somebody else removed."""
    if stored is None and after is None:
        return
    changed_by_other = stored != before if after is None else after != before
    conflict = Conflict(key, "", before, after, stored)
    if changed_by_other:
        conflicts.append(conflict)
    if conflict.name in theirs and changed_by_other:
        return
    if after is None:
        merged.pop(key)
    elif changed_by_other:
        merged[key] = after


def _is_there_already(key, row, onto):
    """Whether somebody has added the same row in the meantime: one with the same values that must be unique together."""
    model, pk = parse_key(key)
    for names in unique_sets(model):
        values = [row.get(name) for name in names]
        if None in values:
            continue
        for other, fields in onto.items():
            other_model, other_pk = parse_key(other)
            if other_model is model and other_pk != pk and [fields.get(name) for name in names] == values:
                return True
    return False
