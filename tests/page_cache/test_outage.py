"""While the database is away: pages as they were, with a line that says so, and nothing that waits."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import override_settings
from django.utils import timezone

from hscp.database.outage import DATABASE_AWAY
from hscp.page_cache import watch as watch_module
from hscp.page_cache.address import address_of
from hscp.page_cache.content_version import content_version
from hscp.page_cache.copies import Copies
from hscp.page_cache.models import StoredPage
from tests.factories import make_contact_point, make_pathway, make_theme
from tests.page_cache.worker import Worker, page_of

pytestmark = pytest.mark.django_db
LINE = "Shown as of "


@pytest.fixture
def database(monkeypatch):
    """Take the database away with `database.lose()` and give it back with `database.give_back()`; `asked` counts attempts."""

    class Database:
        asked = 0

        def lose(self):
            def away(connection):
                self.asked += 1
                raise OperationalError

            monkeypatch.setattr(watch_module, "content_version", away)

        def give_back(self):
            monkeypatch.setattr(watch_module, "content_version", content_version)

    monkeypatch.setattr(connection, "close", lambda: None)
    return Database()


@pytest.fixture
def copies(monkeypatch, tmp_path):
    """Copies of pages that are kept, as with PostgreSQL."""
    monkeypatch.setattr("hscp.page_cache.copies.is_one_process", lambda: False)
    return Copies(tmp_path)


def lost(worker, database):
    database.lose()
    worker.a_second_later()


def test_a_page_that_was_seen_is_shown_with_a_line_that_says_as_of_when(worker, database):
    theme = make_theme(title="Neglect")
    seen = worker.get(theme.get_absolute_url())
    lost(worker, database)

    stale = worker.get(theme.get_absolute_url())

    assert (seen.status, stale.status, LINE in seen.text, LINE in stale.text) == (200, 200, False, True)
    assert "Neglect" in stale.text
    assert stale.text.index(LINE) < stale.text.index("<main ")
    assert stale.headers["Cache-Control"] == "no-store"
    assert stale.headers["ETag"] != seen.headers["ETag"]
    assert worker.asked == 1


def test_so_it_is_for_readers_with_a_cookie_and_for_what_is_asked_with_an_etag(worker, database):
    seen = worker.get("/themes/")
    lost(worker, database)

    with_cookie = worker.get("/themes/", HTTP_COOKIE="__Host-csrftoken=x")
    with_tag = worker.get("/themes/", HTTP_IF_NONE_MATCH=seen.headers["ETag"])

    assert [(each.status, LINE in each.text) for each in (with_cookie, with_tag)] == [(200, True)] * 2


def test_what_nobody_saw_answers_503_without_an_attempt(worker, database):
    worker.get("/themes/")
    lost(worker, database)
    worker.get("/admin/")
    asked = database.asked

    answers = [worker.get(path).status for path in ("/glossary/", "/admin/", "/training/")]
    token = "a" * 32
    posted = worker.get(
        "/admin/login/", REQUEST_METHOD="POST", HTTP_COOKIE=f"csrftoken={token}", HTTP_X_CSRFTOKEN=token
    )

    assert (answers, posted.status) == ([503] * 3, 503)
    assert "Retry-After" in posted.headers
    assert database.asked == asked


def test_what_needs_no_database_answers(worker, database):
    worker.get("/themes/")
    lost(worker, database)

    assert [
        worker.get(path).status for path in ("/offline/", "/healthz", "/service-worker.js", "/readyz")
    ] == [
        200,
        200,
        200,
        503,
    ]


def test_what_is_no_page_has_no_line(database):
    def sitemap(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/xml"), ("Cache-Control", "no-cache")])
        return [b"<main >"]

    worker = Worker(sitemap)
    worker.get("/themes/")
    lost(worker, database)

    assert worker.get("/themes/").body == b"<main >"


def test_pages_are_as_they_are_once_the_database_answers(worker, database):
    theme = make_theme(title="Old")
    worker.get(theme.get_absolute_url())
    lost(worker, database)
    worker.get(theme.get_absolute_url())
    worker.cache.watch.try_again()
    still_away = worker.cache.watch.is_away
    database.give_back()

    worker.cache.watch.try_again()
    theme.title = "New"
    theme.save()
    page = worker.get(theme.get_absolute_url())

    assert (still_away, worker.cache.watch.is_away) == (True, False)
    assert ("New" in page.text, LINE in page.text) == (True, False)


def test_a_page_that_fails_as_the_database_goes_is_shown_as_it_was(worker, database, monkeypatch):
    worker.get("/themes/")
    StoredPage.objects.all().delete()
    worker.cache.copies = Copies("/nowhere")
    monkeypatch.setattr(worker, "django", page_of(b"Away", "503 Service Unavailable"))
    worker.cache.memory.get(address_of(_environ("/themes/"))).version = "another"
    database.lose()

    page = worker.get("/themes/")

    assert (page.status, LINE in page.text, worker.cache.watch.is_away) == (200, True, True)


def _environ(path):
    from tests.page_cache.worker import environ

    return environ(path)


def test_only_one_request_waits_for_the_version(worker, database):
    worker.get("/themes/")
    lost(worker, database)
    worker.cache.watch._asking.acquire()

    # Another thread is asking: this one goes on with what was known a second ago.
    page = worker.get("/themes/")

    worker.cache.watch._asking.release()
    assert (page.status, LINE in page.text, database.asked) == (200, False, 0)


def test_a_process_that_starts_while_the_database_is_away_has_the_copies_of_its_host(
    worker, database, copies
):
    worker.cache.copies = copies
    theme = make_theme(title="Neglect")
    worker.get(theme.get_absolute_url())
    other = Worker()
    other.cache.copies = copies
    database.lose()

    page = other.get(theme.get_absolute_url())

    assert (page.status, LINE in page.text, other.asked) == (200, True, 0)


def test_another_process_of_the_host_reads_the_copy_and_not_the_database(
    worker, copies, django_assert_num_queries
):
    worker.cache.copies = copies
    seen = worker.get("/themes/")
    other = Worker()
    other.cache.copies = copies

    with django_assert_num_queries(1):  # the version
        page = other.get("/themes/")

    assert (page.body, page.headers, other.asked) == (seen.body, seen.headers, 0)


def test_copies_on_a_full_disk_fail_no_page(worker, copies, monkeypatch, caplog):
    def full(path, content):
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    worker.cache.copies = copies

    assert [worker.get(path).status for path in ("/themes/", "/glossary/")] == [200, 200]
    assert [path for path in copies._folder.rglob("*") if path.is_file()] == []
    assert caplog.text.count("cannot be kept") == 1


@pytest.mark.parametrize(
    "damaged",
    [
        lambda content: b"",
        lambda content: b"\0\xff",
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"text/html", b"text/plai"),
        lambda content: content + b"x",
        lambda content: content[65:],
    ],
)
def test_a_copy_that_is_damaged_is_none(worker, copies, damaged):
    worker.cache.copies = copies
    worker.get("/themes/")
    [path] = copies._folder.glob("*/*")
    whole = copies.get(path.stem)

    path.write_bytes(damaged(path.read_bytes()))

    assert (whole is None, copies.get(path.stem)) == (False, None)


def test_copies_of_more_than_a_day_go(worker, copies, monkeypatch):
    worker.cache.copies = copies
    for path in ("/themes/", "/glossary/", "/contacts/"):
        worker.get(path)
    monkeypatch.setattr("hscp.page_cache.copies.MOST", 1)
    # Files have the real time.
    monkeypatch.setattr("hscp.page_cache.copies.KEPT_STALE", timedelta(days=100_000))

    copies.clear()

    assert len(list(copies._folder.glob("*/*"))) == 1


def test_who_answers_now_is_known_of_hours_that_were_read_before(client, django_assert_num_queries):
    point = make_contact_point(make_pathway())
    point.opening_hours.create(weekday=timezone.localdate().isoweekday(), opens="00:00", closes="23:59")
    address = f"/contacts/open-now.json?points={point.pk},99999"
    before = client.get(address).json()

    with django_assert_num_queries(0):
        after = client.get(address, **{DATABASE_AWAY: True}).json()

    assert before == after != {}


@override_settings(HSCP_PAGE_COPIES="/nowhere/at/all")
def test_a_folder_that_cannot_be_made_fails_no_page():
    assert Worker().get("/themes/").status == 200
