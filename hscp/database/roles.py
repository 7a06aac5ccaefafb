"""The rights of the two roles that a PostgreSQL database of the portal has: one that owns the tables, and the site's own.

The owner migrates. The site's own reads and writes rows, and changes no table. Of the audit trail it may read and add to the end
alone: old entries go by one door (`hscp.security.audit.guard`).
"""

from psycopg import sql

from hscp.security.audit.guard import DOOR
from hscp.security.audit.models import AuditEntry

_TRAIL = AuditEntry._meta.db_table
_MIGRATIONS = "django_migrations"
# What no role of the site may have on a table, and what it then could do, in words.
_TOO_MUCH = {
    (_TRAIL, "UPDATE"): "change entries of the audit trail",
    (_TRAIL, "DELETE"): "delete entries of the audit trail",
    (_TRAIL, "TRUNCATE"): "empty the audit trail",
    (_TRAIL, "TRIGGER"): "put triggers on the audit trail",
    (_MIGRATIONS, "INSERT"): "pretend that the tables were migrated",
}
_STATEMENTS = """
REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;
REVOKE CREATE ON SCHEMA {schema} FROM {site};
GRANT USAGE ON SCHEMA {schema} TO {site};
GRANT TEMPORARY ON DATABASE {database} TO {site};
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {site};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {site};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {site};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {site};
ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {site};
REVOKE UPDATE, DELETE ON {trail} FROM {site};
REVOKE INSERT, UPDATE, DELETE ON {migrations} FROM {site};
GRANT EXECUTE ON FUNCTION {door} TO {site}
"""


def statements(connection, site):
    """Return the statements (list of str) that give the role `site` its rights, for the owner of the tables to run.

    They may be run again, and must be run in one transaction. `connection` is Django's, to PostgreSQL.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_database()")
        schema, database = cursor.fetchone()
        names = {
            "schema": schema,
            "database": database,
            "site": site,
            "trail": _TRAIL,
            "migrations": _MIGRATIONS,
        }
        values = {name: sql.Identifier(value) for name, value in names.items()}
        text = sql.SQL(_STATEMENTS).format(door=sql.SQL(DOOR), **values).as_string(cursor.connection)
    return [line.removesuffix(";") for line in text.strip().splitlines()]


def could_do(connection):
    """Return what the role of `connection` could do and a role of the site must not, in words (list of str)."""
    with connection.cursor() as cursor:
        found = [
            words
            for (table, right), words in _TOO_MUCH.items()
            if _one(cursor, "SELECT has_table_privilege(%s, %s)", [table, right])
        ]
        if _one(cursor, "SELECT has_schema_privilege(current_schema(), 'CREATE')"):
            found.append("make tables and functions")
        if _one(
            cursor, "SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = %s::regclass", [_TRAIL]
        ):
            found.append("take the triggers from the audit trail, since it owns the tables")
    return found


def _one(cursor, query, values=()):
    cursor.execute(query, values)
    return cursor.fetchone()[0]
