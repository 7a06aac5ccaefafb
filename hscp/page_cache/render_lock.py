"""One rendering at a time of each page, over all processes and servers that share a database."""

from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection


@contextmanager
def render_lock(digest):
    """Hold the lock of the page with the key `digest` (hexadecimal text) while the block renders it.

    It is an advisory lock of PostgreSQL, which ends with the connection at the latest. Whoever has waited for the database's
    `lock_timeout` renders all the same. SQLite has one process, whose threads share their renderings.
    """
    if connection.vendor != "postgresql":
        yield
        return
    number = int(digest[:15], 16)
    held = _run("SELECT pg_advisory_lock(%s)", number)
    try:
        yield
    finally:
        if held:
            _run("SELECT pg_advisory_unlock(%s)", number)


def _run(statement, number):
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, [number])
    except (InterfaceError, OperationalError):
        if not connection.in_atomic_block:
            # It may have been closed, since half an answer was under way: the page is made with another.
            connection.close()
        return False
    return True
