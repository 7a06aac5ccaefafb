"""What is said of each request: its number in the answer and in every line of the log, and one line about it."""

import io
import json
import logging

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from hscp.observability.current_request import (
    HEADER,
    CurrentRequest,
    current_request_id,
    note_cache,
    note_route,
    working_for,
)
from hscp.observability.log_format import JsonFormatter
from hscp.observability.requests import RequestLog, network_for_log, path_for_log
from hscp.page_cache.address import address_of
from hscp.page_cache.cache import PageCache, ask
from hscp.privacy.log_masking import MaskPersonalData
from hscp.web.last_resort import LastResort
from tests.page_cache.worker import environ, page_of

TOKEN = "hZ3v0bXk9PqLr2Tt5Yw8Aa"
logger = logging.getLogger("hscp.some_room")


@pytest.fixture
def lines():
    """Return a function that gives the lines of the log up to now, each a dict, as production writes them."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(MaskPersonalData())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def answered(application, path="/", **changes):
    """Return (status, headers as a dict, body) of RequestLog over `application`."""
    status, headers, body = ask(RequestLog(application, LastResort()), environ(path, **changes))
    return status, dict(headers), body


def test_every_answer_has_a_number_of_its_own():
    numbers = {answered(page_of(b"Hello"))[1][HEADER] for _ in range(3)}

    assert [len(number) for number in numbers] == [19] * 3


@pytest.mark.parametrize(
    ("behind", "given", "is_taken"),
    [
        (True, "3f9a41bc77d01e2f3f9a41bc77d01e2f", True),
        (False, "3f9a41bc77d01e2f3f9a41bc77d01e2f", False),
        (True, "short", False),
        (True, "x" * 65, False),
        (True, "12345678\nINFO forged", False),
        (True, "12345678\n", False),
        (True, "<script>alert(1)</script>", False),
        (True, "", False),
    ],
)
def test_a_number_is_taken_from_a_proxy_only_and_only_if_it_is_one(settings, behind, given, is_taken):
    settings.HSCP_BEHIND_PROXY = behind

    _, headers, _ = answered(page_of(b"Hello"), HTTP_X_REQUEST_ID=given)

    assert (headers[HEADER] == given) == is_taken


def test_every_line_of_a_request_has_its_number_and_no_other_line_has(lines):
    def application(environ, start_response):
        logger.warning("Half way")
        return page_of(b"Hello")(environ, start_response)

    logger.warning("Before")
    _, headers, _ = answered(application)
    logger.warning("After")

    before, during, about, after = lines()
    assert [during["request_id"], about["request_id"]] == [headers[HEADER]] * 2
    assert "request_id" not in before | after
    assert current_request_id() == ""


def test_a_request_has_one_line_without_query_body_and_headers(lines):
    def application(environ, start_response):
        note_route("site:some_page")
        return page_of(b"Hello")(environ, start_response)

    answered(
        application,
        "/some-page/?q=canary",
        method="POST",
        REMOTE_ADDR="203.0.113.77",
        HTTP_USER_AGENT="canary",
        HTTP_COOKIE="who=canary",
        CONTENT_LENGTH="6",
        **{"wsgi.input": io.BytesIO(b"canary")},
    )

    [line] = lines()
    assert sorted(line) == [
        *("level", "logger", "message", "method", "ms", "network", "path", "request_id", "route"),
        *("status", "time"),
    ]
    assert [line[name] for name in ("method", "path", "status", "route", "network")] == [
        *("POST", "/some-page/", 200, "site:some_page", "203.0.113.0/24")
    ]
    assert "canary" not in str(line)
    assert line["time"].endswith("Z")


@pytest.mark.django_db
def test_a_page_from_the_cache_has_its_line_its_route_and_a_number_that_is_not_kept(lines):
    cache = PageCache(WSGIHandler())

    first, second = (answered(cache, "/professionals/") for _ in range(2))

    assert first[0] == second[0] == "200 OK"
    assert first[2] == second[2]
    assert first[1][HEADER] != second[1][HEADER]
    assert [(line["cache"], line["route"]) for line in lines() if line["message"] == "Answered"] == [
        ("rendered", "site:professionals"),
        ("hit", "site:professionals"),
    ]
    page = cache.page(address_of(environ("/professionals/")))
    assert HEADER not in dict(page.headers)


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/contacts/find/", "/contacts/find/"),
        ("/contacts/find/has-a-child-been-hurt/", "/contacts/find/…"),
        (f"/booking/{TOKEN}/", "/booking/…/"),
        # As no address is today: the net that knows tokens by their look.
        (f"/elsewhere/{TOKEN}", "/elsewhere/…"),
        ("/elsewhere/0123456789abcdef0123456789abcdef/", "/elsewhere/…/"),
        ("/elsewhere/MQ/cabc12-0123456789abcdef0123456789abcdef/", "/elsewhere/MQ/…/"),
        (
            "/themes/child-exploitation-and-missing-children-2026/",
            "/themes/child-exploitation-and-missing-children-2026/",
        ),
        ("/training/dates/12/book/", "/training/dates/12/book/"),
        ("/x/canary@example.org/", "(email)"),
        ("/a\nINFO forged\x1b[31m\u2028", "/a%0AINFO%20forged%1B[31m%E2%80%A8"),
        ("/" + "a b" * 200, f"/{'a b' * 200}"[:300].replace(" ", "%20")),
    ],
)
def test_the_path_in_the_log_tells_nothing_of_a_person_and_stays_on_its_line(path, logged):
    assert path_for_log(path) == logged


def test_the_first_net_holds_without_the_second(monkeypatch):
    monkeypatch.setattr("hscp.observability.requests.masked", lambda text: text)

    paths = ["/contacts/find/has-a-child-been-hurt/", f"/booking/{TOKEN}/"]
    assert [path_for_log.__wrapped__(path) for path in paths] == ["/contacts/find/…", "/booking/…/"]


def test_the_filter_of_the_log_is_a_second_net_for_fields():
    record = logging.makeLogRecord({"msg": "Answered", "fields": {"path": f"/booking/{TOKEN}/", "status": 1}})

    MaskPersonalData().filter(record)

    assert record.fields == {"path": "/booking/…", "status": 1}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", ""),
        ("somewhere", ""),
    ],
)
def test_an_address_is_cut_to_its_network(address, network):
    assert network_for_log(address) == network


def test_a_header_cannot_begin_a_line(lines, settings):
    settings.HSCP_PROXY_COUNT = 1

    answered(page_of(b""), method="GET\nX", HTTP_X_FORWARDED_FOR="1.2.3.4\n{}", HTTP_HOST="a\nb")

    [line] = lines()
    assert (line["method"], line["network"]) == ("other", "127.0.0.0/24")


def test_an_answer_that_is_sent_in_pieces_is_accounted_for_at_its_end(lines):
    class Pieces:
        streaming = True
        closed = False

        def __iter__(self):
            logger.warning("The first piece")
            yield b"a"

        def close(self):
            self.closed = True

    pieces = Pieces()

    def application(environ, start_response):
        start_response("200 OK", [])
        return pieces

    response = RequestLog(application, LastResort())(environ(), lambda *given: None)

    assert lines() == []
    assert b"".join(response) == b"a"
    response.close()
    first, last = lines()
    assert first["request_id"] == last["request_id"]
    assert (last["message"], pieces.closed) == ("Answered", True)


@pytest.mark.django_db
def test_the_error_page_shows_the_number_to_quote(monkeypatch):
    def fails(*arguments, **given):
        raise RuntimeError

    monkeypatch.setattr("hscp.site.offline.render_to_string", fails)
    with working_for(CurrentRequest("0123-4567-89ab-cdef")):
        response = Client(raise_request_exception=False).get("/offline/")

    assert response.status_code == 500
    assert "quote this number: <strong>0123-4567-89ab-cdef</strong>" in response.content.decode()


def test_notes_outside_of_a_request_are_not_heard():
    note_route("site:home")
    note_cache("hit")

    assert current_request_id() == ""
