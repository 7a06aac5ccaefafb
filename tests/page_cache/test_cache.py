"""Pages are answered above Django while they are right, and rendered again once they are not."""

import gzip
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from django.db import OperationalError, connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from hscp.page_cache import cache as cache_module
from hscp.page_cache import store
from hscp.page_cache.address import address_of
from hscp.page_cache.models import StoredPage
from hscp.page_cache.release import release
from hscp.page_cache.rendering import do_not_cache
from hscp.search.index.documents import refresh_all
from tests.factories import (
    make_booking,
    make_contact_point,
    make_opening_hours,
    make_pathway,
    make_session,
    make_theme,
    make_toolkit,
)
from tests.page_cache.worker import Worker, as_if_committed, environ, page_of

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 5, 12, 10, tzinfo=UTC)
only_with_a_table = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite stores no pages")


def address(path):
    return address_of(environ(path))


def test_a_page_is_asked_of_django_once(worker):
    first, second = worker.get("/themes/"), worker.get("/themes/")

    assert (first.status, first.body, worker.asked) == (200, second.body, 1)


def test_it_is_the_page_that_django_gives(worker, client):
    theme = make_theme()

    assert worker.get(theme.get_absolute_url()).body == client.get(theme.get_absolute_url()).content


def test_what_stands_in_front_may_answer_with_it_for_a_second(worker):
    assert worker.get("/themes/").headers["Cache-Control"] == (
        "public, max-age=0, s-maxage=1, must-revalidate"
    )


def test_a_browser_never_stores_a_sensitive_page(worker):
    theme = make_theme(sensitive=True)
    answers = [worker.get(theme.get_absolute_url()) for _ in range(2)]

    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store", "no-store"]
    assert worker.asked == 1


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=1.0", "gzip", gzip.decompress),
        ("GZIP", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("gzip;q=0", None, bytes),
        (None, None, bytes),
    ],
)
def test_it_is_compressed_as_the_client_can_read_it(accepted, encoding, read):
    worker = Worker(page_of(b"<p>Hello</p>" * 100))
    answer = worker.get("/themes/", HTTP_ACCEPT_ENCODING=accepted)

    assert (answer.headers.get("Content-Encoding"), answer.headers["Vary"]) == (encoding, "Accept-Encoding")
    assert read(answer.body) == b"<p>Hello</p>" * 100
    assert answer.headers["Content-Length"] == str(len(answer.body))


def test_head_has_the_headers_and_no_body(worker):
    get, head = worker.get("/themes/"), worker.get("/themes/", method="HEAD")

    assert (head.headers, head.body, worker.asked) == (get.headers, b"", 1)


@pytest.mark.parametrize("sent", ["{}", '"other", {}', "*", "strong {}"])
def test_a_client_that_has_it_is_told_so(worker, sent):
    etag = worker.get("/themes/").headers["ETag"]
    sent = etag.removeprefix("W/") if sent.startswith("strong") else sent.format(etag)
    answer = worker.get("/themes/", HTTP_IF_NONE_MATCH=sent)

    assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", etag)


def test_a_client_that_has_another_gets_it(worker):
    etag = worker.get("/themes/").headers["ETag"]
    as_if_committed()
    make_theme()
    worker.a_second_later()
    answer = worker.get("/themes/", HTTP_IF_NONE_MATCH=etag)

    assert (answer.status, answer.headers["ETag"] != etag) == (200, True)


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("/themes/", {"HTTP_COOKIE": "sessionid=1"}),
        ("/themes/", {"HTTP_AUTHORIZATION": "Basic eDp5"}),
        ("/themes/", {"CONTENT_LENGTH": "5"}),
        ("/themes/", {"HTTP_TRANSFER_ENCODING": "chunked"}),
        ("/themes/", {"method": "POST"}),
        ("/themes/", {"HTTP_HOST": "elsewhere.example"}),
        ("/themes/", {"HTTP_HOST": "testserver:4444"}),
        ("/themes/", {"HTTP_HOST": None}),
        ("/search/?q=bruises", {}),
        ("/search/", {}),
        ("/api/search?q=bruises", {}),
        ("/resources/?q=bruises", {}),
        ("/training/dates/?date_from=1%2F1%2F2030", {}),
        ("/resources/?theme=unheard-of", {}),
        ("/resources/?" + "theme=a&" * 100, {}),
        ("/themes/nothing/", {}),
        ("/nowhere/", {}),
        ("/admin/", {}),
        ("/admin/login/", {}),
        ("/healthz", {}),
        ("/contacts/open-now.json?points=1", {}),
        ("/my-pack/?toolkit=1", {}),
        ("/contacts/sheet/", {}),
        ("/training/my-record/", {}),
        ("/booking/", {}),
        ("/updates/follow/", {}),
    ],
)
def test_what_is_for_one_request_is_asked_of_django_each_time(worker, path, changes):
    for _ in range(2):
        worker.get(path, **changes)

    assert (worker.asked, StoredPage.objects.count()) == (2, 0)


def test_a_form_to_book_is_never_cached(worker):
    path = reverse("training:book", args=[make_session().pk])
    cookies = {worker.get(path).headers["Set-Cookie"] for _ in range(2)}

    assert (worker.asked, len(cookies)) == (2, 2)


@pytest.mark.parametrize(
    ("status", "header"),
    [
        ("404 Not Found", ("X-Any", "1")),
        ("500 Internal Server Error", ("X-Any", "1")),
        ("302 Found", ("Location", "/")),
        ("206 Partial Content", ("X-Any", "1")),
        ("200 OK", ("Set-Cookie", "a=b")),
        ("200 OK", ("Vary", "Accept-Encoding, Cookie")),
        ("200 OK", ("Cache-Control", "private, no-store")),
        ("200 OK", ("Content-Encoding", "br")),
    ],
)
def test_an_answer_that_is_not_for_everybody_is_not_cached(status, header):
    worker = Worker(page_of(b"Hello", status, header))
    for _ in range(2):
        answer = worker.get("/themes/")

    assert (worker.asked, answer.status, answer.text) == (2, int(status[:3]), "Hello")


def test_a_page_that_says_so_is_not_cached():
    def application(environ, start_response):
        do_not_cache()
        return page_of(b"Hello")(environ, start_response)

    worker = Worker(application)
    assert [worker.get("/themes/").text for _ in range(2)] == ["Hello", "Hello"]
    assert worker.asked == 2


def test_parameters_that_mean_nothing_make_no_other_page(worker):
    for number in range(5):
        answer = worker.get(f"/themes/?canary-{number}={number}&utm_source=mail")

    assert (worker.asked, "canary" in answer.text) == (1, False)


def test_parameters_that_choose_the_page_do(worker):
    theme = make_theme()
    make_toolkit().themes.add(theme)
    paths = [
        f"/toolkits/?theme={theme.slug}",
        f"/toolkits/?theme={theme.slug}&x=1",
        "/toolkits/?audience=professionals",
        "/toolkits/",
    ]
    bodies = {worker.get(path).body for path in paths}

    assert (worker.asked, len(bodies)) == (3, 3)


def test_made_up_addresses_push_out_no_others(monkeypatch):
    monkeypatch.setattr(store, "MOST_NARROWED_IN_MEMORY", 30_000)
    worker = Worker(page_of(os.urandom(2_000)))
    worker.get("/themes/")
    for number in range(60):
        worker.get(f"/toolkits/?page={number}")
    kept = [number for number in range(60) if worker.cache.memory.get(address(f"/toolkits/?page={number}"))]
    worker.get("/themes/")

    assert (worker.asked, 0 in kept, 59 in kept) == (61, False, True)


@pytest.mark.parametrize(
    "header",
    [
        "X_FORWARDED_HOST",
        "X_FORWARDED_PROTO",
        "X_FORWARDED_SCHEME",
        "X_FORWARDED_PORT",
        "X_ORIGINAL_URL",
        "X_REWRITE_URL",
    ]
    + ["X_FORWARDED_FOR", "REFERER", "USER_AGENT", "ACCEPT_LANGUAGE", "RANGE", "X_HTTP_METHOD_OVERRIDE"],
)
@pytest.mark.parametrize("path", ["/robots.txt", "/", "/sitemap.xml"])
def test_no_header_of_a_client_reaches_what_others_read(worker, client, path, header):
    poisoned = worker.get(path, **{f"HTTP_{header}": "canary.example"})
    plain = worker.get(path)

    assert "canary" not in poisoned.text + str(poisoned.headers)
    assert (plain.body, worker.asked) == (client.get(path).content, 1)


def opens(at):
    """Make a contact whose office opens at `at` and closes an hour later, on every day of the week."""
    point = make_contact_point(make_pathway())
    local, end = timezone.localtime(at), timezone.localtime(at + timedelta(hours=1))
    for weekday in range(1, 8):
        make_opening_hours(point, weekday, f"{local:%H:%M}", f"{end:%H:%M}")


def test_a_change_is_seen_by_two_workers_within_a_second():
    workers = [Worker(), Worker()]
    theme = make_theme(title="Before")
    for each in workers:
        assert "Before" in each.get("/themes/").text
    as_if_committed()
    theme.title = "Afterwards"
    theme.save()
    for each in workers:
        each.a_second_later()

        assert "Afterwards" in each.get("/themes/").text


def test_a_worker_asks_for_the_version_once_a_second(worker, django_assert_num_queries):
    worker.get("/themes/")
    with django_assert_num_queries(0):
        for _ in range(5):
            worker.get("/themes/")
    worker.a_second_later()
    with django_assert_num_queries(1):
        for _ in range(5):
            worker.get("/themes/")


def test_whoever_changes_something_sees_it_at_once(worker):
    theme = make_theme(title="Before")
    worker.get("/themes/")
    as_if_committed()
    theme.title = "Afterwards"
    theme.save()
    worker.get("/themes/", method="POST")

    assert "Afterwards" in worker.get("/themes/").text


def test_a_booking_takes_a_place_on_the_page(worker):
    session = make_session(capacity=2)
    path = session.get_absolute_url()
    before = worker.get(path).text
    as_if_committed()
    make_booking(session)
    worker.a_second_later()

    assert worker.get(path).text != before


@pytest.mark.parametrize(
    ("make", "path", "words"),
    [
        (lambda at: make_theme(title="Due", publish_at=at), "/themes/", "Due"),
        (lambda at: make_theme(title="Due", expire_at=at), "/themes/", "Due"),
        (lambda at: make_toolkit(title="Due", publish_at=at), "/toolkits/", "Due"),
        (
            lambda at: make_session(starts_at=at, ends_at=at + timedelta(hours=1)),
            "/training/dates/",
            "1 session",
        ),
        (lambda at: opens(at), "/contacts/", "Open now"),
    ],
)
def test_a_page_ends_at_the_next_moment_that_changes_it(worker, time_machine, make, path, words):
    time_machine.move_to(MORNING)  # midnight and a change of clocks are moments of their own
    at = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=30)
    make(at)
    refresh_all()
    before = worker.get(path).text
    time_machine.move_to(at - timedelta(seconds=5))
    assert (worker.get(path).text, worker.asked) == (before, 1)
    time_machine.move_to(at + timedelta(seconds=1))

    assert (worker.get(path).text != before, worker.asked) == (True, 2)
    assert (words in before) != (words in worker.get(path).text)


def test_at_midnight_in_london_every_page_is_rendered_again(worker, time_machine):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    worker.get("/themes/")
    time_machine.move_to(midnight - timedelta(seconds=2))
    worker.get("/themes/")
    assert worker.asked == 1
    time_machine.move_to(midnight)
    worker.get("/themes/")

    assert worker.asked == 2


def test_the_busiest_pages_are_made_beforehand(worker, monkeypatch):
    monkeypatch.setattr(cache_module, "ready_addresses", list)
    for path in ("/themes/", "/themes/", "/glossary/", "/toolkits/?audience=professionals"):
        worker.get(path)
    as_if_committed()
    make_theme(title="New")
    worker.a_second_later()
    worker.cache.make_beforehand()
    asked = worker.asked

    assert "New" in worker.get("/themes/").text
    assert worker.get("/glossary/").status == 200
    assert (asked, worker.asked) == (5, 5)


def test_pages_that_cost_most_are_kept_ready_but_made_once_a_minute_at_most(worker, monkeypatch):
    monkeypatch.setattr(cache_module, "registered", lambda: [lambda: done.append("work")])
    done = []
    with override_settings(HSCP_ADDRESS="http://testserver"):
        worker.cache.make_beforehand()
        made = worker.asked
        worker.cache.make_beforehand()
    for path in ("/brochure/", "/training/dates/", "/training/dates.ics", "/resources/"):
        worker.get(path)

    assert (made, worker.asked, done) == (16, 16, ["work"])


@pytest.fixture
def started(monkeypatch, making):
    """What is started apart, by its name; it is done only where the test does it."""
    started = []
    monkeypatch.setattr(cache_module.PageCache, "_make_what_is_due", making)
    monkeypatch.setattr(cache_module, "start_apart", started.append)
    return started


def test_a_change_has_the_busiest_pages_made(started):
    worker = Worker()
    worker.get("/themes/")
    worker.cache.make_beforehand()
    started.clear()
    worker.a_second_later()
    worker.get("/themes/")
    assert started == []
    as_if_committed()
    make_theme()
    worker.get("/themes/", method="POST")

    assert started == [worker.cache.make_beforehand]


def test_a_change_soon_after_another_has_the_ready_pages_made_later(started, monkeypatch):
    done = []
    monkeypatch.setattr(
        cache_module, "registered", lambda: [lambda: done.append(worker.cache.watch.version())]
    )
    monkeypatch.setattr(cache_module, "ready_addresses", list)
    worker = Worker()
    worker.get("/themes/")
    worker.cache.make_beforehand()
    as_if_committed()
    make_theme()
    worker.get("/themes/", method="POST")
    worker.cache.make_beforehand()
    started.clear()
    worker.a_second_later()
    worker.get("/themes/")
    too_soon = list(started)

    worker.cache._ready_at -= cache_module.READY_EVERY
    worker.a_second_later()
    worker.get("/themes/")
    worker.cache.make_beforehand()

    assert (too_soon, started) == ([], [worker.cache.make_beforehand])
    assert len(done) == 2
    assert done[0] != done[1] == worker.cache.watch.version()


def slow(renderings):
    """Return an application that notes in `renderings` when it is asked, and takes a moment to answer."""

    def application(environ, start_response):
        renderings.append(environ["PATH_INFO"])
        time.sleep(0.3)
        return page_of(b"Hello")(environ, start_response)

    return application


def at_once(*calls):
    """Make all calls at once, each in a thread with a connection of its own."""

    def run(call):
        call()
        connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_threads_that_want_the_same_page_at_once_have_it_rendered_once():
    renderings = []
    worker = Worker(slow(renderings))
    worker.cache.watch.version()
    at_once(*[lambda: worker.get("/themes/")] * 5, lambda: worker.get("/glossary/"))

    assert sorted(renderings) == ["/glossary/", "/themes/"]


@only_with_a_table
@pytest.mark.django_db(transaction=True)
def test_so_do_workers_of_all_servers():
    renderings = []
    workers = [Worker(slow(renderings)) for _ in range(5)]
    at_once(*[lambda each=each: each.get("/themes/") for each in workers])

    assert renderings == ["/themes/"]


@only_with_a_table
def test_another_server_has_what_one_has_rendered(django_assert_num_queries):
    theme = make_theme(sensitive=True)
    first, second = Worker(), Worker()
    rendered = first.get(theme.get_absolute_url())
    with django_assert_num_queries(2):  # the version, and the page
        read = second.get(theme.get_absolute_url())

    assert (read.body, read.headers, second.asked) == (rendered.body, rendered.headers, 0)


@only_with_a_table
def test_a_page_of_another_release_is_not_shown(monkeypatch):
    monkeypatch.setattr(cache_module, "release", lambda: "old")
    Worker(page_of(b"Old")).get("/themes/")
    monkeypatch.setattr(cache_module, "release", lambda: "new")

    assert Worker(page_of(b"New")).get("/themes/").text == "New"


def test_without_the_table_pages_are_still_cached(monkeypatch, worker):
    class Away:
        vendor = "postgresql"

        def __getattr__(self, name):
            raise OperationalError

    monkeypatch.setattr(store, "connection", Away())
    monkeypatch.setattr(store.StoredPage, "objects", Away())
    for _ in range(2):
        assert worker.get("/themes/").status == 200

    assert worker.asked == 1


def test_a_release_is_known_by_its_settings_but_not_by_secrets_and_folders(settings):
    settings.HSCP_DOCUMENTS = Path("/srv/documents")
    before = release()
    settings.HSCP_ERASURE_KEY, settings.HSCP_DOCUMENTS = "other", Path("/elsewhere")
    assert release() == before
    settings.HSCP_CONTACT_EMAIL = "new@example.org"

    assert release() != before


def stored(key, made_at, is_narrowed=False):
    return StoredPage.objects.create(
        key=key,
        version="1",
        expires_at=made_at,
        made_at=made_at,
        is_narrowed=is_narrowed,
        headers=[],
        body=b"",
    )


def test_a_page_out_of_date_stays_for_a_day():
    now = timezone.now()
    stored("old", now - timedelta(hours=25))
    stored("stale", now - timedelta(hours=23))
    store.clear_stored()

    assert [row.key for row in StoredPage.objects.all()] == ["stale"]


def test_the_table_holds_so_many_and_loses_the_oldest(monkeypatch):
    monkeypatch.setattr(store, "MOST_STORED", 2)
    monkeypatch.setattr(store, "MOST_NARROWED_STORED", 1)
    now = timezone.now()
    for number in range(4):
        stored(f"page-{number}", now + timedelta(minutes=number))
        stored(f"narrowed-{number}", now + timedelta(minutes=number), is_narrowed=True)
    store.clear_stored()

    assert {row.key for row in StoredPage.objects.all()} == {"page-2", "page-3", "narrowed-3"}
