"""While the database is slow: pages as they were, made again behind, and few threads that wait."""

from itertools import pairwise

import pytest
from django.db import OperationalError, connection

from hscp.page_cache import behind as behind_module
from hscp.page_cache import watch as watch_module
from hscp.page_cache.address import address_of
from hscp.page_cache.behind import Behind
from hscp.page_cache.content_version import content_version
from tests.factories import make_theme
from tests.page_cache.worker import Worker, as_if_committed, environ, page_of

pytestmark = pytest.mark.django_db
LINE = "Shown as of "


class Clock:
    """Seconds that pass as the test says."""

    now = 1000.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    """The clock of the watch; an answer of the database takes `clock.answers_in` seconds."""
    clock = Clock()
    clock.answers_in = 0.001

    def answer(connection):
        clock.now += clock.answers_in
        return content_version(connection)

    monkeypatch.setattr(watch_module, "content_version", answer)
    monkeypatch.setattr(watch_module, "time", clock)
    return clock


def become_slow(worker, clock):
    clock.answers_in = 0.2
    for _ in range(2):
        clock.sleep(1)
        worker.cache.watch.version()


def test_one_slow_answer_is_no_slow_database_and_one_fast_answer_ends_it(worker, clock):
    found = []
    for answers_in in (0.001, 0.2, 0.001, 0.2, 0.2, 0.2, 0.001):
        clock.answers_in = answers_in
        clock.sleep(1)
        worker.cache.watch.ask_again()
        found.append(worker.cache.watch.is_slow)

    assert found == [False, False, False, False, True, True, False]


def test_no_reader_asks_a_slow_database_for_its_version(worker, clock, django_assert_num_queries):
    worker.get("/themes/")
    become_slow(worker, clock)
    clock.sleep(60)

    with django_assert_num_queries(0):
        page = worker.get("/themes/")

    assert (page.status, LINE in page.text) == (200, False)


def test_a_thread_asks_while_it_is_slow_and_no_longer(worker, clock, monkeypatch):
    started = []
    monkeypatch.setattr(watch_module.DatabaseWatch, "_start", lambda self, work: started.append(work))
    worker.get("/themes/")
    become_slow(worker, clock)
    clock.answers_in = 0.001

    [watch] = started
    watch()

    assert not worker.cache.watch.is_slow


def test_that_thread_does_the_work_of_each_second(worker, clock, monkeypatch):
    done = []

    def work():
        done.append(clock.now)
        if len(done) == 3:
            clock.answers_in = 0.001

    worker.get("/themes/")
    become_slow(worker, clock)
    monkeypatch.setattr(worker.cache.watch, "_while_slow", work)
    worker.cache.watch.watch()

    assert len(done) == 3
    assert min(after - before for before, after in pairwise(done)) >= watch_module.CHECK_EVERY


def test_an_edit_is_made_behind_the_page_as_it_was(worker, clock, django_assert_num_queries):
    theme = make_theme(title="Old")
    worker.get(theme.get_absolute_url())
    become_slow(worker, clock)
    as_if_committed()
    theme.title = "New"
    theme.save()
    worker.cache.watch.ask_again()

    with django_assert_num_queries(0):
        first = worker.get(theme.get_absolute_url())
    worker.cache.behind.work()
    second = worker.get(theme.get_absolute_url())

    assert ("Old" in first.text, LINE in first.text, "slow" in first.text) == (True, True, True)
    assert first.headers["Cache-Control"] == "no-store"
    assert ("New" in second.text, LINE in second.text) == (True, False)


def test_a_page_that_nobody_has_seen_is_waited_for_by_two_threads_at_most(worker, clock):
    worker.get("/themes/")
    become_slow(worker, clock)
    waiting = [worker.cache._may_wait.acquire(blocking=False) for _ in range(2)]

    refused = worker.get("/glossary/")
    worker.cache.behind.work()
    made = worker.get("/glossary/")

    assert waiting == [True, True]
    assert (refused.status, refused.headers["Retry-After"], made.status) == (503, "30", 200)


def test_a_page_that_nobody_has_seen_is_made_where_a_thread_is_free(worker, clock):
    worker.get("/themes/")
    become_slow(worker, clock)

    answers = [worker.get(path).status for path in ("/glossary/", "/toolkits/", "/resources/")]

    assert answers == [200, 200, 200]


def test_a_slow_database_that_goes_is_away(worker, clock, monkeypatch):
    worker.get("/themes/")
    become_slow(worker, clock)
    monkeypatch.setattr(connection, "close", lambda: None)

    def away(connection):
        raise OperationalError

    monkeypatch.setattr(watch_module, "content_version", away)
    worker.cache.watch.watch()

    assert (worker.cache.watch.is_away, worker.cache.watch.is_slow) == (True, False)
    assert "cannot reach its records" in worker.get("/themes/").text


def test_work_behind_is_done_once_in_order_and_goes_on_after_an_error(caplog):
    made = []

    def make(address):
        made.append(address)
        behind.add(address)
        if address == "first":
            raise ValueError

    behind = Behind(make)
    for address in ("first", "second", "first"):
        behind.add(address)

    behind.work()

    assert made == ["first", "second"]
    assert "cannot be made" in caplog.text


def test_what_waits_has_a_limit(monkeypatch):
    monkeypatch.setattr(behind_module, "MOST_WAITING", 2)
    made = []
    behind = Behind(made.append)

    for address in ("first", "second", "third"):
        behind.add(address)
    behind.work()

    assert made == ["first", "second"]


def test_a_page_with_an_error_is_not_asked_for_again_and_again(clock):
    worker = Worker(page_of(b"Failed", "503 Service Unavailable"))
    worker.cache.watch.version()
    become_slow(worker, clock)
    before = clock.now

    assert worker.get("/themes/").status == 503
    assert clock.now == before


def test_the_page_of_this_host_is_taken_where_another_process_has_made_it(worker, clock):
    worker.get("/themes/")
    become_slow(worker, clock)
    address = address_of(environ("/themes/"))
    right = worker.cache.memory.get(address)
    as_if_committed()
    make_theme()
    worker.cache.watch.ask_again()
    right.version = worker.cache.watch.version()
    worker.cache.copies.get = lambda digest: right
    worker.cache.memory = type(worker.cache.memory)()

    assert LINE not in worker.get("/themes/").text


def test_a_page_that_another_host_has_stored_is_shown_as_it_was(worker, clock, monkeypatch):
    worker.get("/themes/")
    stored = worker.cache.memory.get(address_of(environ("/themes/")))
    as_if_committed()
    make_theme(title="New")
    other = Worker()
    other.cache.watch.version()
    become_slow(other, clock)
    monkeypatch.setattr(other.cache.table, "get", lambda digest: stored)

    page = other.get("/themes/")

    assert (page.status, LINE in page.text, other.asked) == (200, True, 0)


def test_a_frozen_database_is_not_waited_for_twice(worker, clock, monkeypatch):
    worker.get("/themes/")
    asked, closed = [], []

    def frozen(connection):
        asked.append(clock.now)
        clock.now += clock.answers_in
        raise OperationalError

    monkeypatch.setattr(watch_module, "content_version", frozen)
    monkeypatch.setattr(connection, "close", lambda: closed.append(clock.now))
    clock.answers_in = 1.0
    worker.cache.watch.ask_again()

    assert (len(asked), closed, worker.cache.watch.is_away) == (1, [], True)


def test_a_connection_that_has_ended_is_made_again(worker, clock, monkeypatch):
    worker.get("/themes/")
    answers = [OperationalError(), "7:7"]

    def once(connection):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(watch_module, "content_version", once)
    monkeypatch.setattr(connection, "close", lambda: None)
    worker.cache.watch.ask_again()

    assert (answers, worker.cache.watch.is_away) == ([], False)
    assert worker.cache.watch.version().endswith("7:7")


def test_an_error_while_a_page_is_made_is_an_outage_and_not_ours(worker, monkeypatch):
    def lost(*args):
        raise OperationalError

    worker.get("/themes/")
    monkeypatch.setattr("hscp.page_cache.cache.next_moment", lost)
    worker.cache._right_until = None, None

    assert worker.get("/glossary/").status == 200
