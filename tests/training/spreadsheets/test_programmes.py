"""A programme of training as others write it, in Excel, CSV or Word: its sessions come in by the plan of the sheet of sessions."""

from datetime import date
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime
from docx import Document
from openpyxl import Workbook

from tests.admin.spreadsheets.sheets import csv_file, upload, xlsx
from tests.effort import runaway_guard
from tests.factories import make_course, make_session, make_staff
from training.enums import SessionState, Setting
from training.models import Course, Session, Trainer
from training.spreadsheets.programmes import people_of

pytestmark = [pytest.mark.django_db, pytest.mark.time_bound]
HEADINGS = ["Date", "Time", "Title", "Trainer", "Platform", "Cost"]
ROWS = [
    ["Tuesday 9 March 2032", "9:30am - 12:00", "Knots & Splices", "Ann Low and Bo Hill", "MS Teams", "Free"],
    ["16/03/2032", "13:00 to 16:30", "Cold Water", "Ann Low", "Lake House, SO23 8UJ", "£45"],
]


def word(*tables, name="programme.docx"):
    document = Document()
    document.add_paragraph("Training programme, spring 2032")
    for rows in tables:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = str(text)
        document.add_paragraph("")
    out = BytesIO()
    document.save(out)
    return SimpleUploadedFile(name, out.getvalue())


@pytest.fixture
def administrator(client, db):
    person = make_staff()
    person.groups.set(Group.objects.filter(name="Training administrator"))
    client.force_login(person)
    make_course(title="Knots and Splices")
    make_course(title="Cold Water")
    for name in ("Ann Low", "Bo Hill"):
        Trainer.objects.create(name=name)
    return client


def agree(client, response):
    return client.post(response.request["PATH_INFO"], {"carried": response.context["carried"]}, follow=True)


def as_made():
    return [
        (
            session.course.title,
            f"{localtime(session.starts_at):%d %b %H:%M}",
            f"{localtime(session.ends_at):%H:%M}",
            session.setting,
            session.place,
            sorted(session.trainers.values_list("name", flat=True)),
            session.state,
        )
        for session in Session.objects.order_by("starts_at")
    ]


MADE = [
    (
        "Knots and Splices",
        "09 Mar 09:30",
        "12:00",
        Setting.ONLINE,
        "MS Teams",
        ["Ann Low", "Bo Hill"],
        SessionState.DRAFT,
    ),
    (
        "Cold Water",
        "16 Mar 13:00",
        "16:30",
        Setting.IN_PERSON,
        "Lake House, SO23 8UJ",
        ["Ann Low"],
        SessionState.DRAFT,
    ),
]
TITLE = ["Training programme, spring 2032", "", "", "", "", ""]


@pytest.mark.parametrize(
    "make",
    [
        lambda: xlsx([HEADINGS, *ROWS]),
        lambda: xlsx([TITLE, ["", "", "", "", "", ""], HEADINGS, *ROWS]),
        lambda: csv_file([TITLE, HEADINGS, *ROWS]),
        lambda: csv_file([HEADINGS, *ROWS], encoding="utf-16"),
        lambda: word([HEADINGS, *ROWS]),
        lambda: word([TITLE, HEADINGS, *ROWS]),
        # A table for each month; the second has its columns in another order, or no headings.
        lambda: word([HEADINGS, ROWS[0]], [HEADINGS[::-1], ROWS[1][::-1]]),
        lambda: word([HEADINGS, ROWS[0]], [ROWS[1]]),
        lambda: word([["Key", "Meaning"], ["T", "Teams"]], [HEADINGS, *ROWS]),
        lambda: xlsx(
            [
                ["Day", "Start time", "Finish time", "Course", "Facilitator(s)", "Trainers", "Venue", "Fee"],
                [date(2032, 3, 9), "9:30", "12", "Knots & Splices", "", "Ann Low; Bo Hill", "MS Teams", ""],
                [
                    date(2032, 3, 16),
                    "13:00",
                    "16:30",
                    "Cold Water",
                    "",
                    "Ann Low",
                    "Lake House, SO23 8UJ",
                    "",
                ],
            ]
        ),
    ],
    ids=[
        "xlsx",
        "title above",
        "csv",
        "utf-16",
        "word",
        "word title",
        "months",
        "no headings",
        "legend",
        "others",
    ],
)
def test_a_programme_is_read_whoever_wrote_it(administrator, make):
    plan = upload(administrator, Session, make())

    assert not Session.objects.exists()
    assert plan.context["plan"].refused == []
    agree(administrator, plan)
    assert as_made() == MADE


def test_what_no_field_holds_is_told(administrator):
    plan = upload(administrator, Session, xlsx([[*HEADINGS, "Catering"], [*ROWS[1], "Lunch"]]))

    assert plan.context["table"].unknown == ["Catering"]
    [entry] = plan.context["plan"].created
    assert entry.notices[0] == (
        "The cost “£45” is not kept: what a place costs is said with the course, for each kind of organisation."
    )
    assert entry.notices[0] in plan.text


def test_places_that_are_not_said_are_those_of_the_last_session_or_told(administrator):
    make_session(course=Course.objects.get(title="Cold Water"), capacity=14)

    plan = upload(administrator, Session, xlsx([HEADINGS, *ROWS]))
    agree(administrator, plan)

    told = [entry.notices[-1] for entry in plan.context["plan"].created]
    assert ["it gets 20." in told[0], "it gets 14." in told[1]] == [True, True]
    assert sorted(Session.objects.filter(state="draft").values_list("capacity", flat=True))[-2:] == [14, 20]


def test_places_are_never_guessed_for_what_is_public_at_once(administrator):
    plan = upload(administrator, Session, xlsx([[*HEADINGS, "State"], [*ROWS[0], "Open"]]))

    assert any(
        "number of places" in why for entry in plan.context["plan"].refused for _, why in entry.problems
    )


def test_the_same_programme_again_makes_no_second_session(administrator):
    agree(administrator, upload(administrator, Session, word([HEADINGS, *ROWS])))

    again = upload(administrator, Session, xlsx([HEADINGS, *ROWS]))

    assert [entry.notices[-1][:26] for entry in again.context["plan"].unchanged] == [
        "It is on the site already,"
    ] * 2
    assert (again.context["carried"], Session.objects.count()) == ("", 2)


def test_a_course_or_trainer_that_is_not_known_refuses_its_row_alone(administrator):
    rows = [[*ROWS[0][:2], "Sailing", *ROWS[0][3:]], [*ROWS[1][:3], "Ann Low / Zed", *ROWS[1][4:]]]

    plan = upload(administrator, Session, word([HEADINGS, *rows, ROWS[1]]))

    refused = [problem for entry in plan.context["plan"].refused for problem in entry.problems]
    assert [why.partition(".")[0] for _, why in refused] == ["There is no “Sailing”", "There is no “Zed”"]
    assert len(plan.context["plan"].created) == 1


def test_a_trainer_whose_name_has_an_and_is_found_whole(administrator):
    Trainer.objects.create(name="Lake and River Trust")

    plan = upload(
        administrator, Session, xlsx([HEADINGS, [*ROWS[0][:3], "Lake and River Trust", *ROWS[0][4:]]])
    )

    agree(administrator, plan)
    assert Session.objects.get().trainers.get().name == "Lake and River Trust"


def test_a_word_file_without_such_a_table_is_refused(administrator):
    answers = [
        upload(administrator, Session, file).context["form"].errors["file"]
        for file in (
            word([["Key", "Meaning"], ["T", "Teams"]]),
            word([["A", "B"]]),
            SimpleUploadedFile("broken.docx", word([HEADINGS]).read()[:-900]),
        )
    ]

    assert answers[:2] == [["No table in this Word file has headings that are known."]] * 2
    assert "damaged" in answers[2][0]


def test_every_table_of_a_word_file_is_read_or_named(administrator):
    april = ["Cold Water", "20/04/2032", "9:30 - 12:00", "Zoom", "Ann Low"]
    file = word(
        [HEADINGS, ROWS[0], ["Easter break", "", "", "", "", ""]],
        # Another order, another word for the time, and a column less.
        [
            ["TITLE", "When", "Times", "Venue", "Facilitator"],
            ["Cold Water", *ROWS[1][:2], ROWS[1][4], "Ann Low"],
        ],
        [april],
        [["Key", "Meaning", "", "", "", "", ""], ["T", "Teams", "", "", "", "", ""]],
    )

    plan = upload(administrator, Session, file)

    made = [entry.title.partition(",")[0] for entry in plan.context["plan"].created]
    assert made == ["Knots and Splices", "Cold Water", "Cold Water"]
    assert [entry.title for entry in plan.context["plan"].refused] == ["Easter break"]
    assert plan.context["table"].notices == ["Table 4, with 2 rows, has no headings that are known."]


def test_a_cell_over_several_rows_counts_for_each(administrator):
    document = Document()
    rows = [HEADINGS, ROWS[0], ["", "13:00 - 16:00", "Cold Water", "Ann Low", "Zoom", ""]]
    table = document.add_table(rows=3, cols=6)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    out = BytesIO()
    document.save(out)

    plan = upload(administrator, Session, SimpleUploadedFile("p.docx", out.getvalue()))
    agree(administrator, plan)

    assert [made[1] for made in as_made()] == ["09 Mar 09:30", "09 Mar 13:00"]


def test_a_cell_that_claims_a_million_columns_is_refused_at_once(administrator):
    document = Document()
    table = document.add_table(rows=1, cols=1)
    table.cell(0, 0)._tc.grid_span = 1_000_000
    out = BytesIO()
    document.save(out)

    errors = (
        upload(administrator, Session, SimpleUploadedFile("p.docx", out.getvalue())).context["form"].errors
    )

    assert "No table in this Word file" in errors["file"][0]


def test_the_heading_itself_counts_before_one_that_stands_for_it(administrator):
    rows = [["Day", "Session", *HEADINGS], ["Tuesday", "1", *ROWS[0]]]

    plan = upload(administrator, Session, xlsx(rows))

    assert plan.context["plan"].refused == []
    assert plan.context["table"].unknown == ["Day", "Session"]


def test_a_workbook_with_two_such_sheets_is_refused_with_what_to_do(administrator):
    book = Workbook()
    for sheet in (book.active, book.create_sheet("Summer")):
        for row in [HEADINGS, *ROWS]:
            sheet.append(row)
    out = BytesIO()
    book.save(out)

    errors = (
        upload(administrator, Session, SimpleUploadedFile("p.xlsx", out.getvalue())).context["form"].errors
    )

    assert "“Summer”" in errors["file"][0]


def test_no_places_are_not_taken_for_places_that_nobody_states(administrator):
    plan = upload(administrator, Session, xlsx([[*HEADINGS, "Places"], [*ROWS[0], "0"]]))

    assert [entry.problems[0][0] for entry in plan.context["plan"].refused] == ["Places"]


def test_names_are_split_in_time_that_grows_with_the_cell():
    with runaway_guard():
        assert people_of(" " * 200_000) == ""
