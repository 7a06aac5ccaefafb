"""Reads from a read replica, the database in HSCP_REPLICA_URL, for code that asks for it.

Whatever does not ask reads and writes the database itself, the primary: forms, bookings, sessions, the admin, and every command.
"""

import threading
import time
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

REPLICA = "replica"
AWAY_FOR = 10  # seconds for which a replica that has failed is left alone
_reading = ContextVar("reading from the replica", default=False)


class ReplicaAway(Exception):
    """The replica cannot be read, or has failed while it was."""


class ReplicaRouter:
    """Django's router: reads go to the replica within `one_snapshot` alone, writes never."""

    def db_for_read(self, model, **hints):
        # Never where a record came from: one that was read from the replica may be kept, and changed later.
        return REPLICA if _reading.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model, **hints):
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, database, app, **hints):
        return database != REPLICA


class Replica:
    """The replica as one process knows it: whether there is one, and whether it has failed lately."""

    def __init__(self):
        self._not_before, self._is_away = float("-inf"), False
        self._mutex = threading.Lock()

    def may_be_asked(self):
        """Return whether there is a replica that has not failed for AWAY_FOR seconds; then one thread may find out whether it is back."""
        if REPLICA not in connections:
            return False
        with self._mutex:
            if time.monotonic() < self._not_before:
                return False
            if self._is_away:
                self._not_before = time.monotonic() + AWAY_FOR
            return True

    def has_failed(self):
        """Leave the replica alone for AWAY_FOR seconds."""
        with self._mutex:
            self._not_before, self._is_away = time.monotonic() + AWAY_FOR, True

    @contextmanager
    def one_snapshot(self):
        """Let the block read the replica as it is at its first query, whatever it receives meanwhile; yield its connection.

        Raises ReplicaAway, and leaves it alone for a while, where the replica cannot be reached or goes.
        """
        connection = connections[REPLICA]
        token = _reading.set(True)
        try:
            with transaction.atomic(using=REPLICA):
                yield connection
            self._not_before, self._is_away = float("-inf"), False
        except DatabaseError as error:
            self.has_failed()
            connection.close()
            raise ReplicaAway from error
        finally:
            _reading.reset(token)
