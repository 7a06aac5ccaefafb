"""A row is locked within a transaction of the code itself. PostgreSQL refuses it outside, and tests run within one of their own."""

from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

_as_sql = SQLCompiler.as_sql


def as_sql(self, *args, **options):
    """Return the SQL, or raise what PostgreSQL would have Django raise without the transaction of the test."""
    own = [block for block in self.connection.atomic_blocks if not block._from_testcase]
    if self.query.select_for_update and not own:
        raise TransactionManagementError("select_for_update is used outside a transaction of the code.")
    return _as_sql(self, *args, **options)


def patch_row_locks(patch):
    """Have Django refuse such locks on either database, as long as `patch` (pytest's MonkeyPatch) lasts."""
    patch.setattr(SQLCompiler, "as_sql", as_sql)
