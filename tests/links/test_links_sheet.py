"""The sheet of links to fill in: every record that needs one, with its suggestion, and what filling it in decides."""

import pytest
from django.contrib.contenttypes.models import ContentType
from reversion.models import Revision

from hscp.links.enums import LinkState
from hscp.links.models import Link
from hscp.records.state import State
from resources.models import Resource, Toolkit
from tests.admin.pages import list_address
from tests.admin.spreadsheets.sheets import agree, plan_of, problems_of, records_of, upload, xlsx
from tests.factories import make_course, make_resource, make_toolkit, put_link

PAGE = "to_fill_in_spreadsheet"
HEADINGS = ["ID", "Address", "Only the parent page", "Label", "Kind of link", "Not available, because"]


def sheet(client):
    """Return the rows of the sheet, as dicts."""
    return records_of(client.get(f"{list_address(Link)}to-fill-in/xlsx/"))


def apply(client, *rows):
    return agree(client, Link, upload(client, Link, xlsx([HEADINGS, *rows]), PAGE), PAGE)


def plan(client, *rows):
    return plan_of(client, Link, [HEADINGS, *rows], PAGE)


def key(record):
    return f"{record._meta.model_name}-{record.pk}"


def shown(record):
    """Return (address, whether nobody has confirmed it) of what the public is led to."""
    record = type(record).objects.get(pk=record.pk)
    return [(each.address, each.unchecked) for each in record.links_shown]


def test_every_record_that_needs_a_link_is_in_it(editor):
    nowhere, suggested = make_toolkit(title="Neglect"), make_resource(title="A form")
    put_link(
        suggested, "https://www.example.org/form", state=LinkState.SUGGESTED, evidence="Found on a list."
    )
    done, archived = make_course(title="Done"), make_course(title="Gone", state=State.ARCHIVED)
    put_link(done)
    make_course(title="Not to be had", not_available="Ended in 2020.")

    rows = {row["ID"]: row for row in sheet(editor)}

    assert set(rows) == {key(nowhere), key(suggested)}
    assert archived.link_missing
    row = rows[key(suggested)]
    assert (row["Record"], row["Suggested address"], row["Evidence"], row["Address"]) == (
        "A form",
        "https://www.example.org/form",
        "Found on a list.",
        "",
    )


@pytest.mark.parametrize("number", [1, 30])
def test_its_queries_do_not_grow_with_its_rows(editor, django_assert_num_queries, number):
    for _ in range(number):
        put_link(make_toolkit(), state=LinkState.SUGGESTED)

    ContentType.objects.get_for_model(Link)  # every process asks for it once

    with django_assert_num_queries(10):
        sheet(editor)


def test_uploaded_as_it_is_it_changes_nothing(editor):
    put_link(make_toolkit(), state=LinkState.SUGGESTED)
    make_resource()
    file = editor.get(f"{list_address(Link)}to-fill-in/xlsx/").content

    from django.core.files.uploadedfile import SimpleUploadedFile

    response = upload(editor, Link, SimpleUploadedFile("links.xlsx", file), PAGE)

    assert response.context["plan"].counts == {"created": 0, "changed": 0, "unchanged": 2, "refused": 0}


def test_an_editor_fills_in_addresses_of_what_is_live(editor):
    toolkit, resource = make_toolkit(), make_resource()

    apply(
        editor,
        [key(toolkit), "www.example.org/toolkit?utm_source=x"],
        [key(resource), "https://example.org/form.pdf", "", "", "Form"],
    )

    assert shown(toolkit) == [("https://www.example.org/toolkit", False)]
    assert Link.objects.get(address="https://example.org/form.pdf").kind == "form"
    assert Link.objects.first().checked_by == editor.person
    assert Revision.objects.get().comment == "Spreadsheet “sheet.xlsx”: 0 records created, 2 changed."


@pytest.mark.parametrize("word", ["yes", "Y", "confirm", "https://www.example.org/form"])
def test_a_suggestion_is_confirmed(editor, word):
    first, second = make_resource(), make_course()
    put_link(first, "https://www.example.org/form", state=LinkState.SUGGESTED)
    put_link(second, "https://www.example.org/form", state=LinkState.SUGGESTED)

    apply(editor, [key(first), word])

    # One decision serves both.
    assert shown(first) == shown(second) == [("https://www.example.org/form", False)]
    assert Link.objects.get().checked_by == editor.person


def test_a_suggestion_is_confirmed_as_the_parent_page(editor):
    resource = make_resource()
    put_link(resource, "https://www.example.org/forms", state=LinkState.SUGGESTED)

    apply(editor, [key(resource), "yes", "Yes"])

    link = Link.objects.get()
    assert (link.state, link.parent_page) == (LinkState.CONFIRMED, True)


def test_another_address_takes_the_place_of_the_suggestion(editor):
    resource = make_resource()
    put_link(resource, "https://www.example.org/wrong", state=LinkState.SUGGESTED)

    apply(editor, [key(resource), "https://www.example.org/right", "", "Easy read"])

    [link] = Resource.objects.get().links_shown
    assert (link.address, link.label) == ("https://www.example.org/right", "Easy read")


def test_what_is_nowhere_to_be_had_is_said(editor):
    toolkit = make_toolkit()

    apply(editor, [key(toolkit), "", "", "", "", "It was withdrawn in 2024."])

    assert Toolkit.objects.get().not_available == "It was withdrawn in 2024."


def test_what_was_applied_is_unchanged_the_second_time(editor):
    confirmed, given, ended = make_resource(), make_toolkit(), make_course()
    put_link(confirmed, state=LinkState.SUGGESTED)
    rows = [
        [key(confirmed), "yes", "Yes"],
        [key(given), "https://example.org/", "Yes", "Leaflet", "Document"],
        [key(ended), "", "", "", "", "Ended."],
    ]

    apply(editor, *rows)

    assert plan(editor, *rows).counts == {"created": 0, "changed": 0, "unchanged": 3, "refused": 0}


@pytest.mark.parametrize(
    ("cells", "heading", "why"),
    [
        (["http://localhost/x"], "Address", ""),
        (["file:///etc/passwd"], "Address", ""),
        (["no idea"], "Address", ""),
        (["yes"], "Address", "No address is suggested for this record: write the address."),
        (["", "Yes"], "Address", "Give the address too, or write yes where the suggested one is right."),
        (
            ["https://example.org/", "", "", "", "Ended."],
            "Not available, because",
            "Give an address, or why there is none: not both.",
        ),
        (
            ["https://example.org/", "perhaps"],
            "Only the parent page",
            "“perhaps” is neither yes nor no. Write Yes or No.",
        ),
        (
            ["https://example.org/", "", "", "Thing"],
            "Kind of link",
            "“Thing” is not one of the choices: Web page; Document; Form; Booking page.",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(editor, cells, heading, why):
    [problem] = problems_of(plan(editor, [key(make_toolkit()), *cells]))

    assert problem[:2] == (2, heading)
    assert why in problem[2]


@pytest.mark.parametrize("text", ["", "toolkit-999", "theme-1", "toolkit-x", "toolkit-"])
def test_a_row_of_no_record_is_refused(editor, text):
    assert plan(editor, [text, "https://example.org/"]).counts["refused"] == 1


def test_a_decision_in_between_is_noticed(editor):
    resource = make_resource()
    link = put_link(resource, state=LinkState.SUGGESTED)
    response = upload(editor, Link, xlsx([HEADINGS, [key(resource), "https://example.org/"]]), PAGE)
    link.state = LinkState.WITHDRAWN
    link.save()

    response = agree(editor, Link, response, PAGE)

    assert "nothing was saved" in response.text


@pytest.mark.parametrize(
    ("role", "status"),
    [("none", 403), ("verifier", 403), ("editor", 200), ("publisher", 200), ("training", 200)],
)
def test_who_may_fill_in_links(signed_in, role, status):
    client = signed_in(role)

    assert client.get(f"{list_address(Link)}to-fill-in/xlsx/").status_code == status
    assert client.get(list_address(Link, PAGE)).status_code == status


def test_the_list_of_links_leads_to_it(editor):
    assert 'href="/admin/links/link/to-fill-in/' in editor.get(list_address(Link)).text
    assert 'href="/admin/links/link/to-fill-in/xlsx/"' in editor.get(list_address(Link, PAGE)).text
