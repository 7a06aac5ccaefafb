"""How Django empties the database after a test that commits: past the guard of the audit trail, no slower than it must, and
with the portal's roles in it again, as every test finds it.
"""

from django.contrib.auth.models import Group
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresqlOperations
from django.test import TransactionTestCase

from hscp.security.audit.guard import remove_guard
from hscp.security.roles import sync_roles

_flush = BaseDatabaseOperations.execute_sql_flush
_tear_down = TransactionTestCase._fixture_teardown


def without_guard(self, sql_list):
    """Take the guard from the audit trail first; it is set again with the triggers."""
    remove_guard(self.connection.alias)
    _flush(self, sql_list)


def of_tables_with_rows(self, style, tables, **options):
    """Return the SQL that empties those of `tables` that are not empty already.

    PostgreSQL empties a table by beginning a new file. There are more than a hundred, and a test fills a dozen.
    """
    with self.connection.cursor() as cursor:
        rows = (f"(SELECT '{table}' FROM {self.quote_name(table)} LIMIT 1)" for table in tables)  # noqa: S608
        cursor.execute(" UNION ALL ".join(rows))
        return [f"DELETE FROM {self.quote_name(table)}" for [table] in cursor.fetchall()]  # noqa: S608


def with_roles(self):
    """Write the roles again when the database was emptied."""
    _tear_down(self)
    if not Group.objects.exists():
        sync_roles()


def patch_emptying(patch):
    """Have Django empty databases as above, as long as `patch` (pytest's MonkeyPatch) lasts."""
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", without_guard)
    patch.setattr(PostgresqlOperations, "sql_flush", of_tables_with_rows)
    patch.setattr(TransactionTestCase, "_fixture_teardown", with_roles)
