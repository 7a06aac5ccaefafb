"""The triggers that refuse to change or delete what stands in the audit trail, and the one way past them.

They are set after every migration. The retention job alone may delete, within `deleting()`. A role of PostgreSQL that owns the
tables could take the triggers away: docs/operations.md says how to give the site one that does not. Whoever gets past all this
still leaves a broken seal, which `check_audit_trail` finds.
"""

from contextlib import contextmanager

from django.db import connections, transaction

from hscp.security.audit.models import AuditEntry

_TABLE = AuditEntry._meta.db_table
_NAME = "hscp_audit_guard"
_REFUSAL = "The audit trail cannot be changed."
_SETTING = "hscp.audit_retention"
_POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND current_setting('{_SETTING}', true) = 'on' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '{_REFUSAL}';
    END $$
    """,
    f"CREATE OR REPLACE TRIGGER {_NAME} BEFORE UPDATE OR DELETE ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION {_NAME}()",
    f"CREATE OR REPLACE TRIGGER {_NAME}_all BEFORE TRUNCATE ON {_TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {_NAME}()",
)
# SQLite deletes a row that is replaced without asking a trigger for deletions, so a number that is there is not added again.
_SQLITE_WHEN = {
    "UPDATE": "",
    "DELETE": "",
    "INSERT": f"WHEN EXISTS (SELECT 1 FROM {_TABLE} WHERE number = NEW.number)",  # noqa: S608
}


def install_guard(using):
    """Set the triggers in the database `using`, once its table is there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if _TABLE not in connection.introspection.table_names(cursor):
            return
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def remove_guard(using):
    """Take the triggers away: for a database of tests that is emptied."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if _TABLE not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "postgresql":
            for name in (_NAME, f"{_NAME}_all"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {_TABLE}")
            return
        for event in _SQLITE_WHEN:
            cursor.execute(_sqlite_drop(event))


@contextmanager
def deleting(using="default"):
    """Let the block delete entries, in a transaction of its own. For `hscp.security.audit.retention` alone."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL {_SETTING} = 'on'")
            yield
            cursor.execute(f"SET LOCAL {_SETTING} = 'off'")
            return
        # SQLite has no settings of a transaction, but takes back a trigger that was dropped in one.
        cursor.execute(_sqlite_drop("DELETE"))
        yield
        cursor.execute(_sqlite_create("DELETE"))


def _sqlite():
    for event in _SQLITE_WHEN:
        yield _sqlite_drop(event)
        yield _sqlite_create(event)


def _sqlite_drop(event):
    return f"DROP TRIGGER IF EXISTS {_NAME}_{event}"


def _sqlite_create(event):
    return f"""
        CREATE TRIGGER {_NAME}_{event} BEFORE {event} ON {_TABLE} {_SQLITE_WHEN[event]} BEGIN
            SELECT RAISE(ABORT, '{_REFUSAL}');
        END
    """
