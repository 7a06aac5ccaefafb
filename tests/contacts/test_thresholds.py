"""The page of the levels of need: from what a practitioner sees to a level, and from there to whom to contact."""

import re

import pytest
from django.urls import reverse

from contacts.enums import Domain
from hscp.records.state import State
from tests.factories import (
    make_contact_point,
    make_opening_hours,
    make_pathway,
    make_threshold_indicator,
    make_threshold_level,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    """Return a function that reads the page: the part between the main landmarks."""

    def read():
        content = client.get(reverse("contacts:threshold_list")).content.decode()
        return content[content.index("<main") : content.index("</main>")]

    return read


def part(page, start, end):
    begin = page.index(start)
    return page[begin : page.index(end, begin)]


def test_a_level_says_all_that_it_holds_under_its_own_anchor(page):
    level = make_threshold_level(
        title="Early Help",
        number=2,
        description="<p>Extra support.</p>",
        examples="<p>A hard time.</p>",
        services="<p>Youth support.</p>",
        led_by="One everyday service.",
        what_to_do="<p>Ask the family.</p>",
    )
    make_threshold_indicator(level, text="Seems low.")

    section = part(page(), 'id="level-2"', "</section>")

    texts = re.findall(
        r"Level 2: Early Help|Extra support\.|Ask the family\.|One everyday service\.|Youth support\."
        r"|A hard time\.|Seems low\.",
        section,
    )
    assert texts == [
        "Level 2: Early Help",
        "Extra support.",
        "Ask the family.",
        "One everyday service.",
        "Youth support.",
        "A hard time.",
        "Seems low.",
    ]
    assert level.get_absolute_url() == "/thresholds/#level-2"


def test_what_is_seen_is_grouped_by_domain_and_leads_to_its_level(page):
    first, fourth = make_threshold_level(title="One", number=1), make_threshold_level(title="Four", number=4)
    make_threshold_indicator(fourth, text="Has an injury.", domain=Domain.CHILD)
    make_threshold_indicator(first, text="Knows whom to ask.", domain=Domain.PARENTS, order=2)
    make_threshold_indicator(first, text="Gives warmth.", domain=Domain.PARENTS, order=1)

    seen = part(page(), 'id="see"', "</section>")

    assert re.findall(
        r'<h3[^>]*>(.*?)</h3>|href="(#level-\d)"|<li>(.*?)</li>|>(No example given\.)<', seen
    ) == [
        ("The child’s development", "", "", ""),
        ("", "#level-1", "", ""),
        ("", "", "", "No example given."),
        ("", "#level-4", "", ""),
        ("", "", "Has an injury.", ""),
        ("Parents and carers", "", "", ""),
        ("", "#level-1", "", ""),
        ("", "", "Gives warmth.", ""),
        ("", "", "Knows whom to ask.", ""),
        ("", "#level-4", "", ""),
        ("", "", "", "No example given."),
    ]


def test_a_level_leads_to_the_card_of_its_contact_with_number_and_hours(page):
    level, pathway = make_threshold_level(number=4), make_pathway(title="Report a concern")
    make_opening_hours(make_contact_point(pathway, value="0300 555 1384"), weekday=1)
    level.pathways.add(pathway)

    card = part(page(), '<article class="portal-contact', "</article>")

    assert 'href="tel:03005551384"' in card
    assert "Monday, 9am to 5pm" in card


def test_the_emergency_number_comes_first_and_the_highest_level_counts(page):
    level = make_threshold_level(number=1)
    make_threshold_indicator(level)

    text = page()

    places = [
        text.index(words)
        for words in (
            'href="tel:999"',
            "the highest one counts",
            "Your professional judgement and the partnership’s Thresholds Chart decide.",
            f'href="{reverse("site:report_a_concern")}"',
            "Misses school.",
        )
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_the_public_sees_neither_a_level_nor_its_indicators_until_it_is_live(page, state):
    make_threshold_indicator(make_threshold_level(title="Hidden", number=3, state=state), text="Hidden too.")
    shown, pathway = make_threshold_level(number=1), make_pathway(title="Hidden contact", state=state)
    shown.pathways.add(pathway)

    text = page()

    assert "Hidden" not in text
    assert "This level has no contact yet." in text
    assert "No examples are listed yet." in text


def test_without_a_level_the_page_leads_to_reporting_a_concern(page):
    text = page()

    assert "No level has been published yet" in text
    assert "What do you see?" not in text
    assert f'href="{reverse("site:report_a_concern")}"' in text


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_makes_the_same_queries_for_one_indicator_and_for_thirty(
    client, django_assert_num_queries, number
):
    for level in (make_threshold_level(number=1), make_threshold_level(number=4)):
        for _ in range(number):
            make_threshold_indicator(level)
            pathway = make_pathway()
            make_opening_hours(make_contact_point(pathway), weekday=1)
            level.pathways.add(pathway)
    url = reverse("contacts:threshold_list")

    # Levels, indicators, pathways, numbers, hours.
    with django_assert_num_queries(7):
        client.get(url)
