"""Times in the night or in the past are told before anything is saved, wherever staff give them; and which half of the day is meant."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from hscp.web.typed_times import NotADate, read_time
from tests.admin.pages import address, filled_in
from tests.admin.spreadsheets.sheets import agree, upload, xlsx
from tests.factories import make_course, make_session
from training.models import Session
from training.sessions.unusual_times import NIGHT, PAST, remarks
from training.spreadsheets.sessions import in_full

pytestmark = pytest.mark.django_db


def part(hour, minutes=60, year=2032):
    start = datetime(year, 1, 15, hour, tzinfo=UTC)
    return start, start + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([part(9)], []),
        ([part(21)], []),
        ([part(21, 90)], [NIGHT]),
        ([part(5)], [NIGHT]),
        ([part(9), part(2)], [NIGHT]),
        ([part(9, year=2020)], [PAST]),
        ([part(2, year=2020)], [PAST, NIGHT]),
    ],
)
def test_what_is_unusual_is_said_of_any_of_the_days(parts, said):
    assert remarks(parts) == said


@pytest.mark.parametrize(
    ("typed", "near", "meant"),
    [
        ("7", time(19), time(19)),
        ("7", time(9, 30), time(7)),
        ("2", time(9, 30), time(14)),
        ("9", time(14), time(9)),
        ("9pm", time(9), time(21)),
        ("noon", time(9), time(12)),
    ],
)
def test_a_time_alone_is_guided_by_the_usual_one_and_never_in_the_night(typed, near, meant):
    assert read_time(typed, near) == meant


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("12/3/2032 9", "12/3/2032 12", ("09:00", "12:00")),
        ("12 March 2032 9", "12", ("09:00", "12:00")),
        ("Friday 12th March 2032 9-12", "", ("09:00", "12:00")),
        ("12/3/2032 1", "3pm", ("13:00", "15:00")),
        ("12/3/2032 6", "12/3/2032 8pm", ("18:00", "20:00")),
        ("12/3/2032 noon", "7pm", ("12:00", "19:00")),
        ("2032-03-12 09:30", "2032-03-12 12:30", ("09:30", "12:30")),
    ],
)
def test_a_row_reads_start_and_end_together_as_the_form_does(start, end, said):
    assert in_full(start, end) == tuple(f"2032-03-12 {clock}" for clock in said)


@pytest.mark.parametrize(
    ("start", "end", "advice"),
    [
        ("Monday 12 March 2032 9", "12", "is a Friday"),
        ("12/3/2032 7", "9", "in the morning or in the evening"),
        ("12/3/2032 9", "Monday 12 March 2032 12", "is a Friday"),
    ],
)
def test_a_row_that_could_be_two_things_is_refused(start, end, advice):
    with pytest.raises(NotADate) as refused:
        in_full(start, end)
    assert advice in refused.value.advice


def uploaded(client, **cells):
    """Upload a workbook of one row and return the page with its plan."""
    return upload(client, Session, xlsx([list(cells), list(cells.values())]))


def plan_of(client, **cells):
    return uploaded(client, **cells).context["plan"]


@pytest.fixture
def row():
    return {
        "Course": make_course(title="Basics").title,
        "Starts": "12/3/2032 9",
        "Ends": "12",
        "Places": "12",
        "Online or in person": "Online",
    }


def test_a_sheet_says_of_the_night_and_the_past_and_keeps_what_is_agreed_to(signed_in, row):
    client = signed_in("training")

    usual = plan_of(client, **row)
    night = plan_of(client, **row | {"Starts": "12/3/2032 23:00", "Ends": "23:30"})
    page = uploaded(client, **row | {"Starts": "12/3/2020 9"})
    [past] = page.context["plan"].created
    agree(client, Session, page)

    assert [entry.notices for entry in usual.created] == [[]]
    assert [f"{NIGHT}: " in entry.notices[0] for entry in night.created] == [True]
    assert f"{PAST}: Thursday 12 March 2020" in past.notices[0]
    assert Session.objects.get().starts_at == datetime(2020, 3, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ("12/3/2032", "12/3/2032", "Give the time too"),
        ("12/3/2032 7", "9", "in the morning or in the evening"),
        ("Monday 12 March 2032 9", "12", "is a Friday"),
    ],
)
def test_a_sheet_refuses_what_the_form_would(signed_in, row, start, end, why):
    [entry] = plan_of(signed_in("training"), **row | {"Starts": start, "Ends": end}).refused

    assert why in " ".join(reason for _, reason in entry.problems)


def test_a_sheet_moves_one_end_of_a_session_by_its_time_alone(signed_in):
    start = datetime(2032, 3, 12, 18, tzinfo=UTC)
    session = make_session(starts_at=start, ends_at=start + timedelta(hours=1))
    client = signed_in("training")

    page = uploaded(client, ID=str(session.pk), Ends="9")
    agree(client, Session, page)

    session.refresh_from_db()
    assert session.ends_at == start + timedelta(hours=3)


def test_a_series_does_not_tick_a_date_in_the_night(signed_in):
    start = datetime(2032, 3, 15, 19, tzinfo=UTC)
    session = make_session(starts_at=start, ends_at=start + timedelta(hours=2))
    client, where = signed_in("training"), address(session, "series")
    dates = "12 April 2032 7\n13 April 2032 23:00"

    page = client.post(where, filled_in(client.get(where), how="dates", dates=dates))

    rows = [
        (f"{timezone.localtime(row.starts_at):%H:%M}", row.remark, row.is_chosen)
        for row in page.context["rows"]
    ]
    assert rows == [("19:00", "", True), ("23:00", NIGHT, False)]


def test_a_series_of_what_is_always_late_is_ticked(signed_in):
    start = datetime(2032, 3, 15, 22, tzinfo=UTC)
    session = make_session(starts_at=start, ends_at=start + timedelta(hours=1))
    client, where = signed_in("training"), address(session, "series")

    page = client.post(where, filled_in(client.get(where), times="1"))

    assert [row.is_chosen for row in page.context["rows"]] == [True]
