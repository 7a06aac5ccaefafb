"""What a migration must not do at once, because the previous release runs on its tables: while servers are changed, and after going back.

`problems(migrations)` says it in words. A migration that is the second of two steps, or harmless for another reason, says so in
`previous_release_works`, a sentence that names the release: docs/releases.md has the ways in two steps.
"""

from django.db import connection
from django.db.migrations import operations as kinds
from django.db.models import CheckConstraint, UniqueConstraint

STATEMENT = "previous_release_works"
SHORTEST_STATEMENT = 20  # characters
_WHERE = "See docs/releases.md."
# They change what Django knows of a model, or what only new code needs.
_HARMLESS = (
    *(kinds.CreateModel, kinds.AlterModelOptions, kinds.AlterModelManagers, kinds.AlterModelTableComment),
    *(kinds.AlterConstraint, kinds.RemoveConstraint, kinds.AddIndex, kinds.RemoveIndex, kinds.RenameIndex),
    kinds.AlterOrderWithRespectTo,
)
_DATA = (kinds.RunPython, kinds.RunSQL)


class Tables:
    """What the previous release does not know: the models, and the fields as (model, name), that new migrations have made."""

    def __init__(self):
        self.models, self.fields = set(), set()


def problems(migration, state, new):
    """Return what the previous release cannot live with in `migration`, as sentences; moves `state` and `new` past it.

    `state` is the ProjectState before it, `new` the Tables of the migrations before it that came after the release.
    """
    found, changes_tables, moves_data = [], False, False
    for operation in _of_the_database(migration.operations):
        before = state.clone()
        operation.state_forwards(migration.app_label, state)
        model = (migration.app_label, getattr(operation, "model_name", getattr(operation, "name", "")).lower())
        if isinstance(operation, kinds.CreateModel):
            new.models.add(model)
            continue
        moves_data |= isinstance(operation, _DATA)
        if model in new.models or isinstance(operation, _DATA):
            continue
        changes_tables |= not isinstance(operation, (kinds.AlterModelOptions, kinds.AlterModelManagers))
        found += [f"{migration}: {each} {_WHERE}" for each in _problems_of(operation, model, before, state, new)]
    for operation in migration.operations:
        if isinstance(operation, kinds.SeparateDatabaseAndState):
            for each in operation.state_operations:
                each.state_forwards(migration.app_label, state)
    if changes_tables and moves_data:
        found.append(
            f"{migration}: It changes a table and moves data in one transaction, so the table is locked all the while. Make two"
            f" migrations of it. {_WHERE}"
        )
    return [] if len(getattr(migration, STATEMENT, "")) >= SHORTEST_STATEMENT else found


def _of_the_database(operations):
    """Yield the operations that touch the database."""
    for operation in operations:
        if isinstance(operation, kinds.SeparateDatabaseAndState):
            yield from _of_the_database(operation.database_operations)
        else:
            yield operation


def _problems_of(operation, model, before, after, new):
    name = getattr(operation, "name", "")
    if isinstance(operation, kinds.AddField):
        new.fields.add((model, name))
        field = operation.field
        if not field.many_to_many and not field.null and not field.has_db_default():
            yield f"It adds {name}, which must have a value, without db_default: the previous release cannot add rows."
        if field.unique:
            yield f"It adds {name}, which is unique: the previous release gives it the same value twice."
    elif isinstance(operation, kinds.RemoveField):
        yield f"It removes {name}, which the previous release reads and writes."
    elif isinstance(operation, kinds.DeleteModel):
        yield f"It removes the table of {name}, which the previous release reads."
    elif isinstance(operation, (kinds.RenameField, kinds.RenameModel, kinds.AlterModelTable)):
        yield "It renames what the previous release knows by its old name: add the new one, move to it, remove the old one."
    elif isinstance(operation, kinds.AlterField):
        if (model, name) not in new.fields:
            old, now = (each.models[model].get_field(name) for each in (before, after))
            yield from (f"It changes {name}: {each}" for each in _tightened(old, now))
    elif isinstance(operation, kinds.AddConstraint):
        if not _holds_for_old_rows(operation.constraint, {each for table, each in new.fields if table == model}):
            yield f"It adds the constraint {operation.constraint.name}: the previous release writes rows that it refuses."
    elif not isinstance(operation, _HARMLESS):
        yield f"What {type(operation).__name__} means for the previous release is not known: say it in `{STATEMENT}`."


def _tightened(old, now):
    """Yield in which respects the field `now` refuses what `old` took."""
    if old.null and not now.null:
        yield "it must have a value, which the previous release does not always give."
    if old.has_db_default() and not now.has_db_default() and not now.null:
        yield "it loses its default in the database."
    if now.unique and not old.unique:
        yield "it must be unique."
    if (old.db_column or old.name) != (now.db_column or now.name):
        yield "its column has another name."
    if old.max_length and now.max_length and now.max_length < old.max_length:
        yield f"{now.max_length} characters, where the previous release writes up to {old.max_length}."
    elif _kind(old) != _kind(now) and (_kind(old), _kind(now)) != ("varchar", "text"):
        yield f"{_kind(now)} where the previous release knows {_kind(old)}."


def _kind(field):
    """Return the type of a field's column, without a length."""
    if field.is_relation:
        return str(field.remote_field.model).lower()
    return (field.db_type(connection) or "").partition("(")[0]


def _holds_for_old_rows(constraint, new):
    """Return whether rows that have the fields `new` (names) at their defaults are no concern of `constraint`."""
    condition = getattr(constraint, "condition", None)
    named = {each.partition("__")[0] for each in condition.referenced_base_fields} if condition else set()
    if isinstance(constraint, CheckConstraint):
        # The database has just tried it on all rows there are.
        return named <= new
    return isinstance(constraint, UniqueConstraint) and bool(named & new)
