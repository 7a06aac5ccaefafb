"""Whether rows are locked within a transaction: PostgreSQL refuses it outside one, SQLite does not know of locks, and tests are in one."""

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.test.client import ClientHandler


@pytest.fixture(autouse=True)
def locks_in_transactions(monkeypatch):
    """Let a page fail that locks rows outside a transaction of its own, as it does on PostgreSQL. For a room: import it in its conftest."""
    answer, as_sql, answering = ClientHandler.__call__, SQLCompiler.as_sql, []

    def call(handler, environ):
        answering.append(environ)
        try:
            return answer(handler, environ)
        finally:
            answering.pop()

    def checked(compiler, *args, **options):
        blocks = compiler.connection.atomic_blocks
        if compiler.query.select_for_update and answering and all(each._from_testcase for each in blocks):
            raise AssertionError(f"Rows of {compiler.query.model.__name__} are locked outside a transaction.")
        return as_sql(compiler, *args, **options)

    monkeypatch.setattr(ClientHandler, "__call__", call)
    monkeypatch.setattr(SQLCompiler, "as_sql", checked)
