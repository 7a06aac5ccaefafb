"""A database that does not answer is given up on, by the clock of whoever asks."""

import time

import psycopg
import pytest
from django.db import OperationalError, connection, connections

from hscp.database.limited_postgresql.base import WORKS_FOR
from hscp.database.time_limit import SECONDS, answer_within, seconds_to_wait

only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")


def test_limits_are_nested_and_end_with_their_block():
    with answer_within(2):
        with answer_within(None):
            inner = seconds_to_wait()
        outer = seconds_to_wait()

    assert (inner, outer, seconds_to_wait()) == (None, 2, SECONDS)


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_slow_answer_is_given_up_on_and_the_connection_with_it():
    started = time.monotonic()
    with pytest.raises(OperationalError), answer_within(0.3), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(4)")
    took = time.monotonic() - started
    connection.close()

    # Nothing of the answer that was given up on is taken for the next one.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 7")
        assert cursor.fetchone() == (7,)
    assert took < 3


@only_postgresql
@pytest.mark.django_db
def test_an_error_of_a_statement_ends_no_connection():
    from django.db import DataError, transaction

    with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 7")
        assert cursor.fetchone() == (7,)


@only_postgresql
def test_the_backend_is_postgresql_to_everybody():
    assert connections["default"].vendor == "postgresql"
    assert connections["default"].settings_dict["ENGINE"] == "hscp.database.limited_postgresql"


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_has_just_answered_is_not_asked_whether_it_works():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 7")
    sent = _statements(connection)

    assert connection.is_usable()
    assert sent == []


@only_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reason", ["long ago", "an error", "in the middle"])
def test_one_of_which_less_is_known_is_asked(reason, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" if reason == "in the middle" else "SELECT 7")
    sent = _statements(connection)
    if reason == "long ago":
        monkeypatch.setattr(connection.connection, "answered_at", time.monotonic() - WORKS_FOR - 1)
    monkeypatch.setattr(connection, "errors_occurred", reason == "an error")

    usable = connection.is_usable()
    connection.close()

    assert (usable, sent) == (True, ["SELECT 1"])


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_one_that_the_server_has_ended_is_made_again():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 1000)", [pid])
    other.close()

    usable = connection.is_usable()
    connection.close()

    assert not usable


def _statements(connection):
    """Return the list of the statements that are sent from now on."""
    sent = []
    execute = psycopg.Cursor.execute

    def noted(self, query, *args, **kwargs):
        sent.append(query)
        return execute(self, query, *args, **kwargs)

    connection.connection.cursor_factory = type("Cursor", (psycopg.Cursor,), {"execute": noted})
    return sent
