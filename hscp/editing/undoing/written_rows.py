"""What a step writes: every row of every table of content, as it was before and as it is afterwards.

The database tells, by triggers, so that it holds for `update()`, bulk inserts and rows moved by SQL as well as for records that are
saved. On PostgreSQL the triggers stand on the tables and do nothing unless the transaction records. SQLite makes them for the
connection while it records. Tables are recorded unless `NOT_RECORDED` names them: one that nobody thought of comes back too.
"""

import json
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, connections, transaction

from hscp.editing.undoing.stored_rows import as_json
from hscp.records.parts import models_except

# What an undo leaves alone: who signed in and what was done (logs and history), mails on their way, and what is made of the
# content by itself.
NOT_RECORDED = {
    "admin",
    "api",
    "auth",
    "axes",
    "contenttypes",
    "following",
    "reversion",
    "sessions",
    "editing.EditorMail",
    "editing.OpenForm",
    "editing.UndoableStep",
    "feedback",
    "hscp.AuditEntry",
    "hscp.ContentChange",
    "hscp.RecoveryCode",
    "hscp.SignInDevice",
    "hscp.StaffSession",
    "hscp.StoredPage",
    "hscp.User",
    "search.SearchCount",
    "search.SearchDependency",
    "search.SearchDocument",
    "search.SearchState",
    "training.Message",
}
_ROWS = "hscp_written_rows"
_TRIGGER = "hscp_written_row"
_SETTING = "hscp.recording"
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pg_temp.{_ROWS} (table_name, before, after) VALUES (
        TG_TABLE_NAME,
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD)::text END,
        CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW)::text END
    );
    RETURN NULL;
END $$
"""  # noqa: S608
_POSTGRESQL_TRIGGER = f"""
CREATE OR REPLACE TRIGGER {_TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON {{table}}
FOR EACH ROW WHEN (current_setting('{_SETTING}', true) = 'on') EXECUTE FUNCTION {_TRIGGER}()
"""
_POSTGRESQL_ROWS = (
    f"CREATE TEMPORARY TABLE IF NOT EXISTS {_ROWS} "
    "(number bigserial, table_name text, before text, after text) ON COMMIT DROP"
)
_SQLITE_ROWS = f"CREATE TEMPORARY TABLE {_ROWS} (number integer PRIMARY KEY, table_name, before, after)"
_SQLITE_TRIGGER = """
CREATE TEMPORARY TRIGGER {trigger} AFTER {event} ON main.{table} BEGIN
    INSERT INTO {rows} (table_name, before, after) VALUES ('{table_name}', {before}, {after});
END
"""


@dataclass(frozen=True)
class WrittenRow:
    """A row that a step wrote. `before` and `after` are the row as JSON text, None where there was or is none."""

    model: type
    pk: object
    before: str | None
    after: str | None


def recorded_models():
    """Return the models, with those of many-to-many relations, whose rows an undo puts back."""
    return models_except(NOT_RECORDED)


def install_triggers(using):
    """Set the triggers in the database `using`. Whoever migrates does it at the end. SQLite needs none."""
    database = connections[using]
    if database.vendor != "postgresql":
        return
    with database.cursor() as cursor:
        existing = set(database.introspection.table_names(cursor))
        cursor.execute(_POSTGRESQL_FUNCTION)
        for model in recorded_models():
            if model._meta.db_table in existing:
                table = database.ops.quote_name(model._meta.db_table)
                cursor.execute(_POSTGRESQL_TRIGGER.format(table=table))


@contextmanager
def recording():
    """Yield a list that holds, once the block is over, a WrittenRow for each row that the block changed.

    The block is all or nothing. A row that is at the end what it was before is left out.
    """
    database = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    written = []
    with transaction.atomic():
        database.start()
        yield written
        written += _folded(database.end())


def _folded(rows):
    """Return a WrittenRow for each row that differs, from `rows` (table, before, after) in the order of the writing."""
    models = {model._meta.db_table: model for model in recorded_models()}
    first, last = {}, {}
    for table, before, after in rows:
        column = models[table]._meta.pk.column
        key = table, json.loads(after if before is None else before)[column]
        first.setdefault(key, before)
        last[key] = after
    return [
        WrittenRow(models[table], pk, before, last[table, pk])
        for (table, pk), before in first.items()
        if before != last[table, pk]
    ]


class _PostgreSQL:
    def start(self):
        with connection.cursor() as cursor:
            cursor.execute(_POSTGRESQL_ROWS)
            cursor.execute(f"DELETE FROM pg_temp.{_ROWS}")  # noqa: S608
            cursor.execute("SELECT set_config(%s, 'on', true)", [_SETTING])

    def end(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, '', true)", [_SETTING])
            cursor.execute(f"SELECT table_name, before, after FROM pg_temp.{_ROWS} ORDER BY number")  # noqa: S608
            return cursor.fetchall()


class _SQLite:
    """One connection writes at a time, and what is temporary is its own. Past Django's cursor, which logs every statement."""

    def start(self):
        execute = self._cursor().execute
        execute(_SQLITE_ROWS)
        for model, event in self._triggers():
            execute(
                _SQLITE_TRIGGER.format(
                    trigger=self._name(model, event),
                    event=event,
                    table=connection.ops.quote_name(model._meta.db_table),
                    table_name=model._meta.db_table,
                    rows=_ROWS,
                    before="NULL" if event == "INSERT" else as_json(model, "OLD"),
                    after="NULL" if event == "DELETE" else as_json(model, "NEW"),
                )
            )

    def end(self):
        cursor = self._cursor()
        rows = cursor.execute(f"SELECT table_name, before, after FROM {_ROWS} ORDER BY number").fetchall()  # noqa: S608
        for model, event in self._triggers():
            cursor.execute(f"DROP TRIGGER temp.{self._name(model, event)}")
        cursor.execute(f"DROP TABLE temp.{_ROWS}")
        return rows

    def _triggers(self):
        return [(model, event) for model in recorded_models() for event in ("INSERT", "UPDATE", "DELETE")]

    def _name(self, model, event):
        return connection.ops.quote_name(f"{_TRIGGER}_{model._meta.db_table}_{event.lower()}")

    def _cursor(self):
        connection.ensure_connection()
        return connection.connection.cursor()


_POSTGRESQL, _SQLITE = _PostgreSQL(), _SQLite()
