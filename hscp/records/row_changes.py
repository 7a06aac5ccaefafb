"""Changing single fields of many records at once, as a list does that is edited in place."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from hscp.records.publishing import to_change
from hscp.records.saving import content_change


@dataclass(frozen=True)
class Cell:
    """A new `value` for one field, and the one that was `seen` when it was typed, as `as_typed` says it."""

    seen: str
    value: object


class RowsRefused(Exception):
    """Nothing was changed. `problems` says why, as {(primary key, field): text for an editor}."""

    def __init__(self, problems):
        super().__init__("Nothing was saved.")
        self.problems = problems


def as_typed(record, name):
    """Return the value of a field as a form holds it: "" for none, the number of a related record, a date as 2027-03-01."""
    value = getattr(record, record._meta.get_field(name).attname)
    return "" if value is None else str(value)


def change_rows(*, model, rows, by):
    """Set the fields of records of `model` to what `rows` says, {primary key: {field: Cell}}; return how many changed.

    All in one revision by the user `by`, or nothing: raises RowsRefused if somebody else has changed one of these fields
    since it was seen, or if a record may not have the value; and CannotPublish.
    """
    with transaction.atomic():
        records = {record.pk: record for record in to_change(model._base_manager.filter(pk__in=rows))}
        problems = {}
        for pk, cells in rows.items():
            for name, cell in cells.items():
                problem = _set(records.get(pk), name, cell)
                if problem:
                    problems[pk, name] = problem
            if pk in records and not problems:
                try:
                    records[pk].validate_constraints()
                except ValidationError as error:
                    problems[pk, next(iter(cells))] = " ".join(error.messages)
        if problems:
            raise RowsRefused(problems)
        names = dict.fromkeys(
            str(model._meta.get_field(name).verbose_name) for cells in rows.values() for name in cells
        )
        with content_change(by=by, comment=f"Changed in the list: {', '.join(names)}.") as change:
            for pk, record in records.items():
                change.save(record, list(rows[pk]))
    return len(records)


def _set(record, name, cell):
    """Set a field, or return why not."""
    if record is None:
        return "The record is no longer there."
    if as_typed(record, name) != cell.seen:
        return (
            "Somebody else changed this while you had the list open. Below is what it is now; choose again."
        )
    setattr(record, name, cell.value)
    return ""
