"""The pages for those who run other sites: every example runs as it is shown."""

import contextlib
import html
import io
import json
import re
import urllib.request
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from hscp.api.open_data import LICENCE
from hscp.brochure.models import ImportRun, ImportState
from hscp.site.updates.feeds import ListFeed
from hscp.site.urls import urlpatterns as site_urls
from tests.factories import make_contact_point, make_course, make_pathway, make_session, make_theme
from tests.site.updates.test_pages import make_update

pytestmark = pytest.mark.django_db


def shown_examples(client):
    """Return [(language, code)] as the page shows them."""
    found = re.findall(
        r'<pre[^>]* data-example="(\w+)">(.*?)</pre>', client.get("/developers/").text, re.DOTALL
    )
    return [(language, html.unescape(code)) for language, code in found]


def test_the_footer_leads_to_the_page(client):
    footer = client.get("/").text.partition('aria-label="About this site"')[2]

    assert 'href="/developers/"' in footer
    assert 'href="/open-data/"' in footer


def test_every_example_runs_as_it_is_shown(client, settings, monkeypatch):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    pathway = make_pathway(title="Childline", slug="childline")
    make_contact_point(pathway, value="0800 1111")
    make_session(make_course(title="A course"))
    make_update(make_theme(title="Neglect"), major=True)
    printed = []

    def ask(url):
        assert url.startswith("https://portal.example.org/")
        response = client.get(url.removeprefix("https://portal.example.org"))
        assert response.status_code == 200
        return contextlib.closing(io.BytesIO(response.content))

    monkeypatch.setattr(urllib.request, "urlopen", ask)
    answers = []
    for language, code in shown_examples(client):
        if language == "Shell":
            [url] = re.fullmatch(r"curl '([^']+)'", code).groups()
            with ask(url) as answer:
                answers.append((urlsplit(url).path, answer.read().decode()))
        elif language == "Python":
            with contextlib.redirect_stdout(io.StringIO()) as told:
                exec(code, {})  # noqa: S102 (it is what this page says)
            printed.append(told.getvalue())

    assert [language for language, _ in shown_examples(client)] == ["HTML", *["Shell"] * 8, *["Python"] * 2]
    [feed, numbers] = printed
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}\S* Neglect: new indicator chart\n", feed)
    assert numbers == "Childline\n+44 800 1111\n"
    assert [path for path, _ in answers] == [
        "/api/v1/sessions/",
        "/api/v1/pathways/",
        "/api/v1/toolkits/",
        "/api/v1/themes/",
        "/api/v1/removed/",
        "/api/v1/updates/",
        "/api/v1/search/",
        "/training/dates.ics",
    ]
    assert json.loads(answers[0][1])["results"][0]["title"] == "A course"
    assert json.loads(answers[1][1])["results"][0]["name"] == "Childline"
    assert json.loads(answers[5][1])["results"][0]["words"] == "new indicator chart"
    assert "SUMMARY:A course" in answers[7][1]


def test_the_page_names_every_feed_with_its_list(client):
    page = client.get("/developers/").text
    named = re.findall(r'href="([^"]+)">[^<]+</a></th><td[^>]*><a class="govuk-link" href="([^"]+)"', page)
    routes = [
        each for each in site_urls if issubclass(getattr(each.callback, "view_class", object), ListFeed)
    ]

    assert sorted(feed for _, feed in named) == sorted(reverse(f"site:{each.name}") for each in routes)
    for page, feed in named:
        assert client.get(page).status_code == 200
        assert client.get(feed)["Content-Type"].startswith("application/atom+xml")


def test_the_page_stands_without_a_contact_and_without_a_mailbox(client):
    assert [language for language, _ in shown_examples(client)] == [*["Shell"] * 8, "Python"]


def test_open_data_lists_the_files_of_the_last_night(client, settings, tmp_path):
    settings.HSCP_OPEN_DATA = tmp_path
    ImportRun.objects.create(
        file_name="a", sha256="b", text="c", plan={}, state=ImportState.APPLIED, decided_at=timezone.now()
    )
    empty = client.get("/open-data/").text
    manifest = {
        "made_at": "2026-11-30T02:30:00+00:00",
        "licence": LICENCE,
        "files": [
            {
                "name": "themes.csv",
                "kind": "themes",
                "format": "CSV",
                "rows": 12,
                "bytes": 2048,
                "sha256": "0" * 64,
            }
        ],
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))

    page = client.get("/open-data/").text

    assert ("No files have been made yet" in empty, LICENCE["name"] in empty) == (True, True)
    assert f"{timezone.localdate():%-d %B %Y}" in empty
    assert 'href="/open-data/themes.csv">themes.csv</a>' in page
    assert 'href="/open-data/licence.txt"' in page
    assert ("2.0\xa0KB" in page, "30 November 2026, 02:30" in page) == (True,) * 2


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_broken_list_of_files_is_none(client, settings, tmp_path, text):
    settings.HSCP_OPEN_DATA = tmp_path
    (tmp_path / "manifest.json").write_text(text)

    assert "No files have been made yet" in client.get("/open-data/").text


def test_the_pages_cost_a_fixed_number_of_queries(client, django_assert_num_queries):
    for address, queries in (("/developers/", 1), ("/open-data/", 1), ("/about/", 0), ("/contact-us/", 0)):
        with django_assert_num_queries(queries):
            client.get(address)
