"""Putting a successor in every place that uses a record: packs, processes, lists, the guided path."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models

from hscp.records.merging import conflicting_row, merge_rows
from hscp.records.parts import is_guarded
from hscp.records.publishable import Publishable
from hscp.records.where_used import fields_of_use, record_of, rows_of_use


@dataclass
class Replaced:
    """The records that name the successor now, and those that could not, as {record: why}."""

    changed: list[Publishable] = field(default_factory=list)
    left: dict[Publishable, str] = field(default_factory=dict)


def put_in_place(old, new, change):
    """Let every record that uses `old` use `new` instead, within `change` (a ContentChange). Return the Replaced.

    A list that has both keeps one row, at the earlier place. A use that would break a rule of its record stays as it is.
    """
    found = Replaced()
    owners = {}
    for used_by, path in fields_of_use(type(old)):
        if used_by.name == "superseded_by":
            continue  # what `old` replaced leads to `new` by way of `old`
        for row in rows_of_use(used_by, path, [old]):
            owner = record_of(row, path)
            why = _refusal(row, used_by, new)
            if why:
                found.left[owner] = why
                continue
            _replace(row, used_by, old, new)
            owners[type(owner), owner.pk] = owner
    for owner in owners.values():
        # As a version of the record, with its rows as they are now.
        change.save(owner, [])
    found.changed = list(owners.values())
    return found


def _refusal(row, used_by, new):
    """Return why `row` cannot use `new` in its field, for an editor; "" if it can."""
    if is_guarded(type(row)):
        return "A second person must confirm that change."
    if isinstance(row, Publishable) and row == new:
        return "A record cannot name itself."
    if used_by.many_to_many:
        return ""
    before = getattr(row, used_by.attname)
    setattr(row, used_by.name, new)
    try:
        row.clean()
        for rule in row._meta.constraints:
            if isinstance(rule, models.CheckConstraint):
                rule.validate(type(row), row)
    except ValidationError as error:
        return " ".join(error.messages)
    finally:
        setattr(row, used_by.attname, before)
    return ""


def _replace(row, used_by, old, new):
    if used_by.many_to_many:
        listed = getattr(row, used_by.name)
        listed.add(new)
        listed.remove(old)
        return
    setattr(row, used_by.name, new)
    same = None if isinstance(row, Publishable) else conflicting_row(row)
    if same is None:
        row.save(update_fields=[used_by.name])
    else:
        merge_rows(same, row)
        row.delete()
