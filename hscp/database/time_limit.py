"""How long a process waits for an answer of the database, by its own clock.

The limits that the server keeps (`statement_timeout`) do nothing while the server itself is frozen: its machine still takes
what is sent, and says nothing. PostgreSQL alone is limited; SQLite has no server.
"""

from contextlib import contextmanager
from contextvars import ContextVar

# Longer than the server's own limits, which say more of what went wrong: see `DATABASES` in the settings.
SECONDS = 6.5
_seconds = ContextVar("seconds to wait for the database", default=SECONDS)


def seconds_to_wait():
    """Return how many seconds the code that runs now waits for one answer of the database; None for as long as it takes."""
    return _seconds.get()


@contextmanager
def answer_within(seconds):
    """Let the block wait no longer than `seconds` (None: as long as it takes) for one answer of the database."""
    token = _seconds.set(seconds)
    try:
        yield
    finally:
        _seconds.reset(token)
