"""Cells that name other records, by their title, their other names or their address: one, or several with semicolons between them."""

from collections import defaultdict
from functools import cached_property

from django.core.exceptions import ValidationError

from hscp.admin.spreadsheets.cells import Cell
from hscp.records.publishable import Publishable
from hscp.records.titles import match_key
from hscp.web.wording import one_line

_MOST_OFFERED = 1000
# By which of their fields records are known, beside what forms call them.
_NAMES = ("title", "name", "slug", "username", "email")


class Names:
    """The records that a form field offers, by their names. Each is asked of the database once, with all others."""

    def __init__(self, form_field):
        self._field = form_field

    @cached_property
    def _records(self):
        return list(self._field.queryset.all())

    @cached_property
    def labels(self):
        """{primary key: the one text that names the record}: what forms call it, if that names no other."""
        plain = {record.pk: one_line(self._field.label_from_instance(record)) for record in self._records}
        times = defaultdict(int)
        for label in plain.values():
            times[label.casefold()] += 1
        return {
            record.pk: _exact(record, plain[record.pk])
            if times[plain[record.pk].casefold()] > 1 or ";" in plain[record.pk]
            else plain[record.pk]
            for record in self._records
        }

    @cached_property
    def _found(self):
        """{a name, however it is typed: the primary keys of those that have it}."""
        found = defaultdict(set)
        for record in self._records:
            names = [self.labels[record.pk], self._field.label_from_instance(record)]
            names += [getattr(record, name) for name in _NAMES if getattr(record, name, "")]
            names += getattr(record, "aliases", "").splitlines() if isinstance(record, Publishable) else []
            for name in names:
                # As it is typed, and however its quotation marks and dashes are.
                for key in (one_line(str(name)).casefold(), match_key(str(name))):
                    found[key].add(record.pk)
        return found

    def find(self, text):
        """Return the primary key of the record that `text` names. Raises ValidationError for none and for several."""
        found = self._found.get(one_line(text).casefold()) or self._found.get(match_key(text), set())
        if not found:
            raise ValidationError(
                f"There is no “{text}”. Write the name as it is in the list, or the address."
            )
        if len(found) > 1:
            exact = " or ".join(f"“{self.labels[pk]}”" for pk in sorted(found))
            raise ValidationError(f"“{text}” may be several. Write {exact}.")
        [pk] = found
        return pk


class OneRecordCell(Cell):
    """The name of another record."""

    empty = None
    hint = "The name of one record, or the last part of its address."

    def __init__(self, form_field):
        super().__init__()
        self._names = Names(form_field)

    def clean(self, value, row=None, **kwargs):
        return self._names.find(value)

    def render(self, value, obj=None, **kwargs):
        return self._names.labels.get(value, "") if value else ""

    def choices(self):
        labels = sorted(self._names.labels.values(), key=str.casefold)
        return labels if len(labels) <= _MOST_OFFERED else []


class SeveralRecordsCell(OneRecordCell):
    """The names of several records, in the order of the alphabet."""

    empty = ()
    hint = "The names of records, with a semicolon between two. What is written replaces what was there."

    def clean(self, value, row=None, **kwargs):
        names = [name.strip() for name in value.replace("\n", ";").split(";")]
        return tuple(dict.fromkeys(self._names.find(name) for name in names if name))

    def render(self, value, obj=None, **kwargs):
        """Return the names of a manager's records, or of a list of primary keys."""
        pks = [record.pk for record in value.all()] if hasattr(value, "all") else value or ()
        return "; ".join(
            sorted((self._names.labels[pk] for pk in pks if pk in self._names.labels), key=str.casefold)
        )


def _exact(record, label):
    """Return a text that names this record and no other."""
    return str(
        getattr(record, "slug", "") or getattr(record, "username", "") or f"{label} [{record.pk}]"
    ).replace(";", ",")
