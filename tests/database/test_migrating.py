"""T63: a migration waits half a second for a table, says who has it, and tries again."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate
from django.db import OperationalError, connection, connections, transaction

from hscp.database.migrating import PAUSES, again_while_locked, holders, migration_limits
from hscp.database.time_limit import SECONDS, seconds_to_wait

only_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer")


def locked():
    error = OperationalError("canceling statement due to lock timeout")
    error.__cause__ = type("LockNotAvailable", (Exception,), {"sqlstate": "55P03"})()
    return error


@pytest.fixture
def said(monkeypatch):
    """Return the list of what is said, and of the pauses, with nobody in the way."""
    monkeypatch.setattr("hscp.database.migrating.holders", lambda using: "Process 7 holds themes_theme.")
    return []


def failing(times, error=None):
    """Return an attempt that fails so many times and then returns "done"."""
    left = iter(range(times))

    def attempt():
        if next(left, None) is not None:
            raise error or locked()
        return "done"

    return attempt


def test_an_attempt_that_finds_a_table_in_use_is_made_again(said):
    assert again_while_locked(failing(2), "default", said.append, pause=said.append) == "done"
    assert said == [
        "Waited 0.5 s for a table that is in use. Process 7 holds themes_theme.",
        "Nobody is held up meanwhile. Trying again in 1 s.",
        1,
        "Waited 0.5 s for a table that is in use. Process 7 holds themes_theme.",
        "Nobody is held up meanwhile. Trying again in 2 s.",
        2,
    ]


def test_after_the_last_attempt_it_says_what_to_do(said):
    with pytest.raises(CommandError, match="End the transaction named above"):
        again_while_locked(failing(99), "default", said.append, pause=said.append)

    assert [each for each in said if isinstance(each, int)] == list(PAUSES)


def test_another_error_is_not_tried_again(said):
    with pytest.raises(OperationalError, match="gone"):
        again_while_locked(failing(1, OperationalError("gone")), "default", said.append, pause=said.append)

    assert said == []


@pytest.mark.django_db
def test_migrate_has_the_limits_while_it_runs_and_no_longer(monkeypatch):
    seen = []

    def limits():
        if connection.vendor != "postgresql":
            return None
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
            return cursor.fetchone(), seconds_to_wait()

    monkeypatch.setattr(migrate.Command, "handle", lambda *args, **options: seen.append(limits()))
    call_command("migrate", stdout=io.StringIO())
    seen.append(limits())

    expected = [(("500ms", "0"), None), (("5s", "5s"), SECONDS)]
    assert seen == (expected if connection.vendor == "postgresql" else [None, None])


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_who_holds_a_table_is_named_without_what_was_typed():
    other = connections.create_connection("default")
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT 'secret' FROM themes_theme LIMIT 0")
            cursor.execute("SELECT pg_backend_pid()")
            [pid] = cursor.fetchone()
        words = holders("default")
        with (
            migration_limits(connection),
            pytest.raises(OperationalError) as caught,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("LOCK TABLE themes_theme IN ACCESS EXCLUSIVE MODE NOWAIT")
        other.rollback()
        afterwards = holders("default")
    finally:
        other.close()

    assert f"Process {pid} of the database (" in words
    assert words.endswith("holds themes_theme.")
    assert "secret" not in words
    assert caught.value.__cause__.sqlstate == "55P03"
    assert afterwards == "Whoever had it has finished."
