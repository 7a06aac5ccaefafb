"""What people searched for is counted, and nothing is stored below five."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, OperationalError

from hscp.search import popular_searches
from hscp.search.index.documents import refresh
from hscp.search.models import SearchCount
from hscp.search.query.find import search
from tests.factories import make_resource

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


def search_for(text, times):
    for _ in range(times):
        popular_searches.count(search(text))


def counts():
    return list(SearchCount.objects.values_list("term", "count", "found_nothing"))


def test_four_searches_leave_no_word_anywhere():
    search_for("Jane Doe bruises", 4)

    assert counts() == []
    assert not any(b"jane" in value.lower() for value in cache._cache.values())
    assert not any("jane" in key.lower() for key in cache._cache)


def test_words_are_kept_from_five_times_upwards_in_steps_of_five():
    search_for("Marmalade!", 7)
    assert counts() == [("marmalade", 5, True)]

    search_for("  MARMALADE ", 3)

    assert counts() == [("marmalade", 10, True)]


def test_words_that_find_something_are_distinguished():
    refresh(make_resource(title="Marmalade"))

    search_for("marmalade", 5)

    assert counts() == [("marmalade", 5, False)]


@pytest.mark.parametrize(
    "text",
    [
        "someone@example.org",
        "call me on 01962 876364",
        "bruises at SO23 8UJ",
        "case 20261121",
        "a very long story of a child that should not be kept",
        "x" * 80,
        "",
    ],
)
def test_what_may_be_personal_is_not_counted(text):
    search_for(text, 5)

    assert counts() == []


def test_a_count_below_five_cannot_be_stored():
    with pytest.raises(IntegrityError):
        SearchCount.objects.create(day="2026-01-01", term="marmalade", count=4)


def test_a_search_is_answered_though_it_cannot_be_counted(monkeypatch, caplog):
    def away(**fields):
        raise OperationalError("away")

    monkeypatch.setattr(SearchCount.objects, "get_or_create", away)

    search_for("marmalade", 5)

    assert "marmalade" not in caplog.text
