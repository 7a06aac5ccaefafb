"""Whether a number is answered now: cases written out by hand. `test_open_now_model.py` compares with a plain model."""

import datetime

import pytest

from contacts.enums import Season
from contacts.hours import open_now
from contacts.hours.open_now import open_status
from contacts.hours.opening_hours import Span, parse_hours
from contacts.hours.timetable import Timetable
from contacts.models import HoursException
from hscp.bank_holidays import is_bank_holiday

WEDNESDAY = datetime.datetime(2026, 12, 2, tzinfo=datetime.UTC)
WEEK = "Mon-Fri 9am-2pm"
NIGHTS = "Every day 6pm-6am"


def words(hours, at, bank_holidays="closed"):
    moment = datetime.datetime.fromisoformat(at)
    return open_status(parse_hours(hours), bank_holidays, moment).words(moment)


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        (WEEK, "2026-06-04T09:00+01:00", "Open now, until 2pm"),
        (WEEK, "2026-06-04T12:59:59.999999+00:00", "Open now, until 2pm"),
        (WEEK, "2026-06-04T14:00+01:00", "Closed, opens 9am tomorrow"),
        (WEEK, "2026-06-04T08:59:59+01:00", "Closed, opens 9am today"),
        (WEEK, "2026-06-05T15:00+01:00", "Closed, opens Monday 9am"),
        (WEEK, "2026-06-07T23:59+01:00", "Closed, opens 9am tomorrow"),
        ("Mon 9am-1pm and 2pm-4pm", "2026-06-08T13:30+01:00", "Closed, opens 2pm today"),
        ("Mon 9am-1pm and 1pm-4pm", "2026-06-08T12:59+01:00", "Open now, until 4pm"),
        ("Fri 9am-5pm", "2026-06-06T18:00+01:00", "Closed, opens Friday 9am"),
        ("Fri 9am-5pm", "2026-06-05T18:00+01:00", "Closed, opens Friday 12 June 9am"),
        ("Mon 9am-midday", "2026-06-08T09:00+01:00", "Open now, until midday"),
    ],
)
def test_an_ordinary_day(hours, at, expected):
    assert words(hours, at) == expected


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        ("Sat 10pm-6am", "2026-06-06T22:00+01:00", "Open now, until 6am tomorrow"),
        ("Sat 10pm-6am", "2026-06-07T05:59+01:00", "Open now, until 6am"),
        ("Sat 10pm-6am", "2026-06-07T06:00+01:00", "Closed, opens Saturday 10pm"),
        ("Sat 10pm-6am", "2026-06-06T05:00+01:00", "Closed, opens 10pm today"),
        ("Sun 10pm-6am", "2026-06-08T05:00+01:00", "Open now, until 6am"),
        ("Mon 6pm-midnight", "2026-06-08T23:59+01:00", "Open now, until midnight"),
        ("Mon 6pm-midnight", "2026-06-09T00:00+01:00", "Closed, opens Monday 6pm"),
        ("Mon 6pm-midnight, Tue midnight-2am", "2026-06-08T20:00+01:00", "Open now, until 2am tomorrow"),
        ("Mon and Tue 24 hours", "2026-06-08T00:00+01:00", "Open now, until the end of tomorrow"),
        ("Mon and Tue 24 hours", "2026-06-07T12:00+01:00", "Closed, opens midnight tonight"),
        ("Mon and Tue 24 hours", "2026-06-06T12:00+01:00", "Closed, opens at the start of Monday"),
        (
            "Fri 6pm-midnight, Sat and Sun 24 hours",
            "2026-06-05T19:00+01:00",
            "Open now, until the end of Sunday",
        ),
        (
            "Fri 6pm-midnight, Sat, Sun 24 hours, Mon 12am-8am",
            "2026-06-05T19:00+01:00",
            "Open now, until 8am on Monday",
        ),
        ("24/7", "2026-06-04T10:00+01:00", "Open now, 24 hours"),
    ],
)
def test_past_midnight(hours, at, expected):
    assert words(hours, at) == expected


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        # Christmas Day 2026 is a Friday; Boxing Day is a Saturday, with Monday as its substitute.
        (WEEK, "2026-12-24T15:00+00:00", "Closed, opens Tuesday 9am"),
        (WEEK, "2026-12-25T10:00+00:00", "Closed for the bank holiday, opens Tuesday 9am"),
        (WEEK, "2026-12-26T10:00+00:00", "Closed, opens Tuesday 9am"),
        (WEEK, "2026-12-28T10:00+00:00", "Closed for the bank holiday, opens 9am tomorrow"),
        (
            "Sat 9am-5pm",
            "2026-12-26T10:00+00:00",
            "Closed for the bank holiday, opens Saturday 2 January 9am",
        ),
        # Christmas Day 2027 is a Saturday: Monday and Tuesday are the substitutes for the two days.
        (WEEK, "2027-12-24T10:00+00:00", "Open now, until 2pm"),
        (WEEK, "2027-12-27T10:00+00:00", "Closed for the bank holiday, opens Wednesday 9am"),
        ("Mon 9am-5pm", "2027-12-20T18:00+00:00", "Closed, opens Monday 10 January 9am"),
        (WEEK, "2026-12-31T15:00+00:00", "Closed, opens Monday 9am"),
        (WEEK, "2027-01-01T10:00+00:00", "Closed for the bank holiday, opens Monday 9am"),
        (WEEK, "2028-01-03T10:00+00:00", "Closed for the bank holiday, opens 9am tomorrow"),
        (WEEK, "2026-04-02T15:00+01:00", "Closed, opens Tuesday 9am"),
        (WEEK, "2026-04-06T10:00+01:00", "Closed for the bank holiday, opens 9am tomorrow"),
        (WEEK, "2026-04-06T20:00+01:00", "Closed for the bank holiday, opens 9am tomorrow"),
        # Hours belong to the day they start on: Thursday's run into Good Friday, and Good Friday's do not start.
        (NIGHTS, "2026-04-03T02:00+01:00", "Open now, until 6am"),
        (NIGHTS, "2026-04-03T20:00+01:00", "Closed for the bank holiday, opens 6pm tomorrow"),
        (NIGHTS, "2026-04-04T02:00+01:00", "Closed for the bank holiday, opens 6pm today"),
        (NIGHTS, "2026-04-04T07:00+01:00", "Closed, opens 6pm today"),
        ("24/7", "2026-12-20T10:00+00:00", "Open now, until the end of Thursday"),
        ("24/7", "2026-12-17T10:00+00:00", "Open now, until the end of Thursday 24 December"),
        ("24/7", "2026-12-16T23:59+00:00", "Open now, 24 hours"),
        ("24/7", "2026-12-25T10:00+00:00", "Closed for the bank holiday, opens at the start of Sunday"),
    ],
)
def test_bank_holidays(hours, at, expected):
    assert words(hours, at) == expected


@pytest.mark.parametrize("hours", [WEEK, "24/7"])
@pytest.mark.parametrize("at", ["2026-12-25T10:00+00:00", "2026-12-28T10:00+00:00", "2026-04-06T10:00+01:00"])
def test_a_point_with_its_usual_hours_is_open_on_bank_holidays(hours, at):
    assert words(hours, at, "usual").startswith("Open now, ")


@pytest.mark.parametrize("day", ["2026-03-29", "2027-03-28"])
@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        ("Sun 1:30am-4am", "00:59", "Closed, opens 2am today"),
        ("Sun 1:30am-4am", "01:00", "Open now, until 4am"),
        ("Sun midnight-1:30am", "00:59", "Open now, until 2am"),
        ("Sun midnight-1:30am and 11pm-11:30pm", "01:00", "Closed, opens 11pm today"),
        ("Sun midnight-1am", "00:59", "Open now, until 2am"),
        ("Sun midnight-9am", "07:59", "Open now, until 9am"),
        ("Sat 10pm-9am", "08:00", "Closed, opens Saturday 10pm"),
    ],
)
def test_the_hour_that_spring_skips(day, hours, at, expected):
    assert words(hours, f"{day}T{at}+00:00", "usual") == expected


def test_hours_within_the_hour_that_spring_skips_do_not_happen():
    assert words("Sun 1:15am-1:45am", "2026-03-29T00:30+00:00") == "Closed, opens Sunday 5 April 1:15am"


@pytest.mark.parametrize("day", ["2026-10-25", "2027-10-31"])
@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        ("Sun 1:30am-4am", "00:29", "Closed, opens 1:30am today"),
        ("Sun 1:30am-4am", "00:30", "Open now, until 4am"),
        ("Sun 1:30am-4am", "01:15", "Open now, until 4am"),
        ("Sun midnight-1:30am", "00:45", "Open now, until 1:30am"),
        ("Sun midnight-1:30am", "01:29", "Open now, until 1:30am"),
        ("Sun 1:15am-1:30am and 11pm-11:30pm", "01:30", "Closed, opens 11pm today"),
        ("Sun midnight-1am and 11pm-11:30pm", "00:00", "Closed, opens 11pm today"),
        ("Sun midnight-2am and 11pm-11:30pm", "01:59", "Open now, until 2am"),
        ("Sun 2am-9am", "01:59", "Closed, opens 2am today"),
        ("Sat 10pm-9am", "08:59", "Open now, until 9am"),
    ],
)
def test_the_hour_that_autumn_repeats(day, hours, at, expected):
    assert words(hours, f"{day}T{at}+00:00") == expected


def test_no_hours_are_no_status():
    assert open_status([], "closed", datetime.datetime(2026, 6, 4, tzinfo=datetime.UTC)) is None


def test_overlapping_rows_of_the_database_are_one_opening():
    rows = [Span(4, datetime.time(12), datetime.time(13)), Span(4, datetime.time(9), datetime.time(17))]
    at = datetime.datetime(2026, 6, 4, 11, tzinfo=datetime.UTC)

    assert open_status(rows, "closed", at).words(at) == "Open now, until 5pm"


# As the government published them, gov.uk/bank-holidays; 2028 by the same rules.
PUBLISHED = {
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}
# Days at a weekend, with another day as substitute: a service closes on both.
AT_A_WEEKEND = {2026: "12-26", 2027: "12-25 12-26", 2028: "01-01"}


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_of_england(year):
    days = [datetime.date(year, 1, 1) + datetime.timedelta(days=number) for number in range(365)]

    found = {f"{day:%m-%d}" for day in days if is_bank_holiday(day)}

    assert found == {*PUBLISHED[year].split(), *AT_A_WEEKEND.get(year, "").split()}


def test_the_same_hours_are_worked_out_once_until_the_status_changes(monkeypatch):
    """For whichever contact point: until they open or close, and at midnight, when a bank holiday may begin."""
    worked_out = []
    work_out = open_now._status_and_changes
    monkeypatch.setattr(open_now, "_remembered", {})
    monkeypatch.setattr(
        open_now, "_status_and_changes", lambda *given: worked_out.append(given) or work_out(*given)
    )

    def times(*hours, week=WEEK, **more):
        """Return how often the status is worked out for these hours of a Wednesday, and whether it was open then."""
        worked_out.clear()
        moments = [WEDNESDAY + datetime.timedelta(hours=hour) for hour in hours]
        return [open_status(parse_hours(week), "closed", at, **more).is_open for at in moments], len(
            worked_out
        )

    assert times(3, 4) == ([False, False], 1)
    assert times(9, 12) == ([True, True], 1)
    assert times(20, 23, 25) == ([False, False, False], 2)
    assert times(12) == ([True], 1)
    assert times(12, week="second Wed 9am-2pm") == ([False], 1)
    # Days that differ may be changed for one point alone.
    closed = HoursException(first_day=WEDNESDAY.date(), last_day=WEDNESDAY.date())
    assert times(12, 12, exceptions=[closed]) == ([False, False], 2)


def test_hours_that_depend_on_more_than_the_day_of_the_week_are_not_remembered():
    [*rows] = parse_hours(WEEK)

    assert Timetable(rows).usual is not None
    assert Timetable([row._replace(season=Season.TERM) for row in rows]).usual is None
    assert Timetable(rows, exceptions=[HoursException()]).usual is None
    assert Timetable(follows=Timetable(rows)).usual is None


def test_no_more_hours_are_remembered_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(open_now, "_REMEMBERED", 2)

    for hour in range(1, 9):
        open_status([Span(1, datetime.time(hour), datetime.time(12))], "closed", WEDNESDAY)

    assert len(open_now._remembered) <= 2
