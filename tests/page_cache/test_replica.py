"""Pages made from a read replica: only while it has the very content that the page is stored for."""

import time
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, connections, router

from hscp.database.replica import AWAY_FOR, REPLICA, Replica
from hscp.page_cache import from_replica as replica_module
from tests.factories import make_theme
from tests.page_cache.worker import Worker, page_of
from themes.models import Theme

pytestmark = pytest.mark.django_db


class CountingReplica:
    """The connection of the tests under the name of the replica: its queries are counted, and it may lag or be away."""

    def __init__(self):
        self.queries, self.lags, self.is_away = [], False, False

    def __getattr__(self, name):
        return getattr(connection, name)

    def __setattr__(self, name, value):
        if name in {"queries", "lags", "is_away"}:
            self.__dict__[name] = value
        else:
            setattr(connection, name, value)

    def cursor(self):
        if self.is_away:
            raise OperationalError("The replica is away.")
        self.queries.append("cursor")
        return connection.cursor()

    def close(self):
        pass


@pytest.fixture
def replica(monkeypatch):
    found = CountingReplica()
    monkeypatch.setitem(connections.settings, REPLICA, connections.settings["default"])
    connections[REPLICA] = found
    version = replica_module.content_version
    monkeypatch.setattr(
        replica_module,
        "content_version",
        lambda asked: "0:0" if asked is found and found.lags else version(asked),
    )
    yield found
    del connections[REPLICA]


def test_a_page_is_made_from_the_replica_and_stored_as_any(worker, replica):
    theme = make_theme(title="Neglect")

    page = worker.get(theme.get_absolute_url())
    asked = len(replica.queries)
    again = worker.get(theme.get_absolute_url())

    assert (page.status, "Neglect" in page.text, again.body) == (200, True, page.body)
    assert (len(replica.queries), worker.asked) == (asked, 1)
    # The version, the page with all that it shows, and nothing of it from the database itself.
    assert asked > 5


def test_a_replica_that_lags_makes_no_page(worker, replica):
    theme = make_theme(title="Old")
    worker.get(theme.get_absolute_url())
    worker.a_second_later()
    replica.lags, replica.queries = True, []
    theme.title = "New"
    theme.save()

    page = worker.get(theme.get_absolute_url())

    assert ("New" in page.text, replica.queries) == (True, [])


def test_what_is_no_cached_page_does_not_know_the_replica(worker, replica, client):
    theme = make_theme(title="Neglect")
    for path in ("/admin/login/", "/search/?q=neglect"):
        worker.get(path)
    worker.get(theme.get_absolute_url(), HTTP_COOKIE="sessionid=x")

    assert (replica.queries, worker.asked) == ([], 3)


def test_without_the_replica_pages_come_from_the_database(worker, replica, monkeypatch, caplog):
    theme = make_theme(title="Neglect")
    replica.is_away = True

    page = worker.get(theme.get_absolute_url())

    assert (page.status, "Neglect" in page.text) == (200, True)
    assert "read replica cannot be read" in caplog.text
    # It is left alone, until one request finds out whether it is back.
    assert not worker.cache.replica.may_be_asked()
    now = time.monotonic() + AWAY_FOR
    monkeypatch.setattr("hscp.database.replica.time", SimpleNamespace(monotonic=lambda: now))
    assert [worker.cache.replica.may_be_asked() for _ in range(2)] == [True, False]
    replica.is_away = False
    with worker.cache.replica.one_snapshot():
        pass
    assert [worker.cache.replica.may_be_asked() for _ in range(2)] == [True, True]


def test_a_page_that_fails_on_the_replica_is_made_again(replica):
    answers = iter(["503 Service Unavailable", "200 OK"])

    def application(environ, start_response):
        return page_of(b"<main >", next(answers))(environ, start_response)

    worker = Worker(application)

    assert (worker.get("/themes/").status, worker.asked) == (200, 2)
    assert not worker.cache.replica.may_be_asked()


def test_only_reads_within_a_snapshot_go_to_the_replica(replica):
    kept, snapshot = make_theme(), Replica()
    with snapshot.one_snapshot():
        inside = router.db_for_read(Theme), router.db_for_write(Theme), Theme.objects.get().pk
        kept._state.db = REPLICA

    outside = router.db_for_read(Theme, instance=kept), router.db_for_write(Theme, instance=kept)
    assert inside == (REPLICA, "default", kept.pk)
    assert outside == ("default", "default")
    assert (router.allow_migrate(REPLICA, "themes"), router.allow_migrate("default", "themes")) == (
        False,
        True,
    )
