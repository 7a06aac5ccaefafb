"""The triggers that refuse to change or delete what stands in the audit trail, and the one door past them.

They are set after every migration. `delete_up_to` is the door, for the retention job. On PostgreSQL it is a function that runs
with the rights of the tables' owner and deletes nothing younger than any retention period may be, so the site's own role needs
no right to delete: `hscp.database.roles` gives it none. A role that owns the tables could take the triggers away. Whoever gets
past all this still leaves a broken seal, which `check_audit_trail` finds.
"""

from django.db import connections, transaction

from hscp.privacy.periods import BY_NAME
from hscp.security.audit.models import AuditEntry

_TABLE = AuditEntry._meta.db_table
_NAME = "hscp_audit_guard"
_REFUSAL = "The audit trail cannot be changed."
_SETTING = "hscp.audit_retention"
# The function that deletes, with the type of its argument: the number of the last entry that goes.
DOOR = "hscp_audit_end(bigint)"
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
    # Its names are found in the schema of the tables alone, so nobody can put others in their place.
    f"""
    DO $install$ BEGIN EXECUTE format($door$
        CREATE OR REPLACE FUNCTION hscp_audit_end(last bigint) RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, %1$I, pg_temp AS $$
        DECLARE ended bigint;
        BEGIN
            PERFORM set_config('{_SETTING}', 'on', true);
            DELETE FROM %1$I.{_TABLE}
                WHERE number <= last AND at < now() - interval '{BY_NAME["audit_trail"].at_least} days';
            GET DIAGNOSTICS ended = ROW_COUNT;
            PERFORM set_config('{_SETTING}', 'off', true);
            RETURN ended;
        END $$
    $door$, current_schema()); END $install$
    """,  # noqa: S608
    f"REVOKE ALL ON FUNCTION {DOOR} FROM PUBLIC",
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


def delete_up_to(number, using="default"):
    """Delete the entries up to `number`, in the transaction it is called in. For `hscp.security.audit.retention` alone."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT hscp_audit_end(%s)", [number])
            return
        # SQLite has no rights, but takes back a trigger that was dropped in a transaction.
        cursor.execute(_sqlite_drop("DELETE"))
        AuditEntry.objects.using(using).filter(number__lte=number).delete()
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
