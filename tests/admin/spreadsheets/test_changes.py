"""An upload makes a plan first, and changes what it says once an editor agrees: all of it, as one revision."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from reversion.models import Revision, Version

from contacts.admin.points import NO_WAY_TO_REACH
from contacts.models import Pathway
from hscp.records.state import State
from hscp.search.models import SearchDocument
from resources.models import Publisher, Resource, Toolkit
from tests.admin.pages import messages_of
from tests.admin.spreadsheets.sheets import agree, plan_of, problems_of, upload, xlsx
from tests.factories import (
    make_audience,
    make_contact_point,
    make_pathway,
    make_publisher,
    make_resource,
    make_situation,
    make_staff,
    make_theme,
    make_toolkit,
)
from themes.models import Process, Situation, Theme


def apply(client, model, rows):
    """Upload a workbook with these rows, agree to its plan and return the response."""
    return agree(client, model, upload(client, model, xlsx(rows)))


def test_a_plan_says_old_and_new_and_changes_nothing(publisher):
    toolkit = make_toolkit(title="Neglect", summary="Old words.")
    before = Toolkit.objects.values().get()

    plan = plan_of(publisher, Toolkit, [["ID", "Summary"], [toolkit.pk, "New words."]])

    [entry] = plan.changed
    assert [(each.heading, each.old, each.new) for each in entry.changes] == [
        ("Summary", "Old words.", "New words.")
    ]
    assert (entry.number, entry.title) == (2, str(toolkit))
    assert Toolkit.objects.values().get() == before
    assert not Revision.objects.exists()
    assert not SearchDocument.objects.exists()


def test_what_was_agreed_to_is_one_revision_by_the_person(publisher):
    first, second = make_toolkit(title="Neglect"), make_toolkit(title="Bruising")

    rows = [
        ["ID", "Title", "Summary"],
        [first.pk, "", "One."],
        [second.pk, "", "Two."],
        ["", "Gambling", "Three."],
    ]
    response = apply(publisher, Toolkit, rows)

    assert messages_of(response) == ["“sheet.xlsx”: 1 record created, 2 changed."]
    revision = Revision.objects.get()
    assert (revision.user, revision.comment) == (
        publisher.person,
        "Spreadsheet “sheet.xlsx”: 1 record created, 2 changed.",
    )
    assert Version.objects.filter(revision=revision).count() == 3
    assert list(Toolkit.objects.order_by("pk").values_list("title", "summary", "state", "updated_by")) == [
        ("Neglect", "One.", "published", publisher.person.pk),
        ("Bruising", "Two.", "published", publisher.person.pk),
        ("Gambling", "Three.", "draft", publisher.person.pk),
    ]


def test_search_finds_what_was_applied(publisher):
    toolkit = make_toolkit(title="Neglect")

    apply(publisher, Toolkit, [["ID", "Title"], [toolkit.pk, "Self-neglect"]])

    assert SearchDocument.objects.get().title == "Self-neglect"


def test_an_empty_cell_changes_nothing_and_a_word_clears(publisher):
    toolkit = make_toolkit(summary="Words.", languages="Polish", owner=publisher.person)

    apply(
        publisher, Toolkit, [["ID", "Summary", "Languages", "Owner"], [toolkit.pk, "", "(empty)", "(empty)"]]
    )

    toolkit.refresh_from_db()
    assert (toolkit.summary, toolkit.languages, toolkit.owner) == ("Words.", "", None)


def test_what_must_be_there_cannot_be_cleared(publisher):
    toolkit = make_toolkit()

    plan = plan_of(publisher, Toolkit, [["ID", "Title"], [toolkit.pk, "(empty)"]])

    assert problems_of(plan) == [(2, "Title", "This field is required.")]


@pytest.mark.parametrize(
    "cell",
    [
        "12/03/2027",
        "12.3.27",
        "12 March 2027",
        "Friday 12th March 2027",
        "2027-03-12",
        date(2027, 3, 12),
        datetime(2027, 3, 12),  # noqa: DTZ001  (a cell has no zone)
        46458,
    ],
)
def test_dates_are_read_however_they_are_written(publisher, cell):
    toolkit = make_toolkit()

    apply(publisher, Toolkit, [["ID", "Next review"], [toolkit.pk, cell]])

    toolkit.refresh_from_db()
    assert toolkit.review_date == date(2027, 3, 12)


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        *(
            (cell, "Write it like 12/03/2027 or 12 March 2027.")
            for cell in ("soon", "2027", 12, "March 2027")
        ),
        ("30/02/2027", "February 2027 has 28 days."),
        ("13/13/2027", "There is no month 13."),
    ],
)
def test_what_is_no_date_is_refused(publisher, cell, advice):
    toolkit = make_toolkit()

    plan = plan_of(publisher, Toolkit, [["ID", "Next review"], [toolkit.pk, cell]])

    assert problems_of(plan) == [(2, "Next review", f"“{cell}” is not a date. {advice}")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("y", True),
        ("Yes", True),
        ("TRUE", True),
        (1, True),
        (True, True),
        ("n", False),
        ("No", False),
        (0, False),
        (False, False),
    ],
)
def test_yes_and_no_are_read_however_they_are_written(publisher, cell, expected):
    theme = make_theme(sensitive=not expected)

    apply(publisher, Theme, [["ID", "Sensitive"], [theme.pk, cell]])

    theme.refresh_from_db()
    assert theme.sensitive is expected


def test_what_is_neither_yes_nor_no_is_refused(publisher):
    theme = make_theme()

    plan = plan_of(publisher, Theme, [["ID", "Sensitive"], [theme.pk, "ja"]])

    assert problems_of(plan) == [(2, "Sensitive", "“ja” is neither yes nor no. Write Yes or No.")]


def test_choices_are_read_by_their_words_in_any_case(publisher):
    toolkit = make_toolkit()

    apply(publisher, Toolkit, [["id", " AREA"], [toolkit.pk, "hampshire AND isle of wight"]])

    toolkit.refresh_from_db()
    assert toolkit.area == "hampshire_iow"


def test_a_choice_that_there_is_not_is_refused_with_those_that_there_are(publisher):
    toolkit = make_toolkit()

    plan = plan_of(publisher, Toolkit, [["ID", "Audience"], [toolkit.pk, "Teachers"]])

    assert problems_of(plan) == [
        (
            2,
            "Audience",
            "“Teachers” is not one of the choices: Professionals; Parents and carers; Children and young people.",
        )
    ]


def test_other_records_are_named(publisher):
    resource = make_resource()
    nspcc, schools, health = (
        make_publisher(name="NSPCC"),
        make_audience(name="Schools"),
        make_audience(name="Health"),
    )
    owner = make_staff(first_name="Ann", last_name="Lee", email="ann@example.org")

    rows = [
        ["ID", "Publisher", "Finer audiences", "Owner"],
        [resource.pk, "nspcc", "Schools; health", "ann@example.org"],
    ]
    apply(publisher, Resource, rows)

    resource.refresh_from_db()
    assert (resource.publisher, resource.owner) == (nspcc, owner)
    assert set(resource.audiences.all()) == {schools, health}


def test_a_name_of_two_records_is_refused_with_what_tells_them_apart(publisher):
    resource = make_resource()
    make_resource(title="Guides", slug="guides", kind="collection")
    make_resource(title="Guides", slug="guides-2", kind="collection")

    plan = plan_of(publisher, Resource, [["ID", "Collection"], [resource.pk, "Guides"]])

    assert problems_of(plan) == [(2, "Collection", "“Guides” may be several. Write “guides” or “guides-2”.")]


def test_a_name_of_no_record_is_refused(publisher):
    resource = make_resource()

    plan = plan_of(publisher, Resource, [["ID", "Publisher"], [resource.pk, "NSPC"]])

    assert problems_of(plan) == [
        (2, "Publisher", "There is no “NSPC”. Write the name as it is in the list, or the address.")
    ]


def test_rich_text_is_written_as_markdown_and_cleaned(publisher):
    theme = make_theme(introduction="<p>Old.</p>")

    apply(
        publisher,
        Theme,
        [["ID", "Introduction"], [theme.pk, "**Neglect**\n\n- one\n- <script>alert(1)</script>"]],
    )

    theme.refresh_from_db()
    assert "<strong>Neglect</strong>" in theme.introduction
    assert "<script" not in theme.introduction


def test_a_new_record_gets_an_address_of_its_title(publisher):
    make_toolkit(title="Old", slug="neglect")

    apply(publisher, Toolkit, [["Title"], ["Neglect"]])

    assert Toolkit.objects.get(title="Neglect").slug == "neglect-2"


def test_the_models_rules_are_told_row_by_row(publisher):
    resource = make_resource(title="Plan", slug="plan")
    rows = [
        ["ID", "Title", "Valid from year", "Valid to year", "Collection"],
        [resource.pk, "", 2027, 2026, ""],
        ["", "Another", "", "", "plan"],
        ["", "A third", 2026, 2027, ""],
    ]

    plan = plan_of(publisher, Resource, rows)

    assert problems_of(plan) == [
        (2, "", "“Valid to” must not be before “valid from”."),
        (3, "Collection", "Choose a record whose kind is “Collection”, or change that record's kind first."),
    ]
    assert [entry.title for entry in plan.created] == ["A third"]


def test_what_two_rows_together_break_is_refused_in_the_second(publisher):
    plan = plan_of(publisher, Publisher, [["Name"], ["NSPCC"], ["NSPCC"]])

    assert problems_of(plan) == [(3, "Name", "Publisher with this Name already exists.")]
    assert len(plan.created) == 1


def test_two_rows_about_one_record_are_refused(publisher):
    toolkit = make_toolkit()

    plan = plan_of(publisher, Toolkit, [["ID", "Summary"], [toolkit.pk, "a"], [toolkit.pk, "b"]])

    assert problems_of(plan) == [(3, "ID", "Row 2 is about the same record.")]


@pytest.mark.parametrize("key", ["999", "x", "9" * 30, "-1", "٣"])
def test_a_number_of_no_record_is_refused(publisher, key):
    plan = plan_of(publisher, Toolkit, [["ID", "Summary"], [key, "a"]])

    assert problems_of(plan) == [
        (2, "ID", f"There is no toolkit with the ID “{key}”. For a new one, leave the cell empty.")
    ]


def test_what_is_refused_is_left_out_of_what_is_applied(publisher):
    toolkit = make_toolkit()

    apply(publisher, Toolkit, [["ID", "Summary", "Next review"], [toolkit.pk, "a", ""], ["", "b", "never"]])

    assert Toolkit.objects.get().summary == "a"


def test_columns_that_are_not_known_are_told(publisher):
    toolkit = make_toolkit()

    response = upload(
        publisher, Toolkit, xlsx([["ID", "Colour", "Summary"], [toolkit.pk, "red", "a", "stray"]])
    )

    assert "The column “Colour” is not known." in response.text
    assert "Row 2: “stray” is in a column without a heading." in response.text


def test_what_the_public_may_not_see_is_refused(publisher):
    situation = make_situation(state=State.DRAFT)

    plan = plan_of(publisher, Situation, [["ID", "State"], [situation.pk, "Published"]])

    [(row, _, why)] = problems_of(plan)
    assert row == 2
    assert "help" in why


def test_what_the_bulk_action_would_not_publish_is_refused(publisher):
    pathway = make_pathway(state=State.DRAFT)

    plan = plan_of(publisher, Pathway, [["ID", "State"], [pathway.pk, "Published"]])

    assert problems_of(plan) == [(2, "", NO_WAY_TO_REACH)]


def test_what_the_public_must_go_on_seeing_is_refused(publisher):
    situation = make_situation()
    pathway = make_pathway()
    make_contact_point(pathway)
    situation.pathways.add(pathway)

    plan = plan_of(publisher, Pathway, [["ID", "State"], [pathway.pk, "Archived"]])

    [(_, _, why)] = problems_of(plan)
    assert "Take offline or change dates" in why


def test_a_changed_address_leads_to_the_new_one(publisher, client):
    toolkit = make_toolkit(slug="neglect")

    apply(publisher, Toolkit, [["ID", "Address"], [toolkit.pk, "self-neglect"]])

    assert client.get("/toolkits/neglect/").url == "/toolkits/self-neglect/"


def test_seconds_of_a_time_that_is_not_in_the_sheet_stay(publisher):
    moment = timezone.now().replace(second=41, microsecond=7) - timedelta(days=9)
    toolkit = make_toolkit(publish_at=moment)

    apply(publisher, Toolkit, [["ID", "Summary"], [toolkit.pk, "a"]])

    toolkit.refresh_from_db()
    assert toolkit.publish_at == moment


# Between the plan and its application


def test_a_plan_is_refused_once_a_record_has_changed(publisher):
    first, second = make_toolkit(summary="Old."), make_toolkit(summary="Old.")
    response = upload(publisher, Toolkit, xlsx([["ID", "Summary"], [first.pk, "a"], [second.pk, "b"]]))
    second.summary = "Somebody else’s."
    second.save()

    response = agree(publisher, Toolkit, response)

    assert "The records have changed since this plan was made, and nothing was saved." in response.text
    assert [each.old for entry in response.context["plan"].changed for each in entry.changes] == [
        "Old.",
        "Somebody else’s.",
    ]
    first.refresh_from_db()
    assert first.summary == "Old."

    agree(publisher, Toolkit, response)

    assert set(Toolkit.objects.values_list("summary", flat=True)) == {"a", "b"}


def test_a_change_of_what_the_sheet_does_not_hold_counts_too(publisher):
    toolkit = make_toolkit(title="Neglect")
    response = upload(publisher, Toolkit, xlsx([["ID", "Summary"], [toolkit.pk, "a"]]))
    toolkit.save()

    response = agree(publisher, Toolkit, response)

    assert "nothing was saved" in response.text


def test_a_record_deleted_in_between_is_refused(publisher):
    toolkit = make_toolkit()
    response = upload(publisher, Toolkit, xlsx([["ID", "Summary"], [toolkit.pk, "a"]]))
    toolkit.delete()

    response = agree(publisher, Toolkit, response)

    assert response.context["plan"].counts["refused"] == 1


def test_a_plan_applied_twice_changes_nothing_the_second_time(publisher):
    response = upload(publisher, Toolkit, xlsx([["Title"], ["Neglect"]]))

    agree(publisher, Toolkit, response)
    again = agree(publisher, Toolkit, response)

    assert Toolkit.objects.count() == 1
    assert again.context["plan"].counts["refused"] == 1


def test_a_sheet_that_is_older_than_the_record_is_told(publisher):
    toolkit = make_toolkit()
    rows = [["ID", "Summary", "Last changed"], [toolkit.pk, "a", "2020-01-01 10:00"]]

    assert plan_of(publisher, Toolkit, rows).changed[0].notices == [
        "Somebody has changed this record since the sheet was made."
    ]


def test_a_plan_of_another_person_is_not_taken(publisher, signed_in):
    toolkit = make_toolkit()
    response = upload(publisher, Toolkit, xlsx([["ID", "Summary"], [toolkit.pk, "a"]]))

    answer = agree(signed_in("publisher"), Toolkit, response)

    assert messages_of(answer) == ["Nothing was saved. The plan is out of date. Choose the file again."]


def test_a_plan_of_another_list_is_not_taken(publisher):
    response = upload(publisher, Toolkit, xlsx([["Title"], ["Neglect"]]))

    agree(publisher, Process, response)

    assert not Process.objects.exists()


# How much work it is


def test_hundreds_of_rows_go_in_at_once(publisher):
    rows = [["Title", "Summary"], *([f"Toolkit {number}", "Words."] for number in range(300))]

    apply(publisher, Toolkit, rows)

    assert Toolkit.objects.count() == 300


@pytest.mark.parametrize("number", [1, 30])
def test_the_queries_of_unchanged_rows_do_not_grow(publisher, django_assert_num_queries, number):
    rows = [["ID", "Summary"], *([make_toolkit(summary="a").pk, "a"] for _ in range(number))]

    with django_assert_num_queries(QUERIES_OF_A_PLAN):
        upload(publisher, Toolkit, xlsx(rows))


def test_the_queries_of_a_changed_row_are_bounded(publisher, django_assert_max_num_queries):
    rows = [["ID", "Summary"], *([make_toolkit(summary="a").pk, "b"] for _ in range(30))]

    with django_assert_max_num_queries(QUERIES_OF_A_PLAN + 30 * QUERIES_OF_A_ROW):
        upload(publisher, Toolkit, xlsx(rows))


QUERIES_OF_A_PLAN = 10
# Most of them are those by which the form checks the constraints of the table, three for each.
QUERIES_OF_A_ROW = 30
