"""The local contacts sheet: what its address chooses, and what the sheet shows."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.enums import ForWhom
from hscp.records.page_notes import UNCHECKED_WORDS
from hscp.records.redirects import keep_old_address
from hscp.records.state import State
from hscp.web.qr_codes import qr_svg
from tests.factories import make_contact_point, make_opening_hours, make_pathway

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(client):
    """Return a function that asks for the sheet with the contacts of these addresses; `make` as the button sends it."""

    def ask(*slugs, make=False):
        return client.get(
            reverse("contacts:sheet"), {"contact": slugs, **({"make": "sheet"} if make else {})}
        )

    return ask


def chosen(response):
    return [pathway.title for pathway in response.context["choice"].records]


def ticked(response):
    return re.findall(r'value="([\w-]+)"[^>]* checked', response.content.decode())


def paper(response):
    """Return what the sheet shows as one line of text, without the page around it."""
    content = response.content.decode()
    start = content.index('<div class="portal-sheet">')
    text = re.sub(r"<[^>]+>", " ", content.replace("<wbr>", "")[start : content.index('id="choose"')])
    return " ".join(text.split())


def test_the_form_offers_every_live_contact_in_groups(sheet):
    make_pathway(title="Public", slug="public", for_professionals=True)
    make_pathway(title="Staff", slug="staff", for_public=False, for_professionals=True)
    make_pathway(title="Young", slug="young", for_public=False, for_young_people=True)
    make_pathway(title="Draft", state=State.DRAFT)

    response = sheet()

    assert response.context["form"].fields["contact"].choices == [
        ("Open to the public", [("public", "Public")]),
        ("For professionals only", [("staff", "Staff")]),
        ("For children and young people", [("young", "Young")]),
    ]
    assert "entries" not in response.context
    assert response.context["form"].errors == {}


def test_a_group_without_a_contact_is_left_out(sheet):
    make_pathway(title="Public", slug="public")

    response = sheet()

    assert response.context["form"].fields["contact"].choices == [
        ("Open to the public", [("public", "Public")])
    ]


def test_sending_the_form_without_a_tick_is_an_error_and_merely_opening_the_page_is_none(sheet):
    make_pathway(slug="lado")

    opened, sent = sheet(), sheet(make=True)

    assert "There is a problem" not in opened.content.decode()
    assert sent.context["form"].error_summary == [
        {"text": "Choose at least one contact for the sheet", "href": "#id_contact_0_0"}
    ]
    assert 'id="id_contact_0_0"' in sent.content.decode()
    assert "<title>Error: Make a local contacts sheet" in sent.content.decode()


def test_the_address_holds_the_selection_in_the_editors_order(sheet):
    make_pathway(title="Second", slug="second", order=2)
    make_pathway(title="First", slug="first", order=1)
    make_pathway(title="Third", slug="third", order=3)

    response = sheet("third", "first", "first", make=True)

    assert chosen(response) == ["First", "Third"]
    assert ticked(response) == ["first", "third"]
    assert "Local safeguarding contacts" in response.content.decode()


def test_the_link_to_all_contacts_puts_each_on_the_sheet(client):
    make_pathway(title="First", slug="first", order=1)
    make_pathway(title="Second", slug="second", order=2)
    address = client.get(reverse("contacts:sheet")).context["all_address"]

    assert chosen(client.get(address)) == ["First", "Second"]


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_a_contact_that_is_not_live_is_named_and_its_numbers_are_not_shown(sheet, state):
    make_pathway(slug="lado")
    make_contact_point(
        make_pathway(title="Secret title", slug="gone-away", state=state), value="01962 845000"
    )

    response = sheet("lado", "gone-away", "never-was")

    page = response.content.decode()
    assert response.context["choice"].gone == ["gone-away", "never-was"]
    assert "<li>gone-away</li>" in page
    assert "01962 845000" not in page
    assert "Secret title" not in page


def test_an_address_of_gone_contacts_alone_names_them_and_shows_the_form(sheet):
    make_pathway(slug="lado")

    response = sheet("gone-away")

    page = response.content.decode()
    assert "<li>gone-away</li>" in page
    assert "entries" not in response.context
    assert "There is a problem" not in page


@pytest.mark.parametrize("words", ["Call 0900 123", "<b>x</b>", "a\x00b", "", "a" * 121])
def test_words_that_name_no_contact_are_counted_and_not_shown_back(sheet, words):
    make_pathway(slug="lado")

    response = sheet("lado", words)

    assert (response.context["choice"].gone, response.context["choice"].unreadable) == ([], 1)
    assert "1 part of the link could not be read." in response.content.decode()
    assert not words or words not in response.content.decode()


def test_a_renamed_contact_is_found_by_its_old_address(sheet):
    pathway = make_pathway(title="New name", slug="new-name")
    keep_old_address("/contacts/old-name/", pathway.get_absolute_url())

    response = sheet("old-name")

    assert chosen(response) == ["New name"]
    assert response.context["choice"].gone == []
    assert ticked(response) == ["new-name"]


def test_the_paper_shows_each_number_with_whom_it_is_for_and_its_hours(sheet):
    pathway = make_pathway(
        title="LADO", slug="lado", purpose="About people who work with children.", for_professionals=True
    )
    point = make_contact_point(
        pathway, label="Office", value="01962 876364", for_whom=ForWhom.PROFESSIONALS, note="Ask for duty."
    )
    for weekday in range(1, 6):
        make_opening_hours(point, weekday)
    make_contact_point(pathway, kind="email", value="help@example.org", label="", order=1)

    text = paper(sheet("lado"))

    assert (
        "LADO About people who work with children. For the public and professionals. "
        "Office (for professionals): 01962 876364 Monday to Friday, 9am to 5pm. Closed on bank holidays. Ask for duty. "
        "Email: help@example.org"
    ) in text
    assert text.count(UNCHECKED_WORDS) == 1
    assert "Open now" not in text
    assert "Closed, opens" not in text


def test_a_number_does_not_repeat_whom_the_whole_contact_is_for(sheet):
    pathway = make_pathway(slug="camhs", for_public=False, for_professionals=True)
    make_contact_point(pathway, label="Line", for_whom=ForWhom.PROFESSIONALS)

    text = paper(sheet("camhs"))

    assert "For professionals. Line: 01962 876364" in text


def test_a_form_without_an_address_is_of_no_use_on_paper(sheet):
    pathway = make_pathway(slug="lado")
    make_contact_point(pathway, kind="form", value="", label="Notification form")

    text = paper(sheet("lado"))

    assert "Notification form" not in text
    assert "We do not have a number or address for this contact yet." in text


def test_the_paper_says_when_details_were_checked(sheet):
    checked, partly = make_pathway(title="Checked", slug="a", order=1), make_pathway(slug="b", order=2)
    for pathway in (checked, partly):
        make_contact_point(pathway, verified_on=datetime.date(2026, 11, 3))
    make_contact_point(partly, order=1)

    all_of_one, some_of_other = paper(sheet("a")), paper(sheet("b"))

    said = re.compile(f"Checked on 3 November 2026|{re.escape(UNCHECKED_WORDS)}")
    assert said.findall(all_of_one) == ["Checked on 3 November 2026"]
    assert said.findall(some_of_other) == ["Checked on 3 November 2026", UNCHECKED_WORDS]


def test_the_date_is_todays_in_london(sheet, monkeypatch):
    make_pathway(slug="lado")
    # An hour before midnight in UTC it is already the next day in London in summer.
    moment = datetime.datetime(2026, 6, 30, 23, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)

    page = sheet("lado").content.decode()

    assert set(re.findall(r"Correct on ([\w ]+)", page)) == {"1 July 2026"}


def test_the_emergency_number_and_lines_to_fill_in_come_before_the_contacts(sheet):
    make_pathway(title="LADO", slug="lado")

    text = paper(sheet("lado"))

    places = [
        text.index(words)
        for words in ("999", "Designated safeguarding lead", "Deputy safeguarding lead", "LADO")
    ]
    assert places == sorted(places)


def test_the_page_asks_for_nothing_about_a_person(sheet):
    make_pathway(slug="lado")

    page = sheet("lado").content.decode()

    form = page[page.index('id="choose"') : page.index("</main>")]
    assert set(re.findall(r'<input type="(\w+)" name="(\w+)"', form)) == {("checkbox", "contact")}
    assert "<textarea" not in form


def test_the_code_leads_to_the_sheet_itself(sheet):
    make_pathway(slug="second", order=2)
    make_pathway(slug="first", order=1)

    response = sheet("second", "gone-away", "first", make=True)

    address = "http://testserver/contacts/sheet/?contact=first&contact=second"
    assert response.context["qr"] == qr_svg(address) != ""
    assert "testserver/contacts/sheet/" in paper(response)
    assert (
        'role="img" aria-label="QR code that leads to this sheet on this site"' in response.content.decode()
    )


def test_a_selection_too_long_for_a_code_shows_the_address_alone(sheet):
    slugs = [make_pathway(slug=f"{'long-' * 20}{number}").slug for number in range(9)]

    response = sheet(*slugs)

    assert response.context["qr"] == ""
    assert "portal-qr" not in response.content.decode()
    assert (
        "See this sheet as it is today at testserver/contacts/sheet/ and choose the same contacts."
        in paper(response)
    )


def test_without_any_contact_the_page_says_so(sheet):
    page = sheet().content.decode()

    assert "No contact has been published yet" in page
    assert "<form" not in page[page.index('id="choose"') :]


@pytest.mark.parametrize("number", [1, 30])
def test_the_sheet_makes_the_same_queries_for_one_contact_and_for_thirty(
    sheet, django_assert_num_queries, number
):
    slugs = []
    for _ in range(number):
        pathway = make_pathway()
        make_opening_hours(make_contact_point(pathway), weekday=1)
        slugs.append(pathway.slug)

    # Pathways, the themes of sensitive ones, numbers, hours; one more for names that are unknown.
    with django_assert_num_queries(5):
        sheet(*slugs)
    with django_assert_num_queries(6):
        sheet(*slugs, *(f"gone-{place}" for place in range(number)))
