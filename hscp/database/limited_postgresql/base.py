"""Django's backend for PostgreSQL, whose connections give up on a server that does not answer: see `hscp.database.time_limit`."""

import select
import time

import psycopg
from django.db import OperationalError
from django.db.backends.postgresql import base

from hscp.database.time_limit import seconds_to_wait

# How long a connection that has answered is taken to work, in seconds, if nothing says otherwise.
WORKS_FOR = 10


class Connection(psycopg.Connection):
    """A connection that raises OperationalError, and is closed, once an answer takes longer than `seconds_to_wait`."""

    answered_at, gave_up = float("-inf"), False

    def wait(self, gen, interval=0.1, timeout=None):
        limit = seconds_to_wait() if timeout is None else timeout
        try:
            answer = super().wait(gen, interval=interval, timeout=limit)
        except psycopg.OperationalError:
            if timeout is None and self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                # Half an answer may come later, and would be taken for the next one.
                self.gave_up = True
                self.pgconn.finish()
            raise
        self.answered_at = time.monotonic()
        return answer

    def answered_lately(self):
        """Return whether it has answered within WORKS_FOR, is between two questions, and has been told nothing since, such as goodbye."""
        if time.monotonic() - self.answered_at > WORKS_FOR or self.closed:
            return False
        if self.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            return False
        arrived = select.poll()
        arrived.register(self.pgconn.socket, select.POLLIN)
        return not arrived.poll(0)


class _Database:
    """psycopg as Django's backend uses it, with connections of ours."""

    connect = Connection.connect

    def __getattr__(self, name):
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend. `vendor` is still "postgresql"."""

    Database = _Database()

    def is_usable(self):
        """Return whether the connection works. One that has just answered is not asked: each request would wait a round trip more.

        Raises OperationalError before a request where nothing answers: a new connection would be waited for even longer.
        """
        if self.connection is None or self.errors_occurred:
            return super().is_usable()
        if self.connection.answered_lately():
            return True
        usable = super().is_usable()
        if not usable and self.connection.gave_up:
            self.close()
            raise OperationalError("The database does not answer.")
        return usable
