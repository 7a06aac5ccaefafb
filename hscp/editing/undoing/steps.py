"""Doing something that can be undone for a while: what it wrote is kept beside it, in the same transaction."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from hscp.editing.models import UndoableStep
from hscp.editing.models.undoing import HOUR
from hscp.editing.undoing.stored_rows import digest
from hscp.editing.undoing.written_rows import recording
from hscp.records.parts import owner_field
from hscp.records.publishable import Publishable

_state = threading.local()


@dataclass
class Step:
    """A step in progress. `what` says what it did, for editors; it may be set while the step goes on."""

    what: str


@contextmanager
def undoable_step(*, by, what="", lasts=HOUR):
    """Yield a Step for a block that the user `by` can undo afterwards, for as long as it `lasts`. The block is all or nothing.

    Within another step the block is part of that one. Without a user (a command) nothing is kept: nobody would press the button.
    """
    step = Step(what)
    if by is None or getattr(_state, "is_open", False):
        yield step
        return
    _state.is_open = True
    try:
        with transaction.atomic():
            with recording() as written:
                yield step
            _keep(step, written, by, lasts)
    finally:
        _state.is_open = False


@contextmanager
def steps_made():
    """Yield a list to which the numbers of the steps are added that are made within the block."""
    before, _state.made = getattr(_state, "made", None), []
    try:
        yield _state.made
    finally:
        _state.made = before


def forget_old_steps(at, only_count=False):
    """Delete the steps that can no longer be undone at `at` (aware datetime), unless `only_count`. Return how many there were."""
    steps = UndoableStep.objects.over(at)
    if only_count:
        return steps.count()
    return steps.delete()[0]


def _keep(step, written, by, lasts):
    """Store what was `written`, if anything was. Steps that can no longer be undone go."""
    now = timezone.now()
    forget_old_steps(now)
    if not written:
        return
    kept = UndoableStep(what=Truncator(step.what).chars(300), done_by=by, done_at=now, until=now + lasts)
    kept.rights = sorted(_rights({row.model for row in written}))
    kept.records = [_named(row) for row in written if issubclass(row.model, Publishable)]
    rows = {}
    for row in written:
        rows.setdefault(row.model._meta.label, []).append([row.pk, _to_put_back(row), digest(row.after)])
    kept.pack(rows)
    kept.save()
    if getattr(_state, "made", None) is not None:
        _state.made.append(kept.pk)


def _to_put_back(row):
    """Return the row as it was, or only the columns of it that changed; None for one that did not exist."""
    if row.before is None:
        return None
    before = json.loads(row.before)
    if row.after is None:
        return before
    after = json.loads(row.after)
    return {column: value for column, value in before.items() if value != after[column]}


def _rights(models):
    """Return the rights to publish the records to which rows of `models` belong."""
    rights = set()
    for model in models:
        while model is not None and not issubclass(model, Publishable):
            owner = owner_field(model)
            model = owner and owner.related_model
        if model is not None:
            rights.add(f"{model._meta.app_label}.publish_{model._meta.model_name}")
    return rights


def _named(row):
    """Return what an editor is told of a record that was written."""
    what = "created" if row.before is None else "removed" if row.after is None else "changed"
    now = json.loads(row.after or row.before)
    return {"kind": row.model._meta.label, "pk": row.pk, "title": now["title"], "what": what}
