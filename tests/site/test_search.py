"""The search box: what it finds, in which order, and what it says when there is nothing."""

import pytest
from django.urls import reverse

from tests.factories import (
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
)

pytestmark = pytest.mark.django_db


def search(client, text, **more):
    return client.get(reverse("site:search"), {"q": text, **more})


def test_every_kind_of_record_is_found(client):
    made = [
        make_pathway(title="Lighthouse"),
        make_theme(aliases="Lighthouse"),
        make_process(summary="A lighthouse"),
        make_threshold_level(title="Lighthouse", number=1),
        make_toolkit(summary="LIGHTHOUSE"),
        make_resource(aliases="The lighthouse"),
        make_course(title="Lighthouse"),
        make_term(explanation="A lighthouse"),
    ]

    groups = search(client, "lighthouse").context["groups"]

    assert [group.records for group in groups] == [[record] for record in made]


def test_every_word_must_be_there_in_any_field(client):
    both = make_toolkit(title="Children’s play", summary="At the lighthouse")
    make_toolkit(title="Lighthouse")

    groups = search(client, "lighthouse PLAY").context["groups"]

    assert [group.records for group in groups] == [[both]]


@pytest.mark.parametrize(
    "text", ["Child-on-Child & Adult", "child on child and adult", "child-on-child adult’s"]
)
def test_punctuation_and_joining_words_do_not_matter(client, text):
    found = make_toolkit(title="Child on child, & adults")

    assert search(client, text).context["groups"][0].records == [found]


def test_titles_that_hold_the_words_come_first(client):
    make_resource(title="A", summary="lighthouse")
    first = make_resource(title="Lighthouse")

    [group] = search(client, "lighthouse").context["groups"]

    assert group.records[0] == first


def test_the_number_of_results_is_said(client):
    make_toolkit(title="Lighthouse")
    make_term(title="Lighthouse")

    assert (
        "<strong>2 results</strong>. Each holds every word" in search(client, "lighthouse").content.decode()
    )


def test_a_kind_with_many_results_shows_five_and_leads_to_its_list(client):
    for _ in range(7):
        make_resource(summary="lighthouse")

    [group] = search(client, "lighthouse").context["groups"]
    listed = client.get(group.see_all).context["page_obj"].paginator.count

    assert (len(group.records), group.total, listed) == (5, 7, 7)


def test_a_kind_without_a_filtered_list_shows_all_its_results_on_the_search_page(client):
    for _ in range(7):
        make_term(explanation="lighthouse")
    make_toolkit(title="Lighthouse")

    groups = search(client, "lighthouse").context["groups"]
    [terms] = client.get(groups[-1].see_all).context["groups"]

    assert (len(groups[-1].records), len(terms.records)) == (5, 7)


def test_a_search_that_finds_nothing_offers_contacts_and_the_emergency_numbers(client):
    pathway = make_pathway()

    page = search(client, "lighthouse").content.decode()

    assert "Nothing found" in page
    assert pathway.title in page
    assert 'href="tel:08088005000"' in page


def test_no_words_show_the_box_alone(client):
    make_pathway()

    context = search(client, "   ").context

    assert (context["text"], context["groups"], list(context["pathways"])) == ("", [], [])


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "a\x00b",
        "%",
        "_",
        "'; DROP TABLE x; --",
        "&",
        "\\",
        "\ud7ff\ufffe",
        "x" * 100_000,
        "a " * 5_000,
    ],
)
def test_hostile_words_find_nothing_and_break_nothing(client, text):
    make_toolkit(title="Lighthouse")

    response = search(client, text)

    assert (response.status_code, response.context["total"]) == (200, 0)


def test_an_unknown_kind_is_as_if_none_were_given(client):
    make_toolkit(title="Lighthouse")

    assert search(client, "lighthouse", kind="\x00").context["total"] == 1


def test_what_was_typed_is_shown_as_text(client):
    page = search(client, '"><script>alert(1)</script>').content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
