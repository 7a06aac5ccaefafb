"""Test databases are made and dropped without the limits that pages have: on a busy machine that takes longer."""

from contextlib import contextmanager

from django.db.backends.postgresql.base import DatabaseWrapper

from hscp.database.time_limit import answer_within

_nodb_cursor = DatabaseWrapper._nodb_cursor


@contextmanager
def without_limits(self):
    """Yield Django's cursor beside the database, which creates and drops it, with as much time as it takes."""
    with answer_within(None), _nodb_cursor(self) as cursor:
        cursor.execute("SET statement_timeout = 0")
        yield cursor


def patch_limits(patch):
    """Have Django make and drop databases as above, as long as `patch` (pytest's MonkeyPatch) lasts."""
    patch.setattr(DatabaseWrapper, "_nodb_cursor", without_limits)
