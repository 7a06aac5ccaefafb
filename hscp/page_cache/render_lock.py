"""One rendering at a time of each page, over all processes and servers that share a database."""

from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection


@contextmanager
def render_lock(digest):
    """Hold the lock of the page with the key `digest` (hexadecimal text) while the block renders it; yield whether somebody had it.

    It is an advisory lock of PostgreSQL, which ends with the connection at the latest. Whoever has waited for the database's
    `lock_timeout` renders all the same. SQLite has one process, whose threads share their renderings.
    """
    if connection.vendor != "postgresql":
        yield False
        return
    number = int(digest[:15], 16)
    held = _ask("SELECT pg_try_advisory_lock(%s)", number)
    waited = not held
    if waited:
        held = _ask("SELECT pg_advisory_lock(%s) IS NOT NULL", number)
    try:
        yield waited
    finally:
        if held:
            _ask("SELECT pg_advisory_unlock(%s)", number)


def _ask(statement, number):
    """Return what the server answers, None if it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, [number])
            return cursor.fetchone()[0]
    except (InterfaceError, OperationalError):
        if not connection.in_atomic_block:
            # It may have been closed, since half an answer was under way: the page is made with another.
            connection.close()
        return None
