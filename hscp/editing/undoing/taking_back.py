"""Undoing a step: every row that it wrote is what it was before, or nothing is undone."""

import reversion
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from hscp.editing.models import UndoableStep
from hscp.editing.undoing.changed_since import changes_since
from hscp.editing.undoing.rows_of_step import RowsOfStep
from hscp.records.parts import owner_field
from hscp.records.saving import content_change
from hscp.updates.writing import untold


class CannotUndo(Exception):
    """A step stays as it is. The text says why, for an editor."""


def may_undo(user, step):
    """Whether `user` may undo the step: whoever did it, or who may publish every kind of record that it changed."""
    return step.done_by_id == user.pk or (bool(step.rights) and user.has_perms(step.rights))


def steps_to_undo(user):
    """Return the steps that `user` can undo now, the latest first."""
    steps = UndoableStep.objects.open().select_related("done_by").defer("rows", "records")
    return [step for step in steps if may_undo(user, step)]


def undo(step_id, *, by):
    """Put back all that a step wrote, as one revision by the user `by`, and return the step.

    It is undone once, in its time, and only if nobody has changed anything of it since. Raises CannotUndo, and CannotPublish
    where the public may no longer see what it would see again.
    """
    try:
        with transaction.atomic():
            step = UndoableStep.objects.select_for_update(of=("self",)).filter(pk=step_id).first()
            _refuse_closed(step, by)
            _put_back(step, by)
            step.undone_at, step.undone_by = timezone.now(), by
            step.rows = b""
            step.save()
            return step
    except IntegrityError as error:
        raise CannotUndo(
            "Nothing was undone: an address, a name or a record that it needs has been taken or removed since."
        ) from error
    except OperationalError as error:
        if "lock" not in str(error):
            raise
        raise CannotUndo("Nothing was undone: somebody is saving one of the records. Try again.") from error


def _refuse_closed(step, by):
    if step is None:
        raise CannotUndo("This can no longer be undone: the time for it is over.")
    if not may_undo(by, step):
        raise CannotUndo("Only the person who did this, or somebody who may publish all of it, can undo it.")
    if step.undone_at is not None:
        raise CannotUndo("This was undone already.")
    if not step.is_open():
        raise CannotUndo("This can no longer be undone: the time for it is over.")


def _put_back(step, by):
    rows = RowsOfStep(step.unpack())
    if since := changes_since(step, rows):
        raise CannotUndo(f"Nothing was undone, because this has changed since. {' '.join(since)}")
    with untold(), content_change(by=by, comment=f"Undone: {step.what}") as change:
        change.touched(*rows.stored(rows.to_remove()), gone=True)
        rows.put_back()
        change.touched(*rows.stored(rows.kept_or_restored()))
        # Now, so that a rule of the database is broken here and not when the transaction ends.
        connection.check_constraints(table_names=[model._meta.db_table for model in rows.all()])
        for record in _records_of(rows):
            reversion.add_to_revision(record)


def _records_of(rows):
    """Return the records, as they are now, whose history says that the step was undone: those with rows that came back."""
    wanted = {}
    for model, pks in rows.kept_or_restored().items():
        owner = owner_field(model)
        if owner is None:
            wanted.setdefault(model, set()).update(pks)
        else:
            owners = model._base_manager.filter(pk__in=pks).values_list(owner.attname, flat=True)
            wanted.setdefault(owner.related_model, set()).update(owners)
    return [
        record
        for model, pks in wanted.items()
        if reversion.is_registered(model)
        for record in model._base_manager.filter(pk__in=pks)
    ]
