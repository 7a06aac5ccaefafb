"""Which of the two kinds of database a connection leads to."""

from hscp.backups.postgresql_database import PostgreSQL
from hscp.backups.sqlite_database import SQLite


def database_of(connection):
    """Return the database of a Django `connection` as the class that can dump and restore it."""
    return PostgreSQL(connection) if connection.vendor == "postgresql" else SQLite(connection)
