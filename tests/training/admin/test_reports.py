"""The reports in the admin, the files of their tables, and the names of a session's delegates as a file."""

import csv
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import make_course, make_person, make_session
from training.booking.places import book, cancel_session
from training.enums import Attendance, Source
from training.models import Booking

pytestmark = pytest.mark.django_db
REPORTS, QUARTERLY = "/admin/training/session/reports/", "/admin/training/session/reports/quarterly/"
DATES = {"period": "dates", "start": "2025-04-01", "end": "2025-06-30"}


@pytest.fixture
def trainer(signed_in):
    return signed_in("training")


def over(course=None, *, organisations=("Oak School",), **fields):
    """Make a session of 10 June 2025 with 4 places, and one person who came of each organisation."""
    start = datetime(2025, 6, 10, 10, tzinfo=UTC)
    session = make_session(
        course or make_course(title="Tour"),
        **({"starts_at": start, "ends_at": start + timedelta(hours=1)} | {"capacity": 4} | fields),
    )
    people = [make_person(name=f"Name {n}", organisation=name) for n, name in enumerate(organisations)]
    book(
        session_id=session.pk,
        people=people,
        key=f"k{session.pk}",
        source=Source.IMPORT,
        at=start - timedelta(days=9),
    )
    Booking.objects.filter(session=session).update(attendance=Attendance.ATTENDED)
    return session


def rows_of(response):
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_a_report_shows_its_figures_a_chart_and_what_they_mean(trainer):
    over()

    page = trainer.get(REPORTS, DATES)

    table = page.context["tables"][0]
    assert [(heading.name, [str(cell) for cell in cells[:6]]) for heading, cells in table.rows] == [
        ("Tour (Webinar)", ["1", "0", "1.0", "4", "1", "1 (25%)"])
    ]
    assert [(bar.name, bar.words) for bar in page.context["chart"].bars] == [("Tour (Webinar)", "25%")]
    for name, meaning in table.meanings:
        assert f"<dt>{name}</dt><dd>{meaning}</dd>" in page.text
    assert "style=" not in page.text.partition('id="content-main"')[2]


@pytest.mark.parametrize(
    ("by", "show", "drawn"),
    [
        ("course", "", "Fill rate"),
        ("agency", "", "Attendance of booked"),
        ("agency", "no_shows", "No-show rate"),
        ("quarter", "late", "Late-cancel rate"),
    ],
)
def test_the_chart_shows_what_was_asked_if_it_can(trainer, by, show, drawn):
    over()

    page = trainer.get(REPORTS, DATES | {"by": by, "show": show})

    assert page.context["chart"].measure.share_name == drawn


def test_a_first_visit_shows_the_last_twelve_months(trainer):
    page = trainer.get(REPORTS)

    assert page.context["period"].name == "Last 12 months"
    assert "No session in this period is over yet. Choose another period." in page.text


def test_the_quarterly_table_begins_with_the_present_financial_year(trainer):
    page = trainer.get(QUARTERLY)

    assert page.context["period"].name.startswith("Financial year ")
    assert [table.caption for table in page.context["tables"]] == [
        "Sessions, places and people",
        "Who was there, by kind of organisation",
        "Who was there, by area of work",
        "Who was there, by area of work and kind of organisation",
        "Cancelled sessions",
    ]


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"start": ""}, {"start": ["Enter a date."]}),
        ({"end": "2025-03-31"}, {"end": ["The last date must not be before the first."]}),
        ({"end": "31 foo"}, {"end": ["Enter a valid date."]}),
        ({"end": "9999-12-31"}, {"end": ["Enter a date before 2100."]}),
        ({"start": "0001-01-01"}, {"start": ["Enter a date from 2000 onwards."]}),
        ({"period": "x"}, {"period": ["Select a valid choice. x is not one of the available choices."]}),
        ({"by": "name"}, {"by": ["Select a valid choice. name is not one of the available choices."]}),
    ],
)
def test_a_wrong_address_is_a_message_and_no_report(trainer, query, errors):
    page = trainer.get(REPORTS, DATES | query)

    assert (page.status_code, page.context["form"].errors) == (200, errors)
    assert "tables" not in page.context


def test_example_sessions_are_said_to_be_no_real_figures(trainer):
    over(is_example=True)

    page = trainer.get(REPORTS, DATES)

    assert "1 of the sessions is an example" in page.text


def test_the_same_tables_come_as_csv(trainer):
    over()

    response = trainer.get(REPORTS, DATES | {"file": "csv"})

    assert response["Content-Disposition"] == 'attachment; filename="reports-2025-04-01-2025-06-30.csv"'
    assert "no-store" in response["Cache-Control"]
    assert [row[:7] for row in rows_of(response)[:3]] == [
        ["Course", "Sessions", "Sessions cancelled", "Hours taught", "Places", "Registered", "Places taken"],
        ["Tour (Webinar)", "1", "0", "1.0", "4", "1", "1"],
        ["All", "1", "0", "1.0", "4", "1", "1"],
    ]


def test_the_same_tables_come_as_xlsx_with_what_they_mean(trainer):
    over()

    response = trainer.get(QUARTERLY, DATES | {"file": "xlsx"})

    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == [*(f"Table {number}" for number in range(1, 6)), "What it means"]
    assert [[cell.value for cell in row] for row in book["Table 1"].iter_rows(max_row=3)] == [
        ["Figure", "Quarter 1 of 2025 to 2026"],
        ["Sessions", 1],
        ["Sessions cancelled", 0],
    ]


def test_no_name_of_an_organisation_runs_in_a_report(trainer):
    over(organisations=["=1+1", "@x"])

    data = trainer.get(REPORTS, DATES | {"by": "organisation", "file": "csv"})
    page = load_workbook(
        BytesIO(trainer.get(REPORTS, DATES | {"by": "organisation", "file": "xlsx"}).content)
    ).active

    assert [row[0] for row in rows_of(data)[1:3]] == ["'=1+1", "'@x"]
    assert [(cell.value, cell.data_type) for cell in page["A"][1:3]] == [("=1+1", "s"), ("@x", "s")]


def test_reports_name_nobody(trainer):
    over()

    pages = [trainer.get(REPORTS, DATES | {"by": by}).text for by in ("course", "organisation", "role")]

    assert [page for page in pages if "Name 0" in page] == []


@pytest.mark.parametrize("sessions", [1, 30])
def test_the_pages_ask_the_same_for_one_session_and_for_thirty(trainer, sessions, django_assert_num_queries):
    for _ in range(sessions):
        over(make_course())

    with django_assert_num_queries(12):
        trainer.get(REPORTS, DATES)


def test_the_start_page_leads_to_the_reports_only_who_may_read_them(signed_in):
    answers = {
        role: reverse("admin:training_session_reports") in signed_in(role).get("/admin/").text
        for role in ("training", "publisher", "superuser")
    }

    assert answers == {"training": True, "publisher": False, "superuser": True}


def test_delegates_come_with_five_columns_and_the_file_is_written_down(trainer):
    session = over(organisations=["=1+1", "Oak School"])
    Booking.objects.update(phone="01962 876364", access_needs="Step-free", manager_email="m@example.org")
    address = reverse("admin:training_session_delegates", args=[session.pk])

    response = trainer.post(address, {"file": "csv"})

    assert rows_of(response) == [
        ["Name", "Organisation", "Role", "State", "Register"],
        ["Name 0", "'=1+1", "Works directly with children or families", "Confirmed", "Attended"],
        ["Name 1", "Oak School", "Works directly with children or families", "Confirmed", "Attended"],
    ]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (
        trainer.person,
        str(session.pk),
        "Exported the names of 2 people as CSV.",
    )
    assert "Exported the names of 2 people as CSV." in trainer.get(address).text


def test_delegates_come_as_text_in_xlsx(trainer):
    session = over(organisations=["=1+1"])

    response = trainer.post(reverse("admin:training_session_delegates", args=[session.pk]), {"file": "xlsx"})

    page = load_workbook(BytesIO(response.content)).active
    assert [(cell.value, cell.data_type) for cell in page["B"]] == [("Organisation", "s"), ("=1+1", "s")]


def test_reading_the_page_makes_no_file_and_leaves_no_note(trainer):
    session = over()
    address = reverse("admin:training_session_delegates", args=[session.pk])

    answers = [trainer.get(address, {"file": "csv"}), trainer.post(address, {"file": "exe"})]

    assert [answer["Content-Type"] for answer in answers] == ["text/html; charset=utf-8"] * 2
    assert [answer for answer in answers if "Name 0" in answer.text] == []
    assert LogEntry.objects.count() == 0


def test_a_page_shows_the_first_rows_of_a_long_table_and_the_file_all(trainer, monkeypatch):
    monkeypatch.setattr("training.reports.tables.SHOWN", 2)
    for name in ("Knots", "Ropes", "Sails"):
        over(make_course(title=name))

    page, file = trainer.get(REPORTS, DATES), trainer.get(REPORTS, {**DATES, "file": "csv"})

    assert "1 more row is in the files." in page.text
    assert page.text.count('<tr><th scope="row">Sails') == 0
    assert [row[0] for row in rows_of(file) if row and "Webinar" in row[0]][:3] == [
        "Knots (Webinar)",
        "Ropes (Webinar)",
        "Sails (Webinar)",
    ]


def test_columns_are_chosen_and_keep_the_order_of_the_address(trainer):
    over()

    page = trainer.get(REPORTS, DATES | {"columns": "came,places,came"})

    [table] = page.context["tables"]
    assert [column.name for column in table.columns] == ["Attended", "Places"]
    shown = [choice for choice in page.context["choices"] if choice.is_shown]
    moved = trainer.get(f"{REPORTS}?{shown[1].earlier}").context["tables"][0]
    fewer = trainer.get(f"{REPORTS}?{shown[0].other}").context["tables"][0]
    assert [column.name for column in moved.columns] == ["Places", "Attended"]
    assert [column.name for column in fewer.columns] == ["Places"]
    assert rows_of(trainer.get(REPORTS, DATES | {"columns": "came,places", "file": "csv"}))[0] == [
        *("Course", "Attended", "Attendance of booked", "Places")
    ]


def test_a_column_that_there_is_not_is_a_message(trainer):
    page = trainer.get(REPORTS, DATES | {"columns": "came,name"})

    assert "There is no column “name”." in page.text
    assert "tables" not in page.context


def test_columns_of_sessions_fall_away_where_rows_are_of_people(trainer):
    over()

    [table] = trainer.get(REPORTS, DATES | {"by": "agency", "columns": "places,came"}).context["tables"]

    assert [column.name for column in table.columns] == ["Attended"]


def test_agencies_stand_across_sessions(trainer):
    over(organisations=("Oak School", "Elm School"))

    [table] = trainer.get(REPORTS, DATES | {"by": "session", "across": "agency"}).context["tables"]

    assert table.caption == "Who was there, by session and kind of organisation"
    [(heading, cells)] = table.rows
    assert (heading.name, cells[-1].value) == ("10 June 2025, 11:00: Tour (Webinar)", 2)


def test_cancelled_sessions_are_listed_with_the_reason(trainer):
    session = make_session(
        make_course(title="Tour"),
        starts_at=datetime(2025, 6, 12, 10, tzinfo=UTC),
        ends_at=datetime(2025, 6, 12, 11, tzinfo=UTC),
    )
    book(
        session_id=session.pk,
        people=[make_person()],
        key="k",
        source=Source.IMPORT,
        at=datetime(2025, 6, 1, tzinfo=UTC),
    )
    cancel_session(
        session_id=session.pk, by=None, reason="The trainer is ill", at=datetime(2025, 6, 2, tzinfo=UTC)
    )

    found = trainer.get(QUARTERLY, DATES | {"file": "csv"}).content.decode()

    assert "12 June 2025: Tour,1,The trainer is ill" in found


def test_the_chart_says_what_it_shows(trainer):
    over()
    over(make_course(title="Other"), capacity=2)

    page = trainer.get(REPORTS, DATES)

    assert page.context["chart"].message == (
        "Fill rate is highest for Other (Webinar) (50%) and lowest for Tour (Webinar) (25%)"
    )
    assert "Fill rate is highest for Other (Webinar) (50%)" in page.text


def test_shares_of_all_people_are_drawn_by_kind_of_organisation(trainer):
    over()

    drawn = trainer.get(REPORTS, DATES | {"by": "agency", "show": "part_of_people"}).context["chart"]

    assert [(bar.name, bar.words) for bar in drawn.bars] == [("School or college", "100%")]


def test_a_quarter_is_compared_where_asked(trainer):
    over()

    page = trainer.get(QUARTERLY, DATES | {"compare": "on"})

    assert [column.name for column in page.context["tables"][0].columns][1:] == [
        "Quarter 1 of 2024 to 2025",
        "Difference",
    ]
