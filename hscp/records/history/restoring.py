"""Going back to a version of a record and its parts."""

from collections import defaultdict

from django.db import IntegrityError, connections, models, transaction
from reversion.errors import RevertError

from hscp.records.history.versions import names_of_deleted, recorded_parts, references, with_parts
from hscp.records.parts import is_guarded
from hscp.records.saving import content_change


class CannotRestore(Exception):
    """A version cannot be brought back; the message says why in words for an editor."""


@transaction.atomic
def restore(version):
    """Make the record of `version` and its parts what they were then. Parts added since are deleted; nothing else changes.

    Guarded parts stay as they are, see `hscp.records.parts`. Raises CannotRestore when the version uses a record that has been
    deleted since, or an address that is taken now, and for a version of a guarded part itself.
    """
    if is_guarded(version._model):
        raise CannotRestore(
            f"A {version._model._meta.verbose_name} cannot be brought back: propose it again."
        )
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
        raise CannotRestore("It was saved before records had their present form.") from error
    with content_change() as change:
        change.touched(version._model._base_manager.get(pk=version.object_id))


def _delete_other_parts(owner, kept):
    for relation in recorded_parts(type(owner)):
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
    for row, field, pk in references(versions):
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
        names = sorted(set(names_of_deleted(missing).values()))
        raise CannotRestore(
            f"This version uses what has been deleted since: {', '.join(names)}. Bring that back first."
        )
    return emptied
