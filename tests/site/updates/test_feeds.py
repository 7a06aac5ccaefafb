"""The Atom feeds, read back by a library of its own: feedparser."""

import re
from datetime import datetime, timedelta

import feedparser
import pytest
import time_machine
from django.urls import resolve, reverse
from django.utils import timezone

from hscp.records.publishing import change_state
from hscp.records.state import State
from hscp.search.index.documents import refresh, refresh_all
from hscp.updates.enums import Change
from hscp.updates.models import Update
from hscp.web.page_sizes import IN_FEEDS
from resources.models import Toolkit
from tests.factories import make_course, make_resource, make_session, make_theme, make_toolkit
from tests.site.updates.test_pages import make_update

pytestmark = pytest.mark.django_db
FEEDS = {
    "site:updates_feed": "/updates/",
    "site:theme_feed": "/themes/",
    "site:toolkit_feed": "/toolkits/",
    "site:resource_feed": "/resources/",
    "site:course_feed": "/training/",
    "site:session_feed": "/training/dates/",
}
TAG = re.compile(r"tag:localhost,2026-12-01:[a-z]+/\d+")


@pytest.fixture
def one_of_each():
    theme = make_theme(title="Neglect & “abuse”", slug="neglect")
    toolkit = make_toolkit(title="Toolkit <one>")
    theme.toolkits.add(toolkit)
    make_resource()
    make_session(make_course(title="Course one"))
    refresh_all()
    make_update(theme, facets=[("theme", "neglect")])


def read(client, address):
    response = client.get(address)
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize("name", FEEDS)
def test_each_feed_is_read_by_another_library(client, one_of_each, name):
    feed = read(client, reverse(name))

    assert feed.version == "atom10"
    assert feed.feed.title.startswith("HSCP Safeguarding Portal: ")
    assert feed.feed.updated_parsed
    assert [entry for entry in feed.entries if not (entry.updated_parsed and TAG.fullmatch(entry.id))] == []
    assert len(feed.entries) == 1


@pytest.mark.parametrize(("name", "page"), FEEDS.items())
def test_each_list_names_its_feed(client, one_of_each, name, page):
    text = client.get(page).text

    assert 'rel="alternate" type="application/atom+xml" title="' in text
    assert f'href="{reverse(name)}"' in text
    assert "Follow this list in a feed reader" in text


def test_a_list_names_the_feed_of_what_is_chosen(client, one_of_each):
    assert 'href="/toolkits/feed/?theme=neglect"' in client.get("/toolkits/?theme=neglect&page=1").text


def test_a_feed_has_the_filters_of_its_list(client, one_of_each):
    make_toolkit(title="Of no theme")
    refresh_all()

    feed = read(client, "/toolkits/feed/?theme=neglect")

    assert [entry.title for entry in feed.entries] == ["Toolkit <one>"]
    assert feed.feed.link == "http://localhost:8000/toolkits/?theme=neglect"
    assert read(client, "/updates/feed/?theme=other").entries != []
    assert read(client, "/updates/feed/?kind=toolkit").entries == []


def test_what_appears_later_is_new_from_then_on(client):
    now = timezone.now()
    for number in range(IN_FEEDS):
        make_toolkit(title=f"Toolkit {number}")
    long_ago = {name: now - timedelta(days=30) for name in ("created_at", "updated_at")}
    later, drafted = (
        make_toolkit(title="Later", state=State.DRAFT),
        make_toolkit(title="Drafted", state=State.DRAFT),
    )
    Toolkit.objects.update(**long_ago)
    at = now + timedelta(days=3)
    Toolkit.objects.filter(pk=later.pk).update(publish_at=at)
    change_state(
        queryset=Toolkit.objects.filter(pk__in=[later.pk, drafted.pk]), state=State.PUBLISHED, by=None
    )

    Toolkit.objects.filter(pk=later.pk).update(**long_ago)
    assert "Later" not in client.get("/toolkits/feed/").text
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        first, second = read(client, "/toolkits/feed/").entries[:2]

    assert (first.title, second.title) == ("Later", "Drafted")
    assert first.published == first.updated == at.isoformat()
    assert datetime.fromisoformat(second.published) >= now


def test_words_narrow_a_feed(client, one_of_each):
    make_toolkit(title="Marmalade")
    refresh_all()

    assert [entry.title for entry in read(client, "/toolkits/feed/?q=marmalade").entries] == ["Marmalade"]


def test_an_entry_keeps_its_id_under_another_address(client, one_of_each):
    toolkit = make_toolkit()
    refresh(toolkit)
    before = {entry.id for entry in read(client, "/toolkits/feed/").entries}
    toolkit.slug, toolkit.title = "another-address", "Another title"
    toolkit.save()

    assert {entry.id for entry in read(client, "/toolkits/feed/").entries} == before


def test_a_line_reads_as_on_the_page(client, one_of_each):
    [entry] = read(client, "/updates/feed/").entries

    assert entry.title == "Neglect & “abuse”: new indicator chart"
    assert re.fullmatch(r"http://localhost:8000/updates/\d+/", entry.link)


def test_a_line_that_was_reworded_is_the_same_entry_with_another_time(client, one_of_each):
    [before] = read(client, "/updates/feed/").entries
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        line = Update.objects.get()
        line.words = "a chart of signs"
        line.save()
        [after] = read(client, "/updates/feed/").entries

    assert after.id == before.id
    assert after.published == before.published
    assert after.updated_parsed > before.updated_parsed


def test_feeds_say_nothing_of_what_is_sensitive(client):
    theme = make_theme(title="Hidden subject", slug="hidden-slug", sensitive=True)
    toolkit = make_toolkit(title="Hidden toolkit", slug="hidden-toolkit", summary="Hidden words")
    theme.toolkits.add(toolkit)
    course = make_course(title="Hidden course", slug="hidden-course")
    theme.courses.add(course)
    make_session(course)
    refresh_all()
    make_update(theme, "hidden line")

    for name in FEEDS:
        text = client.get(reverse(name)).text
        assert "idden" not in text, name
        assert ("<entry>" in text) == (name != "site:resource_feed")


def test_a_feed_of_a_sensitive_theme_is_not_stored(client):
    theme = make_theme(slug="abuse", sensitive=True)
    make_update(theme, facets=[("theme", "abuse")])

    assert client.get("/updates/feed/?theme=abuse")["Cache-Control"] == "no-store"
    assert client.get("/updates/feed/")["Cache-Control"] == "public, max-age=900"


@pytest.mark.parametrize("name", FEEDS)
def test_a_reader_that_has_a_feed_is_not_sent_it_again(client, one_of_each, name):
    first = client.get(reverse(name))

    again = client.get(reverse(name), headers={"If-None-Match": first["ETag"]})

    assert first["Last-Modified"]
    assert (again.status_code, again.content) == (304, b"")


def test_a_feed_that_lost_an_entry_is_sent_again(client, one_of_each):
    make_update(make_theme(), "another line", change=Change.TEXT)
    first = client.get("/updates/feed/")
    Update.objects.filter(words="another line").update(silenced=True)

    second = client.get("/updates/feed/", headers={"If-None-Match": first["ETag"]})

    assert second.status_code == 200
    assert "another line" not in second.text


def test_an_empty_feed_is_the_same_each_time(client):
    assert client.get("/updates/feed/")["ETag"] == client.get("/updates/feed/")["ETag"]


def test_what_xml_cannot_hold_is_left_out_of_titles(client):
    odd = "".join(chr(code) for code in (*range(1, 32), 127, 0x85, 0x2028, 0xFFFE))
    toolkit = make_toolkit(title=f"One{odd}two \U0001f600 <b>&", summary=f"A{odd}b")
    theme = make_theme()
    refresh_all()
    make_update(theme, f"new{odd}words")

    [entry] = read(client, "/toolkits/feed/").entries
    assert (entry.title, entry.summary) == ("One two \U0001f600 <b>&", "A b")
    [line] = read(client, "/updates/feed/").entries
    assert line.title == f"{theme.title}: new words"
    assert toolkit.get_absolute_url() in entry.link


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_feeds_are_only_read(client, method):
    assert getattr(client, method)("/updates/feed/").status_code == 405


def test_a_feed_has_no_pages(client, one_of_each):
    assert all("page" not in resolve(reverse(name)).func.view_class.cache_policy().by for name in FEEDS)
    assert client.get("/updates/feed/?page=2").content == client.get("/updates/feed/").content


def test_feeds_name_nobody(client, one_of_each):
    text = client.get("/updates/feed/").text

    assert re.findall(r"<name>(.*?)</name>", text) == ["Hampshire Safeguarding Children Partnership"]
    assert "@" not in text


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("site:updates_feed", 4),
        ("site:theme_feed", 3),
        ("site:toolkit_feed", 5),
        ("site:session_feed", 6),
    ],
)
def test_queries_of_feeds(client, django_assert_num_queries, number, name, queries):
    for _ in range(number):
        theme = make_theme()
        make_toolkit()
        make_session(make_course(), starts_at=timezone.now() + timedelta(days=3))
        make_update(theme)
    refresh_all()
    client.get(reverse(name))

    with django_assert_num_queries(queries):
        client.get(reverse(name))
