"""What worries parents and carers: each situation's page, the child's age, and its search entry."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from hscp.records.remarks import ages
from hscp.records.state import State
from hscp.search.index.documents import refresh, refresh_all
from hscp.search.query.find import search
from hscp.vocabulary import AudienceGroup
from hscp.web.page_sizes import RECORDS_FOR_READERS
from tests.factories import (
    make_contact_point,
    make_course,
    make_opening_hours,
    make_pathway,
    make_publisher,
    make_resource,
    make_situation,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import Situation
from themes.situations import AGE_BANDS, band_of, live_situations
from themes.views import SituationDetail

pytestmark = pytest.mark.django_db

PARENTS = AudienceGroup.PARENTS_AND_CARERS
NOT_LIVE = {
    "draft": lambda now: {"state": State.DRAFT},
    "in review": lambda now: {"state": State.IN_REVIEW},
    "archived": lambda now: {"state": State.ARCHIVED},
    "scheduled": lambda now: {"publish_at": now + timedelta(days=1)},
    "expired": lambda now: {"expire_at": now - timedelta(seconds=1)},
}


def main_of(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


# The page of a situation


def test_a_situation_shows_999_then_what_to_do_then_whom_to_contact_then_what_helps(client):
    theme, pathway = make_theme(), make_pathway(title="The right door")
    make_contact_point(pathway, value="01962 876364")
    put_in_pack(theme, make_toolkit(title="A toolkit", audience_group=PARENTS))
    put_in_pack(theme, make_resource(title="A leaflet", audience_group=PARENTS))
    put_in_pack(theme, make_course(title="A course", audience_group=PARENTS))
    situation = make_situation(title="My child is sad", summary="In short.", advice="<p>Listen.</p>")
    situation.themes.add(theme)
    situation.pathways.add(pathway)
    make_situation(title="Another worry")

    main = main_of(client.get(situation.get_absolute_url()))

    wanted = [
        ">My child is sad</h1>",
        "In short.",
        'href="tel:999"',
        'id="advice"',
        "<p>Listen.</p>",
        'href="tel:01962876364"',
        ">The right door</a>",
        ">A toolkit</a>",
        ">A leaflet</a>",
        ">A course</a>",
        ">Another worry</a>",
    ]
    places = [main.find(text) for text in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_a_situation_is_under_the_address_of_the_route_and_has_exit_this_page(client):
    situation = make_situation(title="My child is sad", slug="my-child-is-sad")

    response = client.get("/parents-and-carers/my-child-is-sad/")

    assert situation.get_absolute_url() == "/parents-and-carers/my-child-is-sad/"
    assert response.context["sensitive"] is True
    assert "govuk-js-exit-this-page-button" in response.content.decode()


def test_a_situation_shows_parents_only_what_is_for_them_and_live(client):
    theme, hidden_theme = make_theme(), make_theme(state=State.DRAFT)
    for make in (make_toolkit, make_resource, make_course):
        put_in_pack(theme, make(title=f"Professional {make.__name__}"))
        put_in_pack(theme, make(title=f"Draft {make.__name__}", audience_group=PARENTS, state=State.DRAFT))
        put_in_pack(hidden_theme, make(title=f"Unready {make.__name__}", audience_group=PARENTS))
    situation = make_situation()
    situation.themes.add(theme, hidden_theme)
    situation.pathways.add(
        make_pathway(title="Professional door", for_public=False, for_professionals=True),
        make_pathway(title="Draft door", state=State.DRAFT),
    )
    door = make_pathway()
    make_contact_point(door, label="Professional line", for_whom="professionals")
    situation.pathways.add(door)

    main = main_of(client.get(situation.get_absolute_url()))

    assert [word for word in ("Professional", "Draft", "Unready") if word in main] == []


def test_what_two_themes_of_a_situation_hold_is_shown_once(client):
    toolkit, situation = make_toolkit(audience_group=PARENTS), make_situation()
    for theme in (make_theme(), make_theme()):
        put_in_pack(theme, toolkit)
        situation.themes.add(theme)

    context = client.get(situation.get_absolute_url()).context

    assert list(context["toolkits"]) == [toolkit]


def test_the_contents_of_a_situation_lead_to_the_parts_it_has(client):
    bare = make_situation()

    response = client.get(bare.get_absolute_url())

    assert [item["id"] for item in response.context["contents"]] == ["others"]
    assert 'id="others"' in response.content.decode()


@pytest.mark.parametrize("state", NOT_LIVE)
def test_a_situation_that_is_not_live_is_nowhere(client, state):
    shown = make_situation()
    hidden = make_situation(title="Withheld", **NOT_LIVE[state](timezone.now()))
    refresh_all()

    pages = [
        client.get(address).content.decode()
        for address in (
            reverse("site:parents_and_carers"),
            shown.get_absolute_url(),
            reverse("site:sitemap_part", args=["situation", 1]),
            f"{reverse('site:search')}?q=help",
        )
    ]

    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert [hidden.get_absolute_url() in page for page in pages] == [False] * 4


def test_the_preview_shows_a_draft_and_says_so():
    draft = make_situation(state=State.DRAFT, advice="<p>Listen.</p>")

    response = SituationDetail.as_view(preview=True)(RequestFactory().get("/"), slug=draft.slug)

    page = response.render().content.decode()
    assert "State: draft." in page
    assert "<p>Listen.</p>" in page


@pytest.mark.parametrize("number", [1, 30])
def test_a_situation_makes_the_same_queries_whatever_it_holds(client, django_assert_num_queries, number):
    situation = make_situation(advice="<p>Listen.</p>")
    for _ in range(number):
        theme, pathway = make_theme(), make_pathway()
        make_opening_hours(make_contact_point(pathway), weekday=1)
        situation.themes.add(theme)
        situation.pathways.add(pathway)
        put_in_pack(theme, make_toolkit(audience_group=PARENTS))
        put_in_pack(theme, make_resource(audience_group=PARENTS, publisher=make_publisher()))
        put_in_pack(theme, make_course(audience_group=PARENTS))
        make_situation()

    with django_assert_num_queries(11):
        response = client.get(situation.get_absolute_url())

    assert len(response.context["toolkits"]) == min(number, RECORDS_FOR_READERS)


# The child's age


def test_the_age_bands_hold_every_age_of_a_child_once():
    held = [age for band in AGE_BANDS for age in range(band.lowest, band.highest + 1)]

    assert held == list(range(19))


@pytest.mark.parametrize(
    ("lowest", "highest", "bands"),
    [
        (None, None, ["0", "1-4", "5-10", "11-15", "16-18"]),
        (0, 0, ["0"]),
        (1, None, ["1-4", "5-10", "11-15", "16-18"]),
        (None, 4, ["0", "1-4"]),
        (4, 5, ["1-4", "5-10"]),
        (10, 11, ["5-10", "11-15"]),
        (15, 15, ["11-15"]),
        (16, 18, ["16-18"]),
        (18, None, ["16-18"]),
    ],
)
def test_a_situation_is_found_under_each_band_that_its_ages_meet(lowest, highest, bands):
    make_situation(minimum_age=lowest, maximum_age=highest)

    assert [band.code for band in AGE_BANDS if live_situations(band)] == bands


def test_situations_are_in_the_editors_order_and_with_an_age_those_for_it_come_first():
    everyone = make_situation(order=1)
    teenagers = make_situation(order=3, minimum_age=11)
    children = make_situation(order=2, minimum_age=5)

    assert list(live_situations()) == [everyone, children, teenagers]
    assert list(live_situations(band_of("11-15"))) == [children, teenagers, everyone]


@pytest.mark.parametrize(
    ("lowest", "highest", "words"),
    [
        (None, None, ""),
        (0, 0, "Babies under 1"),
        (None, 0, "Babies under 1"),
        (0, 4, "Up to age 4"),
        (None, 17, "Up to age 17"),
        (3, None, "From age 3"),
        (0, None, ""),
        (5, 5, "Age 5"),
        (3, 18, "Ages 3 to 18"),
    ],
)
def test_ages_are_shown_in_words(lowest, highest, words):
    assert ages(Situation(minimum_age=lowest, maximum_age=highest)) == words


# Search


def test_search_finds_a_situation_as_help_for_parents():
    theme = make_theme(title="Boats", slug="boats")
    situation = make_situation(title="My child is afraid of water", advice="<p>Stay in the shallows.</p>")
    situation.themes.add(theme)
    refresh(situation)

    [hit] = search("shallows").hits

    assert (hit.kind, hit.kind_label, hit.url) == (
        "situation",
        "Help for parents and carers",
        situation.get_absolute_url(),
    )
    assert [choice.value for choice in hit.audiences] == ["parents_and_carers"]
    assert [choice.value for choice in hit.themes] == ["boats"]


def test_a_renamed_theme_is_renamed_in_the_search_entries_of_its_situations():
    theme, situation = make_theme(title="Boats"), make_situation(title="My child is afraid of water")
    situation.themes.add(theme)
    refresh_all()
    theme.title = "Ships"
    theme.save()

    refresh(theme)

    [hit] = search("afraid of water", filters={"kind": ["situation"]}).hits
    assert [choice.label for choice in hit.themes] == ["Ships"]


def test_a_theme_added_to_a_situation_in_the_meantime_is_found_with_it():
    theme, situation = make_theme(title="Boats"), make_situation(title="My child is afraid of water")
    refresh_all()
    situation.themes.add(theme)

    refresh(theme)

    [hit] = search("afraid of water", filters={"kind": ["situation"]}).hits
    assert [choice.label for choice in hit.themes] == ["Boats"]
