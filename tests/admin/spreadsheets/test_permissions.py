"""A sheet lets nobody do what the form does not: each role, each kind of record, each state."""

import pytest

from contacts.models import Pathway
from hscp.records.state import State
from resources.models import Publisher, Resource, Toolkit
from tests.admin.pages import list_address
from tests.admin.spreadsheets.sheets import agree, download, plan_of, problems_of, rows_of, upload, xlsx
from tests.factories import make_course, make_pathway, make_publisher, make_session, make_toolkit
from training.models import Course, Session

LIVE = "It is published: a sheet of yours cannot change it. Change it in its form, which keeps a draft."


def test_an_editor_changes_drafts_and_what_is_in_review_and_nothing_else(editor):
    records = [
        make_toolkit(state=state) for state in (State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.ARCHIVED)
    ]
    rows = [["ID", "Summary"], *([record.pk, "New."] for record in records)]

    response = upload(editor, Toolkit, xlsx(rows))
    agree(editor, Toolkit, response)

    assert problems_of(response.context["plan"]) == [
        (4, "", LIVE),
        (5, "", LIVE.replace("published", "archived")),
    ]
    assert [Toolkit.objects.get(pk=record.pk).summary for record in records] == ["New.", "New.", "", ""]


def test_an_editor_creates_drafts_and_publishes_nothing(editor):
    rows = [["Title", "State"], ["One", ""], ["Two", "In review"], ["Three", "Published"]]

    plan = plan_of(editor, Toolkit, rows)

    assert [entry.title for entry in plan.created] == ["One (professionals)", "Two (professionals)"]
    assert problems_of(plan) == [(4, "State", "“Published” is not one of the choices: Draft; In review.")]


def test_a_row_about_a_live_record_that_changes_nothing_is_no_matter(editor):
    toolkit = make_toolkit(summary="Old.")

    assert plan_of(editor, Toolkit, [["ID", "Summary"], [toolkit.pk, "Old."]]).counts["unchanged"] == 1


def test_a_record_published_between_the_plan_and_its_application_is_refused(editor):
    toolkit = make_toolkit(state=State.DRAFT)
    response = upload(editor, Toolkit, xlsx([["ID", "Summary"], [toolkit.pk, "New."]]))
    Toolkit.objects.update(state=State.PUBLISHED)

    response = agree(editor, Toolkit, response)

    assert problems_of(response.context["plan"]) == [(2, "", LIVE)]
    assert Toolkit.objects.get().summary == ""


def test_an_editor_adds_publishers_but_changes_none(editor):
    publisher = make_publisher(name="NSPCC")

    plan = plan_of(editor, Publisher, [["ID", "Name"], [publisher.pk, "The NSPCC"], ["", "Barnardo’s"]])

    assert problems_of(plan) == [(2, "", "You may not change this publisher.")]
    assert len(plan.created) == 1


@pytest.mark.parametrize(
    ("role", "model", "expected"),
    [
        ("none", Toolkit, (403, 403)),
        ("editor", Toolkit, (200, 200)),
        ("verifier", Toolkit, (200, 403)),
        ("training", Toolkit, (200, 403)),
        ("training", Course, (200, 200)),
        ("editor", Session, (200, 403)),
        ("publisher", Session, (200, 403)),
        ("training", Session, (200, 200)),
        ("verifier", Pathway, (200, 200)),
        ("training", Resource, (200, 403)),
    ],
)
def test_who_downloads_and_who_uploads(signed_in, role, model, expected):
    client = signed_in(role)

    page = list_address(model, "spreadsheet")

    # What is posted is no plan: the answer leads back.
    assert client.post(page, {"carried": "x"}).status_code == {200: 302, 403: 403}[expected[1]]
    assert download(client, model).status_code == client.get(page).status_code == expected[0]


def test_nobody_who_is_signed_out_gets_a_file(client, db):
    assert download(client, Toolkit).status_code == 302
    assert client.get(list_address(Toolkit, "empty_sheet")).status_code == 302


def test_training_administrators_publish_courses_by_sheet(signed_in):
    course = make_course(state=State.DRAFT)
    client = signed_in("training")

    agree(client, Course, upload(client, Course, xlsx([["ID", "State"], [course.pk, "Published"]])))

    assert Course.objects.get().state == State.PUBLISHED


@pytest.mark.parametrize(("role", "sees"), [("editor", False), ("training", True)])
def test_the_joining_link_is_only_for_those_who_run_the_session(signed_in, role, sees):
    make_session(joining_link="https://example.org/room")

    headings, row = rows_of(download(signed_in(role), Session))

    assert ("Joining link" in headings) is sees
    assert ("https://example.org/room" in row) is sees


def test_numbers_of_pathways_are_shown_and_not_read(signed_in):
    from tests.factories import make_contact_point

    pathway = make_pathway()
    make_contact_point(pathway, label="Day", value="01962 876364")
    client = signed_in("publisher")

    headings, row = rows_of(download(client, Pathway))
    plan = plan_of(client, Pathway, [["ID", "Numbers and addresses"], [pathway.pk, "Day: 01962 000000"]])

    assert dict(zip(headings, row, strict=True))["Numbers and addresses"] == "Day: 01962 876364"
    assert plan.counts["unchanged"] == 1


def test_a_person_without_the_right_to_upload_is_offered_the_files_alone(signed_in):
    client = signed_in("training")

    assert 'type="file"' not in client.get(list_address(Toolkit, "spreadsheet")).text
    assert 'type="file"' in client.get(list_address(Course, "spreadsheet")).text
