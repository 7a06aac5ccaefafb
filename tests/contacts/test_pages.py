"""Contact pathways and threshold levels as readers see them."""

import datetime

import pytest
from django.test import RequestFactory
from django.urls import reverse

from contacts.models import ForWhom
from contacts.views import PathwayDetail
from hscp.publishing import State
from tests.factories import (
    make_contact_point,
    make_opening_hours,
    make_pathway,
    make_pathway_step,
    make_process,
    make_theme,
    make_threshold_level,
    put_in_pack,
)

pytestmark = pytest.mark.django_db


def page_of(client, record):
    return client.get(record.get_absolute_url()).content.decode()


def test_a_pathway_shows_everything_it_holds(client):
    pathway = make_pathway(
        purpose="What it is for.",
        when_to_use="<p>Use it so.</p>",
        when_not_to_use="<p>Not so.</p>",
        have_ready="<p>The name.</p>",
        timescale="Within a day.",
        what_happens_next="<p>They call.</p>",
        area="hampshire",
        for_professionals=True,
    )
    make_pathway_step(pathway, "<p>Second.</p>", order=2)
    make_pathway_step(pathway, "<p>First.</p>", order=1)

    page = page_of(client, pathway)

    for text in (
        "What it is for.",
        "Use it so.",
        "Not so.",
        "The name.",
        "Within a day.",
        "They call.",
        "Hampshire",
    ):
        assert text in page
    assert "The public, professionals" in page
    assert page.index("First.") < page.index("Second.")


def test_contact_points_stand_by_whom_they_are_for(client):
    pathway = make_pathway()
    made = {
        whom: make_contact_point(pathway, for_whom=whom, label=whom.label, order=number)
        for number, whom in enumerate(reversed(ForWhom))
    }

    groups = client.get(pathway.get_absolute_url()).context["point_groups"]

    assert groups == [(whom.label, [made[whom]]) for whom in ForWhom]


def test_a_number_can_be_rung_an_address_written_to_and_a_form_opened(client):
    pathway = make_pathway()
    make_contact_point(pathway, kind="phone", value="0300 304 0050")
    make_contact_point(pathway, kind="email", value="help@example.org")
    make_contact_point(pathway, kind="form", value="https://forms.example.org/refer", label="Refer")
    make_contact_point(pathway, kind="post", value="The Castle\nWinchester")

    page = page_of(client, pathway)

    assert 'href="tel:03003040050">0300 304 0050</a>' in page
    assert 'href="mailto:help@example.org">help@example.org</a>' in page
    assert 'href="https://forms.example.org/refer" rel="noreferrer">Online form</a>' in page
    assert "forms.example.org)" in page
    assert "The Castle<br>Winchester" in page


def test_a_form_whose_address_is_not_known_says_so(client):
    pathway = make_pathway()
    make_contact_point(pathway, kind="form", value="", label="Referral form")

    page = page_of(client, pathway)

    assert "Referral form" in page
    assert "Link not yet available" in page
    assert 'href=""' not in page


def test_what_an_editor_must_confirm_is_not_shown(client):
    pathway = make_pathway()
    make_contact_point(pathway, to_verify="Ask the service about this")

    assert "Ask the service" not in page_of(client, pathway)
    assert "Ask the service" not in client.get(reverse("contacts:pathway_list")).content.decode()


def test_hours_are_shown_in_words(client):
    pathway = make_pathway()
    point = make_contact_point(pathway)
    for day in range(1, 6):
        make_opening_hours(point, day, "09:00", "14:00")

    assert "Monday to Friday, 9am to 2pm" in page_of(client, pathway)


@pytest.mark.parametrize(
    ("verified_on", "words"),
    [
        (datetime.date(2026, 11, 3), "Details last checked on 3 November 2026."),
        (None, "Nobody has checked these details for this portal yet."),
    ],
)
def test_a_pathway_says_when_its_details_were_checked(client, verified_on, words):
    assert words in page_of(client, make_pathway(verified_on=verified_on))


def test_a_pathway_says_where_it_is_used(client):
    pathway, theme, process = make_pathway(), make_theme(), make_process()
    put_in_pack(theme, pathway)
    process.pathways.add(pathway)
    level = make_threshold_level(number=3)
    level.pathways.add(pathway)

    context = client.get(pathway.get_absolute_url()).context

    assert [list(context[name]) for name in ("themes", "processes", "levels")] == [
        [theme],
        [process],
        [level],
    ]


def test_one_card_shows_a_contact_wherever_it_stands(client):
    pathway, theme, process = make_pathway(urgency="same_day"), make_theme(), make_process()
    make_opening_hours(make_contact_point(pathway, value="01962 876364"), 1)
    put_in_pack(theme, pathway)
    process.pathways.add(pathway)
    addresses = [
        theme.get_absolute_url(),
        process.get_absolute_url(),
        reverse("site:report_a_concern"),
        reverse("contacts:pathway_list"),
    ]

    cards = set()
    for address in addresses:
        page = client.get(address).content.decode()
        start = page.index('<article class="portal-contact')
        cards.add(" ".join(page[start : page.index("</article>", start)].split()))

    [card] = cards
    assert 'href="tel:01962876364"' in card
    assert "Monday, 9am to 5pm" in card


def test_pathways_are_listed_in_the_editors_order_and_filtered_by_who_may_use_them(client):
    make_pathway(title="Z", order=1)
    make_pathway(title="A", order=2, for_professionals=True)
    make_pathway(title="B", order=3, for_public=False, for_professionals=True)
    make_pathway(title="C", order=4, for_public=False, for_young_people=True)
    address = reverse("contacts:pathway_list")

    everyone = client.get(address)
    some = client.get(address, {"for_whom": ["professionals", "young_people"]})

    assert [pathway.title for pathway in everyone.context["page_obj"]] == ["Z", "A", "B", "C"]
    assert [pathway.title for pathway in some.context["page_obj"]] == ["A", "B", "C"]
    widget = everyone.context["filter"].form.fields["for_whom"].widget
    assert widget.counts == {"public": 2, "professionals": 2, "young_people": 1}


def test_the_levels_stand_in_order_each_with_its_anchor(client):
    make_threshold_level(title="Second", number=2, what_to_do="<p>Do this.</p>")
    first = make_threshold_level(title="First", number=1)
    pathway = make_pathway()
    first.pathways.add(pathway)

    page = client.get(reverse("contacts:threshold_list")).content.decode()

    assert page.index('id="level-1"') < page.index('id="level-2"')
    assert "Level 1: First" in page
    assert "<p>Do this.</p>" in page
    assert f'href="{pathway.get_absolute_url()}"' in page
    assert first.get_absolute_url() == "/thresholds/#level-1"


def test_a_preview_shows_a_pathway_in_any_state_and_says_so():
    pathway = make_pathway(state=State.DRAFT)

    response = PathwayDetail.as_view(preview=True)(RequestFactory().get("/"), slug=pathway.slug)

    assert "State: draft." in response.render().content.decode()


def test_a_sensitive_pathway_has_the_way_off_the_page(client):
    assert "Exit this page" in page_of(client, make_pathway(sensitive=True))
    assert "Exit this page" not in page_of(client, make_pathway())
