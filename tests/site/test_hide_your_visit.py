"""Sensitive pages, the page about hiding a visit, and what is cached for when the portal cannot be reached."""

import re

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.test import RequestFactory
from django.urls import reverse

from hscp.site.offline import FILES
from hscp.web.cache_headers import SensitivePageMiddleware
from tests.factories import make_pathway, make_theme
from tests.site.test_every_page import public_names

pytestmark = pytest.mark.django_db
SENSITIVE = [
    "contacts:find",
    "contacts:find_emergency",
    "site:feedback",
    "site:feedback_sent",
    "site:children_and_young_people",
    "site:parents_and_carers",
    "site:report_a_concern",
    "site:safety",
    "site:told_me",
]
# Pages that browsers keep: they load no script, so they register nothing either.
COPY = ["/a-child-has-told-me/", "/offline/a-child-has-told-me/"]
KEPT = ["site:offline", "site:offline_told_me"]


def is_left_at_once(response):
    """Return whether a page has the button, and does not load the script that would cache something in the browser."""
    page = response.content.decode()
    assert ("data-service-worker" in page) is ("portal-exit-this-page" not in page)
    return "portal-exit-this-page" in page


@pytest.mark.parametrize("name", [name for name in public_names() if name != "site:styleguide"])
def test_a_page_has_exit_this_page_if_it_is_sensitive_and_is_then_not_stored(client, name):
    response = client.get(reverse(name))

    if not response["Content-Type"].startswith("text/html") or name in KEPT or name.startswith("embeds:"):
        assert name not in SENSITIVE
        return
    assert is_left_at_once(response) is (name in SENSITIVE)
    assert name not in SENSITIVE or response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("make", [make_theme, make_pathway])
@pytest.mark.parametrize("sensitive", [True, False])
def test_a_record_is_kept_out_of_the_browsers_store_if_it_is_marked(client, make, sensitive):
    record = make(sensitive=sensitive)

    response = client.get(record.get_absolute_url())

    assert is_left_at_once(response) is sensitive
    assert ("no-store" in response["Cache-Control"]) is sensitive


def test_no_store_overrides_the_header_of_the_view():
    request = RequestFactory().get("/")
    response = TemplateResponse(
        request, "site/safety.html", {"sensitive": True}, headers={"Cache-Control": "no-cache"}
    )

    SensitivePageMiddleware(lambda _: HttpResponse()).process_template_response(request, response)

    assert response["Cache-Control"] == "no-store"


def test_exit_this_page_leads_where_the_setting_says(client, settings):
    settings.HSCP_EXIT_PAGE = {"name": "A quiet page", "url": "https://quiet.example.org/"}

    page = client.get(reverse("site:safety")).content.decode()

    assert (
        re.findall(r'(?:href|data-exit)="(https://quiet[^"]*)"', page) == ["https://quiet.example.org/"] * 3
    )
    assert "bbc.co.uk" not in page
    assert "opens A quiet page in its place" in page


def test_the_exit_links_send_no_referrer(client):
    page = client.get(reverse("site:report_a_concern")).content.decode()

    links = re.findall(r"<a [^>]*govuk-js-exit-this-page[^>]*>", page)
    assert [re.search(r'rel="([^"]*)"', link)[1] for link in links] == ["nofollow noreferrer"] * 2


@pytest.mark.parametrize("name", SENSITIVE)
def test_a_sensitive_page_leads_to_how_to_hide_the_visit(client, name):
    page = client.get(reverse(name)).content.decode()

    assert f'href="{reverse("site:safety")}"' in page


def test_the_page_about_hiding_a_visit_is_plain_about_history_and_names_each_browser(client):
    page = client.get(reverse("site:safety")).content.decode()

    assert "<strong>It does not clear your browsing history.</strong>" in page
    assert re.findall(r'details__summary-text">([^<]+)<', page) == [
        "Chrome",
        "Edge",
        "Firefox",
        "Safari on an iPhone or iPad",
        "Safari on a Mac",
        "Samsung Internet",
    ]


def test_the_numbers_are_there_while_the_database_is_down(client, settings):
    settings.HSCP_EMERGENCY_NUMBERS = [{"name": "Help", "number": "01632 960999", "note": "At once"}]

    def fail(execute, sql, params, many, context):
        raise OperationalError("away")

    with connection.execute_wrapper(fail):
        answers = [client.get(path) for path in ("/", "/no-such-page/", "/offline/", "/service-worker.js")]

    assert [answer.status_code for answer in answers] == [503, 404, 200, 200]
    assert ['href="tel:01632960999"' in answer.content.decode() for answer in answers[:3]] == [True] * 3


@pytest.mark.parametrize("name", KEPT)
def test_the_pages_that_are_kept_load_only_what_is_cached_with_them(client, name):
    page = client.get(reverse(name)).content.decode()

    loaded = re.findall(r'<(?:link|script)[^>]*(?:href|src)="([^"]+)"', page)
    assert sorted(loaded) == sorted(f"/static/{name}" for name in FILES)


def test_the_service_worker_is_fetched_again_each_time_and_caches_nothing_else(client):
    response = client.get("/service-worker.js")

    kept = re.findall(r'"(/[^"]*)"', response.content.decode())
    assert (response["Content-Type"], response["Cache-Control"]) == (
        "text/javascript; charset=utf-8",
        "no-cache",
    )
    # The last two are looked for in what somebody chose to keep.
    assert kept == ["/offline/", *COPY, *(f"/static/{name}" for name in FILES), "/static/", "/kept.json"]
    assert "cache.put" not in response.content.decode()


def test_the_service_worker_changes_with_the_page_and_its_files(client, settings, monkeypatch):
    first = client.get("/service-worker.js").content
    again = client.get("/service-worker.js").content
    monkeypatch.setattr("hscp.site.offline.static", lambda name: static(name) + "?changed")
    other_files = client.get("/service-worker.js").content
    monkeypatch.undo()
    settings.HSCP_EMERGENCY_NUMBERS = [{"name": "Help", "number": "01632 960999", "note": "At once"}]
    other_page = client.get("/service-worker.js").content

    assert again == first
    assert len({first, other_files, other_page}) == 3
