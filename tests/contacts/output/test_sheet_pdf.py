"""The local contacts sheet as PDF: the same contacts and facts as its page, on paper for the wall."""

import datetime

import pytest
from django.urls import reverse

from contacts.enums import ForWhom
from contacts.models import Pathway
from contacts.output.sheet import sheet_document
from hscp.documents import cache
from hscp.documents.cache import get_or_make
from hscp.documents.compiler import CannotCompile
from hscp.records.page_notes import UNCHECKED_WORDS
from hscp.records.redirects import keep_old_address
from hscp.records.state import State
from hscp.web.selections import Selection
from tests.documents.pdf_checks import gate, links_of, texts_of
from tests.factories import make_contact_point, make_opening_hours, make_pathway

pytestmark = pytest.mark.django_db
TITLE = "Local safeguarding contacts"
HOSTILE = [
    "x" * 300,
    "שלום עולם " * 20,
    "Help 😀👩‍👩‍👧 王小明",
    '#read("/etc/passwd")',
    "<script>alert(1)</script> $x^2$ *b*",
]


@pytest.fixture
def pdf(client):
    """Return a function that asks for the PDF with the contacts of these addresses."""

    def ask(*slugs):
        return client.get(reverse("contacts:sheet_pdf"), {"contact": slugs})

    return ask


def make_whole_pathway(**fields):
    """Make a pathway with a purpose, a number with hours, an email and notes."""
    purpose = "Tell them about a person who works with children and may have harmed a child."
    pathway = make_pathway(**({"purpose": purpose, "for_professionals": True} | fields))
    point = make_contact_point(
        pathway, label="Advice line", value="01962 876364", note="Ask for the duty officer."
    )
    for weekday in range(1, 6):
        make_opening_hours(point, weekday)
    make_contact_point(pathway, kind="email", value="duty.team@example.gov.uk", label="Duty team", order=1)
    return pathway


def document_of(*pathways):
    return sheet_document(Selection(records=list(pathways)))


def test_the_pdf_says_what_the_records_say(pdf):
    pathway = make_whole_pathway(title="Designated officer (LADO)", slug="lado")
    make_contact_point(
        pathway, label="Night line", value="0300 555 1373", out_of_hours=True, for_whom=ForWhom.PROFESSIONALS
    )
    make_pathway(title="Other", slug="other")

    response = pdf("lado")

    [text] = texts_of(response.content)
    gate(response.content, TITLE)
    assert response["Content-Type"] == "application/pdf"
    assert 'filename="contacts-sheet.pdf"' in response["Content-Disposition"]
    assert (
        "Designated officer (LADO) Tell them about a person who works with children and may have harmed a child. "
        "For the public and professionals. In office hours Advice line 01962 876364 "
        "Monday to Friday, 9am to 5pm. Closed on bank holidays Ask for the duty officer. "
        "Duty team duty.team@example.gov.uk Out of office hours Night line (for professionals) 0300 555 1373"
    ) in text
    assert text.count(UNCHECKED_WORDS) == 1
    assert "Other" not in text


def test_the_emergency_numbers_and_lines_to_fill_in_come_before_the_contacts(settings):
    found = get_or_make(document_of(make_whole_pathway(title="LADO")))

    [text] = texts_of(found.content)
    words = [
        *(f"{entry['name']} {entry['number']} {entry['note']}" for entry in settings.HSCP_EMERGENCY_NUMBERS),
        "In our setting Designated safeguarding lead Name Phone Deputy safeguarding lead Name Phone",
        "Who to contact LADO",
        "Numbers change.",
    ]
    places = [text.index(each) for each in words]
    assert places == sorted(places)


def test_every_number_can_be_called_and_the_sheet_be_opened_from_the_file(settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    pathway = make_whole_pathway(slug="lado")

    links = links_of(get_or_make(document_of(pathway)).content)

    assert links == {
        *(f"tel:{''.join(entry['number'].split())}" for entry in settings.HSCP_EMERGENCY_NUMBERS),
        "tel:01962876364",
        "mailto:duty.team@example.gov.uk",
        "https://portal.example.org/contacts/lado/",
        "https://portal.example.org/contacts/sheet/?contact=lado",
    }


@pytest.mark.parametrize(("number", "most"), [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (9, 2)])
def test_six_contacts_fit_on_one_page_and_nine_on_two(number, most):
    found = get_or_make(document_of(*(make_whole_pathway() for _ in range(number))))

    assert found.fit["pages"] <= most
    assert found.warnings == []


def test_the_contacts_are_read_in_the_editors_order():
    pathways = [
        make_whole_pathway(title=f"Contact {letter}", order=place) for place, letter in enumerate("ABCDE")
    ]
    make_contact_point(pathways[0], label="Second", order=2)

    [text] = texts_of(get_or_make(document_of(*pathways)).content)

    places = [text.index(pathway.title) for pathway in pathways]
    assert places == sorted(places)


def test_a_contact_without_numbers_says_so():
    pathway = make_pathway(title="Advice")
    make_contact_point(pathway, kind="form", value="", label="Request form")

    [text] = texts_of(get_or_make(document_of(pathway)).content)

    assert "Advice For the public. We do not have a number or address for this contact yet." in text
    assert "Request form" not in text


def test_each_number_shows_its_own_check_if_they_differ():
    pathway = make_pathway()
    make_contact_point(pathway, verified_on=datetime.date(2026, 11, 3))
    make_contact_point(pathway, value="01962 845000", order=1)

    [text] = texts_of(get_or_make(document_of(pathway)).content)

    assert "01962 876364 Hours not known here Checked on 3 November 2026" in text
    assert text.count("Checked on") == text.count(UNCHECKED_WORDS) == 1


def test_what_could_not_be_found_is_reported_without_the_words_of_the_address(pdf):
    make_pathway(slug="lado")
    make_pathway(title="Secret title", slug="drafted", state=State.DRAFT)

    [text] = texts_of(pdf("lado", "drafted", "call-0900-123", "Call 0900!", "a\x00b", "b" * 10_000).content)

    assert (
        "Left out of this sheet. The link asks for 2 contacts that are not on this site, or no longer are. "
        "3 parts of the link could not be read."
    ) in text
    assert [words for words in ("0900", "drafted", "Secret", "bbbb") if words in text] == []


def test_a_renamed_contact_is_found_by_its_old_address(pdf):
    pathway = make_pathway(title="New name", slug="new-name")
    keep_old_address("/contacts/old-name/", pathway.get_absolute_url())

    [text] = texts_of(pdf("old-name").content)

    assert "New name" in text
    assert "Left out" not in text


@pytest.mark.parametrize("query", ["", "?contact=gone-away", "?contact=%00&contact=" + "a" * 10_000])
def test_an_address_without_a_contact_leads_to_the_form(client, query):
    make_pathway(slug="lado")

    response = client.get(reverse("contacts:sheet_pdf") + query)

    assert (response.status_code, response["Location"]) == (302, reverse("contacts:sheet") + query)
    assert client.get(response["Location"]).status_code == 200


def test_a_selection_too_long_for_a_code_shows_the_address_alone():
    pathways = [make_pathway(slug=f"{'long-' * 20}{number}") for number in range(9)]
    document = document_of(*pathways)

    text = " ".join(texts_of(get_or_make(document).content)).replace("/ ", "/")

    assert document.data["code"] == ""
    assert "To see them as they are today, choose the same contacts at localhost:8000/contacts/sheet/" in text


@pytest.mark.parametrize("words", HOSTILE)
def test_anything_typed_is_set_as_text(words):
    pathway = make_pathway(title=words[:200], purpose=words)
    make_contact_point(pathway, label=words[:200], note=words)

    found = get_or_make(document_of(pathway, make_whole_pathway()))

    gate(found.content, TITLE)
    assert found.fit["pages"] == 1


def test_a_contact_that_no_page_holds_runs_on_and_loses_nothing():
    pathway = make_pathway(title="Many")
    for number in range(60):
        make_contact_point(pathway, label=f"Line {number}.", value=f"01962 8763{number:02}", order=number)

    found = get_or_make(document_of(pathway, make_whole_pathway(title="After it")))

    gate(found.content, TITLE)
    pages = texts_of(found.content)
    text = " ".join(pages)
    # What runs off the foot of a page is still read out of the file.
    assert [place for place, each in enumerate(pages) if each.count("Line ") > 30] == []
    assert [number for number in range(60) if f"Line {number}. 01962 8763{number:02}" not in text] == []
    assert "After it" in text


def test_the_page_says_so_where_the_pdf_cannot_be_made(pdf, monkeypatch):
    make_pathway(title="LADO", slug="lado")

    def refuse(document):
        raise CannotCompile("no")

    monkeypatch.setattr(cache, "get_or_make", refuse)

    response = pdf("lado")

    assert response.status_code == 503
    assert "<h1" in response.content.decode()
    assert "LADO" in response.content.decode()


def test_the_page_links_to_its_pdf_and_says_its_size_once_it_was_made(client, pdf, settings, tmp_path):
    settings.HSCP_DOCUMENTS = tmp_path
    make_pathway(slug="lado")
    make_pathway(slug="other", order=1)
    query = "?contact=lado&contact=other"
    link = 'href="/contacts/sheet.pdf?contact=lado&amp;contact=other">The sheet for the wall (PDF'

    before = client.get(reverse("contacts:sheet") + query).content.decode()
    size = round(len(pdf("lado", "other").content) / 1000)
    after = client.get(reverse("contacts:sheet") + query).content.decode()
    of_another = client.get(reverse("contacts:sheet") + "?contact=lado").content.decode()

    assert f"{link})" in before
    assert f"{link}, {size}\xa0kB)" in after
    assert "The sheet for the wall (PDF)" in of_another


@pytest.mark.parametrize("number", [1, 30])
def test_the_pdf_makes_the_same_queries_for_one_contact_and_for_thirty(
    pdf, django_assert_num_queries, number
):
    slugs = []
    for _ in range(number):
        pathway = make_pathway()
        make_opening_hours(make_contact_point(pathway), weekday=1)
        slugs.append(pathway.slug)

    # Contacts, numbers, hours; one more for names that are unknown.
    with django_assert_num_queries(5):
        response = pdf(*slugs, *(f"gone-{place}" for place in range(number)))

    assert response["Content-Type"] == "application/pdf"
    assert Pathway.objects.count() == number


def test_a_text_line_says_that_it_is_one_and_a_card_what_to_do_if_nobody_answers():
    pathway = make_pathway(when_closed="Call 999 if a child is in danger.")
    make_contact_point(pathway, kind="text", value="85258")

    [text] = texts_of(get_or_make(document_of(pathway)).content)

    assert "Text 85258" in text
    assert "If nobody answers: Call 999 if a child is in danger." in text
