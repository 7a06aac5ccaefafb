"""The pages that nobody hopes for are accessible too (T66): errors, 503, and a page that is shown as it was."""

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from hscp.page_cache import watch
from hscp.records.saving import content_change
from hscp.records.state import State
from hscp.security.rate_limits import RateLimit
from hscp.web import errors
from tests.browser.answers import ORIGIN, Answers, as_given
from tests.browser.looks import faults_of_looks
from tests.browser.test_every_page import scrolls_sideways, violations
from tests.factories import make_theme, make_toolkit
from tests.page_cache.conftest import _one_connection  # noqa: F401 (fixture)
from tests.page_cache.worker import Worker

pytestmark = pytest.mark.django_db


def withdrawn():
    toolkit = make_toolkit()
    for state in (State.PUBLISHED, State.ARCHIVED):
        with content_change(comment="Changed.") as change:
            toolkit.state = state
            change.save(toolkit)
    return toolkit.get_absolute_url()


def stale(monkeypatch):
    """Return a page that was seen before the database went away."""
    monkeypatch.setattr(connection, "close", lambda: None)
    make_theme(title="Neglect")
    worker = Worker()
    worker.get("/themes/")

    def away(connection):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(watch, "content_version", away)
        worker.a_second_later()
        page = worker.get("/themes/")
    assert "Shown as of" in page.text
    return page.status, page.headers, page.body


@pytest.fixture
def pages(monkeypatch):
    """Return {path: (status, headers, body)} of one page for each thing that can go wrong."""
    request, client = RequestFactory().get("/"), Client()
    found = {
        f"/{handler.__name__}/": as_given(handler(request))
        for handler in (
            errors.bad_request,
            errors.forbidden,
            errors.not_found,
            errors.too_large,
            errors.server_error,
            errors.unavailable,
        )
    }
    found["/stale/"] = stale(monkeypatch)
    found["/gone/"] = as_given(client.get(withdrawn()))
    found["/link/"] = as_given(client.get("/booking/"))
    monkeypatch.setattr(RateLimit, "allows", lambda self, value, times=1: False)
    found["/often/"] = as_given(client.get("/training/certificates/?number=AAAA-1111"))
    return found


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_errors_are_accessible(browser, pages, width):
    context = browser.new_context(base_url=ORIGIN, viewport={"width": width, "height": 900})
    page = context.new_page()
    Answers(page).given.update(pages)
    faults = []
    for path, (status, _, _) in pages.items():
        shown = page.goto(path)
        assert (path, shown.status, page.locator("h1").count()) == (path, status, 1)
        faults += [f"{path} {fault}" for fault in [*violations(page), *faults_of_looks(page)]]
        if scrolls_sideways(page):
            faults.append(f"{path} scrolls sideways at {width} px")
    context.close()

    assert faults == []
    assert {status for status, _, _ in pages.values()} == {200, 400, 403, 404, 410, 413, 429, 500, 503}
