"""Contact pathways as readers see them: their pages, and the one card that shows them everywhere else."""

import datetime
import re

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils.html import strip_tags

from contacts.enums import ForWhom
from contacts.models import ContactChange
from contacts.numbers.verification import propose, values_of
from contacts.output.cards import OFFICE_HOURS, OUT_OF_HOURS
from contacts.views.pathways import PathwayDetail
from hscp.records.page_notes import UNCHECKED_WORDS
from hscp.records.state import State
from hscp.search.index.documents import refresh, refresh_all
from tests.factories import (
    make_contact_point,
    make_opening_hours,
    make_pathway,
    make_pathway_step,
    make_process,
    make_resource,
    make_situation,
    make_theme,
    make_threshold_level,
    make_user,
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
        time_needed="About an hour.",
        timescale="Within a day.",
        what_happens_next="<p>They call.</p>",
        area="hampshire",
        minimum_age=5,
        maximum_age=18,
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
        "About an hour.",
        "Within a day.",
        "They call.",
        "<dd>Hampshire</dd>",
        "<dd>Ages 5 to 18</dd>",
    ):
        assert text in page
    assert "The public, professionals" in page
    assert page.index("First.") < page.index("Second.")


def test_contact_points_are_grouped_by_whom_they_are_for(client):
    pathway = make_pathway()
    made = {
        whom: make_contact_point(pathway, for_whom=whom, label=whom.label, order=number)
        for number, whom in enumerate(reversed(ForWhom))
    }

    groups = client.get(pathway.get_absolute_url()).context["point_groups"]

    assert groups == [(whom.label, [("", [made[whom]])]) for whom in ForWhom]


def test_what_nobody_can_use_yet_comes_last_and_is_no_number_of_anybodys(client):
    pathway = make_pathway()
    make_contact_point(pathway, kind="form", value="", label="Form", note="Takes an hour.", order=1)
    line = make_contact_point(pathway, order=2)
    for_public = make_contact_point(pathway, for_whom="public", order=4)
    make_contact_point(pathway, kind="web", value="", label="Site", for_whom="professionals", order=5)

    response = client.get(pathway.get_absolute_url())

    assert response.context["point_groups"] == [
        ("Everyone", [("", [line])]),
        ("The public", [("", [for_public])]),
    ]
    words = " ".join(strip_tags(response.content.decode()).split())
    assert "There is also Form Takes an hour. Site for professionals" in words


def make_pathway_with_an_out_of_hours_line():
    """Return a pathway with an office, an out of hours team and 999, and these three points."""
    pathway = make_pathway()
    office = make_contact_point(pathway, label="Office", order=1)
    team = make_contact_point(pathway, label="Team", value="01962 111222", out_of_hours=True, order=2)
    always = make_contact_point(
        pathway, label="Emergency", value="999", out_of_hours=True, bank_holidays="usual", order=3
    )
    make_opening_hours(office, 1)
    make_opening_hours(team, 1, "17:00", "09:00")
    for day in range(1, 8):
        make_opening_hours(always, day, "00:00", "00:00")
    return pathway, [office, team, always]


def test_numbers_for_office_hours_and_for_other_times_have_headings(client):
    pathway, (office, team, always) = make_pathway_with_an_out_of_hours_line()

    response = client.get(pathway.get_absolute_url())

    assert response.context["point_groups"] == [
        ("Everyone", [("", [always]), (OFFICE_HOURS, [office]), (OUT_OF_HOURS, [team])])
    ]
    assert f">{OUT_OF_HOURS}</h3>" in response.content.decode()


def test_without_a_number_for_other_times_there_are_no_headings(client):
    pathway, (office, team, always) = make_pathway_with_an_out_of_hours_line()
    team.delete()

    response = client.get(pathway.get_absolute_url())

    assert response.context["point_groups"] == [("Everyone", [("", [always, office])])]
    assert OFFICE_HOURS not in response.content.decode()


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


FIRST, LATER = datetime.date(2026, 11, 3), datetime.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("days", "dates", "complete"),
    [
        ([FIRST, FIRST], ["3 November 2026"], True),
        ([LATER, FIRST], ["1 December 2026", "3 November 2026"], True),
        ([FIRST, None], ["3 November 2026"], False),
        ([None, None], [], False),
    ],
)
def test_numbers_say_when_they_were_checked_and_the_page_that_some_were_not(client, days, dates, complete):
    pathway = make_pathway()
    for order, day in enumerate(days):
        make_contact_point(pathway, verified_on=day, order=order)

    refresh_all()
    for page in (page_of(client, pathway), client.get(reverse("contacts:pathway_list")).content.decode()):
        assert re.findall(r"Checked on (\d+ \w+ \d+)", page) == dates
        assert page.count(UNCHECKED_WORDS) == (not complete)


def test_a_link_that_is_not_known_yet_need_not_be_checked(client):
    pathway = make_pathway()
    make_contact_point(pathway, verified_on=FIRST)
    make_contact_point(pathway, kind="form", value="")

    assert "Checked on 3 November 2026." in page_of(client, pathway)


def test_a_pathway_without_a_number_does_not_mention_checks(client):
    pathway = make_pathway()
    make_contact_point(pathway, kind="form", value="")

    page = page_of(client, pathway)

    assert UNCHECKED_WORDS not in page
    assert "portal-contact__checked" not in page


def test_a_pathway_says_where_it_is_used(client):
    pathway, theme, process = make_pathway(), make_theme(), make_process()
    put_in_pack(theme, pathway)
    process.pathways.add(pathway)
    level, resource, situation = make_threshold_level(number=3), make_resource(), make_situation()
    level.pathways.add(pathway)
    pathway.resources.add(resource)
    situation.pathways.add(pathway)

    context = client.get(pathway.get_absolute_url()).context

    assert [list(context[name]) for name in ("themes", "processes", "levels", "resources", "situations")] == [
        [theme],
        [process],
        [level],
        [resource],
        [situation],
    ]


def test_a_pathway_leads_to_nothing_that_is_not_live(client):
    pathway = make_pathway()
    drafts = [
        make(title="Withheld", state=State.DRAFT) for make in (make_theme, make_process, make_situation)
    ]
    put_in_pack(drafts[0], pathway)
    for record in drafts[1:]:
        record.pathways.add(pathway)
    pathway.resources.add(make_resource(title="Withheld", state=State.DRAFT))
    make_threshold_level(title="Withheld", number=1, state=State.DRAFT).pathways.add(pathway)

    assert "Withheld" not in page_of(client, pathway)


def make_used_everywhere(**fields):
    """Return a pathway that every kind of page shows, its contact point, and the addresses of these pages."""
    pathway, theme, process, situation = (
        make_pathway(urgency="same_day", for_young_people=True, **fields),
        make_theme(),
        make_process(),
        make_situation(),
    )
    point = make_contact_point(pathway, value="01962 876364")
    make_opening_hours(point, 1)
    put_in_pack(theme, pathway)
    process.pathways.add(pathway)
    situation.pathways.add(pathway)
    refresh_all()
    return (
        pathway,
        point,
        [
            theme.get_absolute_url(),
            process.get_absolute_url(),
            situation.get_absolute_url(),
            reverse("site:home"),
            reverse("site:report_a_concern"),
            reverse("site:parents_and_carers"),
            reverse("site:children_and_young_people"),
            reverse("site:search") + "?q=phone+number",
            reverse("contacts:pathway_list"),
        ],
    )


def cards_of(client, addresses):
    """Return the first contact card of each address."""
    cards = {}
    for address in addresses:
        page = client.get(address).content.decode()
        start = page.index('<article class="portal-contact')
        card = " ".join(page[start : page.index("</article>", start)].split())
        # How deep its heading is depends on the page.
        cards[address] = re.sub(r"(</?h)\d", r"\1", card)
    return cards


def test_one_card_shows_a_contact_wherever_it_appears(client):
    # What is for every worry stands under "who answers now" on some pages, in a list instead of a card.
    pathway, _, addresses = make_used_everywhere(case="Is it about a teacher?")
    lists = [
        reverse("site:home"),
        reverse("site:parents_and_carers"),
        reverse("site:children_and_young_people"),
        pathway.situations.get().get_absolute_url(),
    ]
    with_cards = [address for address in addresses if address not in lists]

    cards = cards_of(client, with_cards)

    [card] = set(cards.values())
    assert 'href="tel:01962876364"' in card
    assert "Monday, 9am to 5pm" in card
    assert "unchecked" not in card
    assert f'href="{pathway.get_absolute_url()}">When to use it, when not to, and how' in card


def test_a_number_that_is_changed_once_changes_everywhere(client):
    pathway, point, addresses = make_used_everywhere()
    addresses = [*addresses, pathway.get_absolute_url(), reverse("site:brochure")]

    point.value = "01962 111222"
    point.save()
    refresh(pathway)

    pages = {address: client.get(address).content.decode() for address in addresses}
    numbers = {
        address: ("tel:01962111222" in page, "01962 876364" in page) for address, page in pages.items()
    }
    assert numbers == dict.fromkeys(addresses, (True, False))


def test_pathways_are_listed_in_the_editors_order_and_filtered_by_who_may_use_them(client):
    make_pathway(title="Z", order=1)
    make_pathway(title="A", order=2, for_professionals=True)
    make_pathway(title="B", order=3, for_public=False, for_professionals=True)
    make_pathway(title="C", order=4, for_public=False, for_young_people=True)
    address = reverse("contacts:pathway_list")

    refresh_all()
    everyone = client.get(address)
    some = client.get(address, {"for_whom": ["professionals", "young_people"]})

    assert [pathway.title for pathway in everyone.context["page_obj"]] == ["Z", "A", "B", "C"]
    assert [pathway.title for pathway in some.context["page_obj"]] == ["A", "B", "C"]
    widget = everyone.context["filter"].form.fields["for_whom"].widget
    assert widget.counts == {"public": 2, "professionals": 2, "young_people": 1}


def test_a_preview_shows_a_pathway_in_any_state_and_says_so():
    pathway = make_pathway(state=State.DRAFT)

    assert "State: draft." in preview_of(pathway)


def preview_of(pathway):
    response = PathwayDetail.as_view(preview=True)(RequestFactory().get("/"), slug=pathway.slug)
    return response.render().content.decode()


def test_only_the_preview_shows_the_changes_that_wait(client):
    pathway = make_pathway()
    point = make_contact_point(pathway, value="01962 876364")
    make_opening_hours(point, 1)
    by = make_user(first_name="Ada", last_name="Lovelace")
    values = values_of(point) | {"value": "01962 111222"}

    propose(pathway=pathway, action=ContactChange.Action.CHANGE, by=by, point=point, values=values)

    preview, page = preview_of(pathway), page_of(client, pathway)
    change = preview[preview.index('<section class="portal-preview') :]
    change = change[: change.index("</section>")]
    for text in (
        "Changes waiting for a second person",
        "<dt>Now</dt>",
        "<dd>01962 876364</dd>",
        "<dt>After confirmation</dt>",
        "<dd>01962 111222</dd>",
        "<dd>Monday, 9am to 5pm</dd>",
        str(by),
    ):
        assert text in change
    assert ("01962 111222" in page, "second person" in page) == (False, False)


def test_the_preview_of_a_pathway_without_changes_does_not_mention_them():
    assert "second person" not in preview_of(make_pathway())


def test_the_list_leads_to_the_guided_path_and_the_contacts_sheet(client):
    page = client.get(reverse("contacts:pathway_list")).content.decode()

    assert [f'href="{reverse(name)}"' in page for name in ("contacts:find", "contacts:sheet")] == [True, True]


def test_a_sensitive_pathway_has_exit_this_page(client):
    assert "Exit this page" in page_of(client, make_pathway(sensitive=True))
    assert "Exit this page" not in page_of(client, make_pathway())
