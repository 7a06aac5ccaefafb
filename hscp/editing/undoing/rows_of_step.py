"""The rows that a step wrote, beside what is stored now."""

import json

from django.apps import apps

from hscp.editing.undoing.stored_rows import delete_rows, digest, insert_rows, put_rows, read_rows
from hscp.records.publishable import Publishable


class RowsOfStep:
    """What `kept` (of `UndoableStep.unpack`) says of the rows. Reads the rows as they are now, and locks them."""

    def __init__(self, kept):
        self._back, self._codes, self._now = {}, {}, {}
        for label, rows in kept.items():
            model = apps.get_model(label)
            self._back[model] = {pk: back for pk, back, _ in rows}
            self._codes[model] = {pk: code for pk, _, code in rows}
            self._now[model] = read_rows(model, self._back[model], lock=True)

    def all(self):
        """Return {model: primary keys} of all rows."""
        return {model: list(rows) for model, rows in self._back.items()}

    def changed_since(self):
        """Return [(model, primary key)] of the rows that are not as the step left them."""
        return [
            (model, pk)
            for model, codes in self._codes.items()
            for pk, code in codes.items()
            if digest(self._now[model].get(pk)) != code
        ]

    def to_remove(self):
        """Return {model: primary keys} of the rows that the step added."""
        return self._only(lambda back, now: back is None)

    def kept_or_restored(self):
        """Return {model: primary keys} of the rows that are there once the step is undone."""
        return self._only(lambda back, now: back is not None)

    def stored(self, wanted):
        """Return the rows `wanted`, {model: primary keys}, as they are stored, in a list.

        A record among them knows the state that the step left it in, so that the audit trail can tell what leaves the site.
        """
        found = [row for model, pks in wanted.items() for row in model._base_manager.filter(pk__in=pks)]
        for row in found:
            if isinstance(row, Publishable):
                left = self._now[type(row)].get(row.pk)
                row.stored_state = json.loads(left)["state"] if left else None
        return found

    def put_back(self):
        """Make the rows what they were. The caller has seen that none has changed since."""
        for model, pks in self.to_remove().items():
            delete_rows(model, pks)
        for model, pks in self._only(lambda back, now: back is not None and now is not None).items():
            put_rows(model, [json.loads(self._now[model][pk]) | self._back[model][pk] for pk in pks])
        for model, pks in self._only(lambda back, now: back is not None and now is None).items():
            insert_rows(model, [self._back[model][pk] for pk in pks])

    def _only(self, is_meant):
        found = {
            model: [pk for pk, back in rows.items() if is_meant(back, self._now[model].get(pk))]
            for model, rows in self._back.items()
        }
        return {model: pks for model, pks in found.items() if pks}
