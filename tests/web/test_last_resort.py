"""Row T22: a middleware, the addresses, a view or a template raises. Our own page, with every header and nothing of the error."""

import logging

import pytest
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.urls import clear_url_caches, set_urlconf

from hscp.observability.current_request import HEADER
from hscp.observability.requests import RequestLog
from hscp.page_cache.cache import ask
from hscp.web.last_resort import LastResort
from tests.page_cache.worker import environ

pytestmark = pytest.mark.django_db
SECRET = "Canaryname in the error"
# What differs from one answer to the next.
_OF_ONE_ANSWER = {HEADER, "Content-Length", "Vary", "Cache-Control"}
HTTPS = {"HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "https", "SERVER_PORT": "443"}


def fails(*arguments, **given):
    raise RuntimeError(SECRET)


class OuterMiddleware:
    """Fails for each request, above all others."""

    def __init__(self, get_response):
        pass

    def __call__(self, request):
        fails()


class InnerMiddleware(OuterMiddleware):
    """Fails below all others."""


class ViewMiddleware(OuterMiddleware):
    """Fails before each view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        fails()


def handler(settings, monkeypatch, what):
    """Return Django, in which `what` fails, or nothing for ""."""
    middleware = list(settings.MIDDLEWARE)
    if what == "outer middleware":
        settings.MIDDLEWARE = [f"{__name__}.OuterMiddleware", *middleware]
    elif what == "inner middleware":
        settings.MIDDLEWARE = [*middleware, f"{__name__}.InnerMiddleware"]
    elif what == "middleware before a view":
        settings.MIDDLEWARE = [*middleware, f"{__name__}.ViewMiddleware"]
    elif what == "addresses":
        settings.ROOT_URLCONF = "tests.web.broken_addresses"
    elif what == "error template":
        monkeypatch.setattr("hscp.web.errors.render_to_string", fails)
        monkeypatch.setattr("hscp.site.offline.render_to_string", fails)
    elif what == "view":
        monkeypatch.setattr("hscp.site.offline.render_to_string", fails)
    elif what == "below the server":
        return fails
    return WSGIHandler()


WHAT = [
    *("outer middleware", "inner middleware", "middleware before a view", "addresses"),
    *("error template", "view", "below the server"),
]


@pytest.fixture
def answer_when(settings, monkeypatch):
    """Return a function that gives (status, headers, text) for /offline/ when what it is given fails."""
    # The test's connection is in a transaction.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    last_resort = LastResort()

    def answer(what, method="GET"):
        application = handler(settings, monkeypatch, what)
        request = environ("/offline/", method=method, **HTTPS)
        status, headers, body = ask(RequestLog(application, last_resort), request)
        assert len(headers) == len({name.lower() for name, _ in headers})
        return status, dict(headers), body.decode()

    yield answer
    clear_url_caches()
    set_urlconf(None)


@pytest.mark.parametrize("what", WHAT)
def test_it_is_our_page_with_the_numbers_and_nothing_of_the_error(answer_when, what, caplog):
    status, headers, text = answer_when(what)

    assert status.startswith("500 ")
    assert [entry["number"] in text for entry in django_settings.HSCP_EMERGENCY_NUMBERS] == [True] * 3
    assert f"quote this number: <strong>{headers[HEADER]}</strong>" in text
    assert SECRET not in text
    assert "Traceback" not in text
    # The log has it.
    assert SECRET in caplog.text


@pytest.mark.parametrize("what", WHAT)
def test_it_has_the_headers_of_every_other_page(answer_when, what):
    _, usual, _ = answer_when("")
    _, headers, text = answer_when(what)

    assert {name: usual[name] for name in usual if name not in _OF_ONE_ANSWER} == {
        name: headers.get(name) for name in headers if name not in _OF_ONE_ANSWER
    }
    assert headers["Cache-Control"] in {"no-cache", "no-store"}
    assert int(headers.get("Content-Length", len(text.encode()))) == len(text.encode())


def test_a_request_for_the_headers_alone_gets_no_page(answer_when):
    status, _, text = answer_when("below the server", method="HEAD")

    assert (status, text) == ("500 Internal Server Error", "")


def test_an_answer_that_had_begun_is_replaced(caplog):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        fails()

    started = []
    with caplog.at_level(logging.ERROR):
        RequestLog(application, LastResort())(
            environ(), lambda status, headers, exc_info=None: started.append((status, bool(exc_info)))
        )

    assert started == [("200 OK", False), ("500 Internal Server Error", True)]
