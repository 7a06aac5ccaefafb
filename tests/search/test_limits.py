"""How much of a process searches may take, and what the others are told meanwhile."""

import threading

import pytest
from django.urls import reverse

from hscp.search.index.documents import refresh, refresh_all
from hscp.search.models import CrisisAnswer, CrisisCard, SearchDocument
from hscp.search.query import limits
from hscp.search.query.limits import AT_ONCE, TooMuch, limited
from tests.factories import make_contact_point, make_pathway, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(monkeypatch):
    """As many searches under way as there may be, which do not end soon."""
    monkeypatch.setattr(limits, "WAIT", 0)
    for _ in range(AT_ONCE):
        limits._searching.acquire()
    yield
    for _ in range(AT_ONCE):
        limits._searching.release()


def ask(client, words, route="site:search"):
    return client.get(reverse(route), {"q": words})


def test_a_search_beyond_the_limit_keeps_its_words_and_says_what_to_do(client, busy):
    make_resource(title="Marmalade")
    refresh_all()

    page = ask(client, "marmalade & toast")
    text = page.content.decode()

    assert (page.status_code, page.context["page_title"]) == (200, "Narrow your search")
    assert 'value="marmalade &amp; toast"' in text
    assert "Search again in a moment" in text
    assert page["Cache-Control"] == "private, no-store"


def test_whoever_is_in_danger_is_shown_whom_to_call_all_the_same(client, busy):
    line = make_pathway(title="Harbour line")
    make_contact_point(line, value="01962 000001")
    refresh(line)
    card = CrisisCard.objects.create(name="Storm", words="fell in the sea", emergency="Call 999.")
    CrisisAnswer.objects.create(card=card, document=SearchDocument.objects.get(title="Harbour line"))
    refresh(card)
    refresh_all()

    page = ask(client, "he fell in the sea")
    text = page.content.decode()

    assert ("Get help now" in text, "Call 999." in text, "01962 000001" in text) == (True, True, True)
    # The page can be left at once, as the results could.
    assert (page.context["sensitive"], page["Cache-Control"]) == (True, "no-store")


def test_programs_are_told_to_come_back_and_suggestions_are_none(client, busy):
    make_resource(title="Marmalade")
    refresh_all()

    refused = ask(client, "marmalade", "search:api_search")
    suggested = ask(client, "marm", "search:api_suggest")

    assert (refused.status_code, refused["Retry-After"], list(refused.json())) == (429, "1", ["error"])
    assert (suggested.status_code, suggested.json()) == (200, {"suggestions": []})


def test_the_next_search_is_answered(client, monkeypatch):
    make_resource(title="Marmalade")
    refresh_all()
    for _ in range(2 * AT_ONCE):
        with pytest.raises(TooMuch), limited():
            raise TooMuch

    assert ask(client, "marmalade").context["results"].total == 1


def test_one_search_waits_for_its_turn_and_no_more_than_one():
    entered = []

    def search():
        with limited():
            entered.append("first")

    with limited():
        with limited():
            waits = threading.Thread(target=search)
            waits.start()
            while waits.is_alive() and limits._waiting.acquire(blocking=False):
                limits._waiting.release()
            with pytest.raises(TooMuch), limited():
                pass
            before = list(entered)
        waits.join()

    assert (before, entered) == ([], ["first"])


def test_a_search_that_takes_longer_than_a_second_is_cut_off_unless_it_is_the_first(client, monkeypatch):
    make_resource(title="Marmalade")
    refresh_all()
    monkeypatch.setattr(limits, "_has_searched", threading.Event())
    monkeypatch.setattr(limits, "SECONDS", -1)

    assert "Marmalade" in ask(client, "marmalade").text
    assert ask(client, "marmalade").context["page_title"] == "Narrow your search"


def test_a_first_search_that_is_cut_off_is_not_the_last_with_more_time(client, monkeypatch):
    make_resource(title="Marmalade")
    refresh_all()
    monkeypatch.setattr(limits, "_has_searched", threading.Event())
    monkeypatch.setattr(limits, "SECONDS", -1)
    monkeypatch.setattr(limits, "FIRST_SECONDS", -1)
    ask(client, "marmalade")
    monkeypatch.setattr(limits, "FIRST_SECONDS", 60)

    assert "Marmalade" in ask(client, "marmalade").text


def test_nothing_but_searches_of_the_public_has_a_limit(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", -1)

    limits.check_time()
