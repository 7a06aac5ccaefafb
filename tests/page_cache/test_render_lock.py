"""A page whose lock somebody has for longer than anybody waits is made all the same."""

import pytest
from django.db import OperationalError, connection, connections

from hscp.database.time_limit import answer_within
from hscp.page_cache import cache as cache_module
from hscp.page_cache.render_lock import render_lock
from tests.factories import make_theme

DIGEST = "ab" * 32


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one process")
@pytest.mark.django_db(transaction=True)
def test_whoever_has_waited_for_the_lock_goes_on_with_a_connection_that_works():
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [int(DIGEST[:15], 16)])

        with answer_within(0.05), render_lock(DIGEST), answer_within(None), connection.cursor() as cursor:
            cursor.execute("SELECT 7")
            found = cursor.fetchone()
    finally:
        other.close()

    assert found == (7,)


@pytest.mark.django_db
def test_a_page_that_the_cache_cannot_make_comes_from_django(worker, monkeypatch, caplog):
    def closed(*args):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(cache_module, "next_moment", closed)
    theme = make_theme(title="Neglect")

    page = worker.get(theme.get_absolute_url())

    assert (page.status, "Neglect" in page.text) == (200, True)
    assert "A page cannot be made." in caplog.text
