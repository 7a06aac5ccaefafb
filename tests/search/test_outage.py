"""Search while the database is away: what this host knew of it, with a line that says as of when, and without a query."""

import os
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hscp.database.outage import DATABASE_AWAY, DATABASE_SLOW
from hscp.page_cache.ready import do_while_slow
from hscp.records.state import State
from hscp.search.index.documents import refresh, refresh_all
from hscp.search.models import CrisisAnswer, CrisisCard, SearchDocument
from hscp.search.query import engine as engine_module
from hscp.search.views.records import read_contacts_beforehand
from tests.factories import make_contact_point, make_pathway, make_resource

pytestmark = pytest.mark.django_db(transaction=True)
LINE = "Shown as of "


@pytest.fixture(autouse=True)
def own_directory(index_directory):
    """An index of the test's own."""


def ask(client, words, route="site:search", **more):
    """Search with the database there."""
    return client.get(reverse(route), {"q": words}, **more)


@pytest.fixture
def away(client, django_assert_num_queries):
    """Return a function that searches with the database away, and fails if anything asks it."""

    def search(words, route="site:search"):
        with django_assert_num_queries(0):
            return ask(client, words, route, **{DATABASE_AWAY: True})

    return search


def publish(title, **fields):
    record = make_resource(title=title, **fields)
    refresh(record)
    return record


def test_results_are_as_search_last_knew_them_with_a_line(client, away):
    record = publish("Marmalade", summary="Of oranges")
    publish("Lemon marmalade", state=State.DRAFT)
    before = ask(client, "marmalade").content.decode()

    found = away("marmalade")
    page = found.content.decode()

    assert found.status_code == 200
    assert (LINE in before, LINE in page) == (False, True)
    assert page.index(LINE) < page.index("<main ")
    assert [card["url"] for card in found.context["cards"]] == [record.get_absolute_url()]
    assert found["Cache-Control"] == "private, no-store"


def test_it_says_when_search_last_knew_all_records(client, away, time_machine):
    publish("Marmalade")
    time_machine.move_to("2026-07-01T20:40:00+00:00", tick=False)
    ask(client, "marmalade")
    time_machine.shift(timedelta(hours=3))

    assert "Shown as of 21:40 on 1 July" in away("marmalade").content.decode()


def test_what_has_expired_meanwhile_is_not_found_and_what_begins_is(client, away, time_machine):
    now = timezone.now()
    publish("Marmalade that ends", expire_at=now + timedelta(hours=1))
    publish("Marmalade that begins", publish_at=now + timedelta(hours=1))
    ask(client, "marmalade")

    before = [card["title"] for card in away("marmalade").context["cards"]]
    time_machine.move_to(now + timedelta(hours=2))
    after = [card["title"] for card in away("marmalade").context["cards"]]

    assert (before, after) == (["Marmalade that ends"], ["Marmalade that begins"])


@pytest.mark.parametrize("route", ["site:search", "search:api_search", "search:api_suggest"])
def test_nothing_older_than_a_day_is_shown(client, away, time_machine, route):
    publish("Marmalade")
    ask(client, "marmalade")
    now = timezone.now()

    time_machine.move_to(now + timedelta(hours=23))
    shown = away("marmalade", route)
    time_machine.move_to(now + timedelta(hours=25))
    refused = away("marmalade", route)

    assert (shown.status_code, refused.status_code, refused["Retry-After"]) == (200, 503, "30")


def test_a_process_that_starts_meanwhile_knows_from_the_disk_when_that_was(client, away, index_directory):
    publish("Marmalade")
    ask(client, "marmalade")
    [checked] = index_directory.glob("checked-*")
    an_hour_ago = time.time() - 3600
    os.utime(checked, (an_hour_ago, an_hour_ago))
    engine_module._engines.clear()

    found = away("marmalade")

    assert [card["title"] for card in found.context["cards"]] == ["Marmalade"]
    assert abs(found.context["as_of"].timestamp() - an_hour_ago) < 1


def test_what_another_process_has_learnt_since_is_shown(client, away, index_directory):
    publish("Marmalade")
    ask(client, "marmalade")
    publish("Lemon marmalade")
    engine_module.Engine(index_directory).snapshot()

    assert len(away("marmalade").context["cards"]) == 2


def test_without_an_index_it_is_not_available(away):
    assert away("marmalade").status_code == 503


def test_an_index_that_is_damaged_meanwhile_is_not_shown_as_empty(client, away, index_directory):
    publish("Marmalade")
    ask(client, "marmalade")
    engine_module._engines.clear()
    for path in index_directory.glob("index-*/*"):
        path.write_bytes(b"x")

    assert away("marmalade").status_code == 503


def crisis_card():
    line = make_pathway(title="Harbour line")
    make_contact_point(line, value="01962 000001")
    refresh(line)
    card = CrisisCard.objects.create(name="Storm", words="fell in the sea")
    CrisisAnswer.objects.create(card=card, document=SearchDocument.objects.get(title="Harbour line"))
    refresh(card)
    refresh_all()
    return line


def test_the_contacts_of_crises_are_shown_with_their_numbers_before_anybody_asked(client, away):
    crisis_card()
    read_contacts_beforehand()

    page = away("he fell in the sea").content.decode()

    assert "Get help now" in page
    assert "01962 000001" in page


def test_contacts_that_nobody_has_read_are_links(client, away):
    line = crisis_card()
    ask(client, "nothing of this")

    page = away("he fell in the sea").content.decode()

    assert f'Then read: <a class="govuk-link" href="{line.get_absolute_url()}">Harbour line</a>' in page
    assert "01962 000001" not in page


def test_a_contact_that_has_been_withdrawn_is_forgotten(client, away):
    line = crisis_card()
    read_contacts_beforehand()
    line.state = State.ARCHIVED
    line.save()
    read_contacts_beforehand()
    ask(client, "nothing of this")

    assert "01962 000001" not in away("he fell in the sea").content.decode()


def test_a_contact_that_a_search_has_shown_is_known(client, away):
    crisis_card()
    ask(client, "who do I call about harbour")

    assert "01962 000001" in away("harbour line").content.decode()


def test_programs_are_told_as_of_when(client, away):
    publish("Marmalade")
    now = ask(client, "marmalade", "search:api_search").json()

    then = away("marmalade", "search:api_search").json()

    assert (now["as_of"], now["total"], then["total"]) == (None, 1, 1)
    assert then["as_of"] is not None
    assert away("marm", "search:api_suggest").json()["suggestions"][0]["text"] == "Marmalade"


def test_the_box_is_there_without_words(client, away):
    publish("Marmalade")
    ask(client, "marmalade")

    assert away("").status_code == 200


def test_no_search_is_counted(client, away, monkeypatch):
    publish("Marmalade")
    ask(client, "marmalade")
    monkeypatch.setattr("hscp.search.popular_searches.count", lambda results: 1 / 0)

    assert away("marmalade").status_code == 200


def test_while_the_database_is_slow_contacts_that_are_known_are_not_read(client, django_assert_num_queries):
    crisis_card()
    read_contacts_beforehand()
    ask(client, "nothing of this")

    with django_assert_num_queries(0):
        page = ask(client, "he fell in the sea", **{DATABASE_SLOW: True}).content.decode()

    assert ("01962 000001" in page, LINE in page, "slow to reach" in page) == (True, True, True)


def test_while_it_is_slow_contacts_that_are_not_known_are_read(client):
    crisis_card()

    page = ask(client, "he fell in the sea", **{DATABASE_SLOW: True}).content.decode()

    assert ("01962 000001" in page, LINE in page) == (True, False)


def test_while_it_is_slow_what_search_knew_some_seconds_ago_is_not_asked_for(
    client, django_assert_num_queries, time_machine
):
    publish("Marmalade")
    ask(client, "marmalade")
    publish("Lemon marmalade")
    now = timezone.now()

    with django_assert_num_queries(0):
        lately = ask(client, "marmalade", **{DATABASE_SLOW: True}).context
    time_machine.move_to(now + timedelta(seconds=6))
    later = ask(client, "marmalade", **{DATABASE_SLOW: True}).context

    assert [(len(each["cards"]), each["as_of"]) for each in (lately, later)] == [(1, None), (2, None)]


def test_a_thread_brings_search_up_to_date_while_the_database_is_slow(client):
    publish("Marmalade")
    ask(client, "marmalade")
    publish("Lemon marmalade")

    do_while_slow()

    assert len(ask(client, "marmalade", **{DATABASE_SLOW: True}).context["cards"]) == 2
