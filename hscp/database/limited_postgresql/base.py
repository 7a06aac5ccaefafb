"""Django's backend for PostgreSQL, whose connections give up on a server that does not answer: see `hscp.database.time_limit`."""

import psycopg
from django.db.backends.postgresql import base

from hscp.database.time_limit import seconds_to_wait


class Connection(psycopg.Connection):
    """A connection that raises OperationalError, and is closed, once an answer takes longer than `seconds_to_wait`."""

    def wait(self, gen, interval=0.1, timeout=None):
        limit = seconds_to_wait() if timeout is None else timeout
        try:
            return super().wait(gen, interval=interval, timeout=limit)
        except psycopg.OperationalError:
            if timeout is None and self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                # Half an answer may come later, and would be taken for the next one.
                self.pgconn.finish()
            raise


class _Database:
    """psycopg as Django's backend uses it, with connections of ours."""

    connect = Connection.connect

    def __getattr__(self, name):
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend. `vendor` is still "postgresql"."""

    Database = _Database()
