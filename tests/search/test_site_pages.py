"""The pages that are no records are found as records are: by what people call them, and never twice."""

import pytest
from django.urls import reverse

from hscp.search.index.documents import drift, refresh_all
from hscp.search.models import SearchDocument
from hscp.search.query.find import search, suggest
from hscp.site.search import PAGES
from tests.factories import make_theme

pytestmark = [pytest.mark.django_db, pytest.mark.with_pages]


@pytest.mark.parametrize(
    "words",
    [
        "disclosure",
        "child has told me",
        "a child told me something",
        "what do I say",
        "pupil told me",
        "child disclosed abuse",
        "Disclosures",
        "responding to a disclosure",
    ],
)
def test_what_to_do_when_a_child_tells_is_found_first(words):
    make_theme(title="Child Sexual Abuse", introduction="<p>What a child may say of abuse.</p>")
    refresh_all()

    assert search(words).hits[0].url == reverse("site:told_me")


def test_words_to_find_a_page_by_are_not_shown():
    refresh_all()

    [posters] = [hit for hit in search("notice board").hits if hit.title == "Posters and packs to print"]
    [marked] = [hit for hit in search("waiting room").hits if hit.title == "Posters and packs to print"]

    words = "The posters and the pack of every theme, to print for a staff room or a waiting room."
    assert "".join(text for text, _ in posters.snippet) == words
    assert {text for text, is_match in marked.snippet if is_match} == {"waiting", "room"}


def test_how_to_hide_a_visit_is_found():
    refresh_all()

    assert search("delete my history").hits[0].url == reverse("site:safety")
    assert suggest("hide")[0].text == "Hide your visit"


def test_each_page_has_one_document_that_is_kept_right():
    refresh_all()

    assert refresh_all() == 0
    assert list(drift()) == []
    assert SearchDocument.objects.filter(kind=PAGES.kind).count() == len(PAGES.pages)


def test_a_page_that_the_site_no_longer_has_is_not_found(monkeypatch):
    refresh_all()
    monkeypatch.delitem(PAGES.pages, 2)

    assert [each.what for each in drift()] == ["left over"]
    refresh_all()
    assert search("delete my history").total == 0


def test_the_search_page_shows_it(client):
    refresh_all()

    page = client.get(reverse("site:search"), {"q": "disclosure"}).text

    assert f'href="{reverse("site:told_me")}"' in page[page.index("<main") :]
    assert "Guidance" in page
