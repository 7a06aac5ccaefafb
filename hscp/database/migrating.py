"""Migrations that wait for nobody longer than readers can wait for them.

A statement that changes a table waits until every transaction that uses the table is over, and everybody who comes later waits
behind it. So it gives up after LOCK_SECONDS, and the migration begins again: what it had changed is taken back.
PostgreSQL alone; SQLite has one writer.
"""

import time
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import OperationalError, connections

from hscp.database.time_limit import answer_within

LOCK_SECONDS = 0.5  # a page that waits behind it has one second in all: `hscp.page_cache.cache`
PAUSES = (1, 2, 4, 8, 15, 30)  # seconds between two attempts
_LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's code of an error: lock_not_available
# A statement may take as long as it needs: filling a column of a large table takes more than a page may.
_LIMITS = {
    "lock_timeout": int(LOCK_SECONDS * 1000),
    "statement_timeout": 0,
    "idle_in_transaction_session_timeout": 0,
}  # milliseconds; 0 is none
# Not what anybody typed: statements hold values.
_HOLDERS = """
    SELECT activity.pid, COALESCE(NULLIF(activity.application_name, ''), 'without a name'), activity.state,
        EXTRACT(EPOCH FROM clock_timestamp() - activity.xact_start)::int,
        STRING_AGG(DISTINCT locks.relation::regclass::text, ', ' ORDER BY locks.relation::regclass::text)
    FROM pg_stat_activity AS activity JOIN pg_locks AS locks USING (pid)
    JOIN pg_class ON pg_class.oid = locks.relation AND pg_class.relkind = 'r'
    JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace AND pg_namespace.nspname = current_schema()
    WHERE locks.granted AND activity.pid <> pg_backend_pid() AND activity.datname = current_database()
    GROUP BY activity.pid, 2, activity.state, activity.xact_start ORDER BY activity.xact_start
"""


@contextmanager
def migration_limits(connection):
    """Let the block wait LOCK_SECONDS for a lock on `connection`, and for anything else as long as it takes."""
    if connection.vendor != "postgresql":
        yield
        return
    _run(connection, [f"SET {name} = {value}" for name, value in _LIMITS.items()])
    with answer_within(None):
        yield
    # After an error nobody uses the connection any more.
    _run(connection, [f"RESET {name}" for name in _LIMITS])


def _run(connection, statements):
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements))


def again_while_locked(attempt, using, say, pause=time.sleep):
    """Call `attempt` until it does not fail for a lock, and return what it returns.

    `say` is called with a line that names who held what. Raises CommandError after the last of PAUSES.
    """
    for seconds in (*PAUSES, None):
        try:
            return attempt()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            say(f"Waited {LOCK_SECONDS} s for a table that is in use. {holders(using)}")
            if seconds is None:
                raise CommandError(
                    "The database is not migrated: a table was in use each time. What was done stays done, and the site goes on"
                    " as it is. End the transaction named above, or wait for it, and run migrate again."
                ) from error
            say(f"Nobody is held up meanwhile. Trying again in {seconds} s.")
        pause(seconds)


def holders(using):
    """Return in words which other sessions of the database `using` hold locks on tables, the oldest transaction first."""
    with connections[using].cursor() as cursor:
        cursor.execute(_HOLDERS)
        found = cursor.fetchall()
    if not found:
        return "Whoever had it has finished."
    return " ".join(
        f"Process {pid} of the database ({name}, {state}, its transaction open for {seconds} s) holds {tables}."
        for pid, name, state, seconds, tables in found
    )
