"""Open now, compared with a plain model that goes through the minutes one by one: ten years, every clock change and bank holiday.

The model shares nothing with the code: it has its own rule of summer time and its own bank holidays.
"""

import datetime
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contacts.hours.open_now import open_status, status_of
from contacts.hours.opening_hours import Span
from contacts.hours.timetable import Timetable
from contacts.models import HoursException
from contacts.models.school_year import SchoolYear
from hscp.bank_holidays import is_bank_holiday

YEARS = range(2024, 2035)
DAY, HOUR, MINUTE = (datetime.timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes"))
EIGHT_DAYS = 8 * DAY


def last_sunday(year, month):
    day = datetime.datetime.combine(datetime.date(year, month, 31), datetime.time())
    return day - (day.isoweekday() % 7) * DAY


@cache
def summer(year):
    """When summer time begins and ends, in Greenwich time, without a time zone, like all times of the model."""
    return last_sunday(year, 3) + HOUR, last_sunday(year, 10) + HOUR


def shown(moment):
    """What a London clock shows at a moment."""
    begins, ends = summer(moment.year)
    return moment + HOUR if begins <= moment < ends else moment


@cache
def minutes_of(day):
    """Every minute at which a London calendar shows the day, with what the clock shows."""
    midnight = datetime.datetime.combine(day, datetime.time())
    minutes = (midnight + number * MINUTE for number in range(-60, 24 * 60))
    return [(minute, shown(minute).time()) for minute in minutes if shown(minute).date() == day]


@cache
def easter(year):
    """The Sunday by the anonymous Gregorian algorithm."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return datetime.date(year, month, day + 1)


@cache
def holidays_of(year):
    """England's: Easter's two, the three Mondays, and three dates, each moved to the next free weekday if it is at a weekend."""
    found = {easter(year) - 2 * DAY, easter(year) + DAY}
    for month, candidates in ((5, range(1, 8)), (5, range(25, 32)), (8, range(25, 32))):
        found |= {
            datetime.date(year, month, day)
            for day in candidates
            if datetime.date(year, month, day).weekday() == 0
        }
    dates = [datetime.date(year, month, day) for month, day in ((1, 1), (12, 25), (12, 26))]
    found.update(dates)
    for date in dates:
        if date.isoweekday() > 5:
            while date in found or date.isoweekday() > 5:
                date += DAY
            found.add(date)
    return found


def stretch(row, day):
    """The first and the last minute of the hours that a row gives a day; None if it gives none."""
    opening = [minute for minute, clock in minutes_of(day) if clock >= row.opens]
    closing_day = day if row.closes > row.opens else day + DAY
    before = [minute for minute, clock in minutes_of(closing_day) if clock < row.closes]
    last = before[-1] if before else minutes_of(closing_day)[0][0] - MINUTE
    return (opening[0], last) if opening and opening[0] <= last else None


def answer(rows, closes_on_bank_holidays, at):
    """What the model says: is it open, until when, when does it open, and does a bank holiday close it."""
    kept, lost = {}, {}

    def hours_of(day, store):
        if day not in kept:
            found = [stretch(row, day) for row in rows if row.weekday == day.isoweekday()]
            found = [each for each in found if each]
            holiday = closes_on_bank_holidays and day in holidays_of(day.year)
            kept[day], lost[day] = ([], found) if holiday else (found, [])
        return store[day]

    def covered(minute, store):
        day = shown(minute).date()
        return any(
            first <= minute <= last for each in (day - DAY, day) for first, last in hours_of(each, store)
        )

    minute = at.replace(second=0, microsecond=0)
    if covered(minute, kept):
        while covered(minute, kept) and minute - at < EIGHT_DAYS:
            minute += MINUTE
        return True, minute if minute - at < EIGHT_DAYS else None, None, False
    holiday = covered(minute, lost) or bool(hours_of(shown(minute).date(), lost))
    while not covered(minute, kept):
        minute += MINUTE
    return False, None, minute, holiday


def assert_same(rows, bank_holidays, at):
    status = open_status(rows, bank_holidays, at.replace(tzinfo=datetime.UTC))

    plain = [
        moment and moment.astimezone(datetime.UTC).replace(tzinfo=None)
        for moment in (status.until, status.opens_at)
    ]
    assert (status.is_open, *plain, status.bank_holiday) == answer(rows, bank_holidays == "closed", at)


CHANGES = [change for year in YEARS for change in summer(year)]
HOLIDAYS = sorted(day for year in YEARS for day in holidays_of(year))
FIRST = datetime.datetime.combine(datetime.date(YEARS[0], 1, 1), datetime.time())
LAST = datetime.datetime.combine(datetime.date(YEARS[-1], 12, 31), datetime.time.max)


def near(moments, distance):
    shifts = st.timedeltas(-distance, distance)
    return st.builds(lambda moment, shift: moment + shift, st.sampled_from(moments), shifts)


MOMENTS = st.one_of(
    st.datetimes(FIRST, LAST),
    near(CHANGES, 2 * HOUR),
    near(CHANGES, 2 * DAY),
    near([datetime.datetime.combine(day, datetime.time(12)) for day in HOLIDAYS], 4 * DAY),
)
TIMES = st.one_of(
    st.sampled_from(
        [datetime.time(hour, minute) for hour in (0, 1, 2) for minute in (0, 1, 15, 30, 59)]
        + [datetime.time(hour) for hour in (6, 9, 12, 17, 22)]
    ),
    st.builds(datetime.time, st.integers(0, 23), st.integers(0, 59)),
)
ROWS = st.one_of(
    st.lists(
        st.builds(Span, st.integers(1, 7), TIMES, TIMES, st.just(0), st.just("")), min_size=1, max_size=8
    ),
    # The same hours on several days, which run on if one day's end is the next one's beginning.
    st.builds(
        lambda days, times: [Span(day, opens, closes) for day in days for opens, closes in times],
        st.sets(st.integers(1, 7), min_size=1),
        st.lists(st.tuples(TIMES, TIMES), min_size=1, max_size=2),
    ),
    st.just([Span(day, datetime.time(), datetime.time()) for day in range(1, 8)]),
)


@settings(max_examples=500, deadline=None)
@given(ROWS, st.sampled_from(["closed", "usual"]), MOMENTS)
def test_any_hours_at_any_moment_of_ten_years_agree_with_the_model(rows, bank_holidays, at):
    assert_same(rows, bank_holidays, at)


TIMETABLES = {
    "office": [Span(day, datetime.time(9), datetime.time(14)) for day in range(1, 6)],
    "nights": [Span(day, datetime.time(17), datetime.time(8, 30)) for day in range(1, 8)],
    "early": [Span(day, datetime.time(1, 15), datetime.time(1, 45)) for day in range(1, 8)],
}


@pytest.mark.parametrize("name", TIMETABLES)
def test_every_clock_change_agrees_with_the_model(name):
    for change in CHANGES:
        for quarter in range(-8, 9):
            assert_same(TIMETABLES[name], "closed", change + quarter * datetime.timedelta(minutes=15))


@pytest.mark.parametrize("name", TIMETABLES)
def test_every_bank_holiday_agrees_with_the_model(name):
    for day in HOLIDAYS:
        for hour in (-13, 0, 10, 24, 34):
            assert_same(
                TIMETABLES[name], "closed", datetime.datetime.combine(day, datetime.time()) + hour * HOUR
            )


def test_the_bank_holidays_shipped_are_those_of_the_model():
    days = [(FIRST + number * DAY).date() for number in range((LAST - FIRST).days + 1)]

    assert [day for day in days if is_bank_holiday(day)] == HOLIDAYS


# Everything else that hours can be. The terms are known for a part of the years only.
TERMS = [
    (datetime.date(2025, 9, 2), datetime.date(2025, 10, 24)),
    (datetime.date(2025, 11, 3), datetime.date(2025, 12, 19)),
    (datetime.date(2026, 1, 5), datetime.date(2026, 2, 13)),
    (datetime.date(2026, 2, 23), datetime.date(2026, 3, 27)),
    (datetime.date(2026, 4, 13), datetime.date(2026, 5, 22)),
    (datetime.date(2026, 6, 1), datetime.date(2026, 7, 22)),
    (datetime.date(2026, 9, 2), datetime.date(2026, 10, 23)),
    # The second half of the autumn is missing: nobody knows.
    (datetime.date(2027, 1, 5), datetime.date(2027, 2, 12)),
]


def season_of(day):
    """What the calendar of terms says of a day; None where a term is missing, and before the first and after the last."""
    if any(first <= day <= last for first, last in TERMS):
        return "term"
    known = TERMS[0][0] < day < TERMS[-1][1] and not TERMS[6][1] < day < TERMS[7][0]
    return "holidays" if known else None


def rows_of_day(table, day):
    """The rows that hold on a day, and those of which that is not known. None for both: no hours are known at all."""
    differing = [row for row in table.exceptions if row.first_day <= day <= row.last_day]
    if differing:
        return [row for row in differing if row.opens], []
    if not table.rows:
        return None, None
    holiday = table.bank_holidays != "usual" and day in holidays_of(day.year)
    nth = sum(1 for number in range(1, day.day + 1) if day.replace(day=number).weekday() == day.weekday())
    is_last = (day + 7 * DAY).month != day.month
    found = [
        row
        for row in table.rows
        if (holiday and row.weekday == 9 and table.bank_holidays == "own")
        or (
            not holiday
            and row.weekday == day.isoweekday()
            and (row.nth == 0 or row.nth == nth or (row.nth == -1 and is_last))
        )
    ]
    season = season_of(day)
    return (
        [row for row in found if row.season in ("", season)],
        [row for row in found if row.season and season is None],
    )


def within(rows, day, minute):
    stretches = (stretch(row, day) for row in rows or ())
    return any(each and each[0] <= minute <= each[1] for each in stretches)


def state(table, minute):
    """Whether somebody answers in a minute: "open", "closed", or "unknown"."""
    today = shown(minute).date()
    if table.follows is None:
        days = [(day, *rows_of_day(table, day)) for day in (today - DAY, today)]
        if any(within(kept, day, minute) for day, kept, _ in days):
            return "open"
        if days[1][1] is None or any(within(perhaps, day, minute) for day, _, perhaps in days):
            return "unknown"
        return "closed"
    differing = {
        day: [row for row in table.exceptions if row.first_day <= day <= row.last_day]
        for day in (today - DAY, today)
    }
    if any(within([row for row in rows if row.opens], day, minute) for day, rows in differing.items()):
        return "open"
    if differing[today]:
        return "closed"
    return {"open": "closed", "closed": "open", "unknown": "unknown"}[state(table.follows, minute)]


class Row(Span):
    """A Span that knows the terms, as a row of the database does."""

    school_year = SchoolYear(TERMS)


def build_exceptions(first, lengths, hours):
    """Exceptions that follow one another without a common day, from the day `first` on."""
    found, day = [], first
    for gap, length in lengths:
        day += gap * DAY
        last = day + length * DAY
        spans = hours[len(found) % len(hours)] if hours else []
        found += [
            HoursException(first_day=day, last_day=last, opens=opens, closes=closes)
            for opens, closes in spans
        ] or [HoursException(first_day=day, last_day=last)]
        day = last + DAY
    return found


DAYS = st.dates(datetime.date(2025, 8, 1), datetime.date(2027, 3, 31))
EXCEPTIONS = st.builds(
    build_exceptions,
    DAYS,
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12)), max_size=3),
    st.lists(st.lists(st.tuples(TIMES, TIMES), max_size=2, unique_by=lambda pair: pair[0]), max_size=3),
)
ANY_ROWS = st.lists(
    st.builds(
        Row,
        st.sampled_from([1, 2, 3, 4, 5, 6, 7, 9]),
        TIMES,
        TIMES,
        st.sampled_from([0, 0, 0, 1, 2, 3, 4, -1]),
        st.sampled_from(["", "", "term", "holidays"]),
    ).map(lambda row: row._replace(nth=0) if row.weekday == 9 else row),
    max_size=8,
)
TABLES = st.builds(Timetable, ANY_ROWS, st.sampled_from(["closed", "usual", "own"]), EXCEPTIONS)
ALL_TABLES = st.one_of(TABLES, st.builds(Timetable, st.just(()), st.just("closed"), EXCEPTIONS, TABLES))
SPECIAL = near([datetime.datetime.combine(first, datetime.time()) for first, _ in TERMS], 3 * DAY)
SOON = st.one_of(
    st.builds(datetime.datetime.combine, DAYS, TIMES),
    near([change for year in (2025, 2026) for change in summer(year)], 2 * HOUR),
    near(
        [datetime.datetime.combine(day, datetime.time(12)) for day in HOLIDAYS if 2025 <= day.year <= 2026],
        3 * DAY,
    ),
    near(
        [datetime.datetime.combine(datetime.date(year, 12, 31), datetime.time(23)) for year in (2025, 2026)],
        12 * HOUR,
    ),
    SPECIAL,
)


@settings(max_examples=150, deadline=None)
@given(ALL_TABLES, SOON)
# Unknown for a quarter of an hour only, a week before somebody is known to answer.
@example(
    Timetable(
        [
            Row(1, datetime.time(0), datetime.time(0), nth=1),
            Row(1, datetime.time(2, 1), datetime.time(2, 15), season="term"),
        ],
        "closed",
        [],
    ),
    datetime.datetime(2025, 3, 30, 1),  # noqa: DTZ001  (the model has no time zone)
)
def test_hours_of_every_sort_agree_with_the_model_and_unknown_is_never_open(table, at):
    at = at.replace(second=0, microsecond=0)
    status = status_of(table, at.replace(tzinfo=datetime.UTC))

    if not table.says_something:
        assert status is None
        return
    says = "unknown" if status is None else "open" if status.is_open else "closed"
    assert says == state(table, at)
    if status is None:
        return
    change = status.until or status.opens_at
    end = change.astimezone(datetime.UTC).replace(tzinfo=None) if change else at + EIGHT_DAYS
    # The first hours minute by minute, then hour by hour, and the last minute.
    steps = [*range(60), *range(60, 8 * 24 * 60, 60)]
    for minute in [*(at + step * MINUTE for step in steps), end - MINUTE]:
        if change is None and not status.is_open and state(table, minute) != "closed":
            # Nothing is promised from the first minute on at which it is not known, perhaps one that was not looked at.
            since = (minute - step * MINUTE for step in range((minute - at) // MINUTE + 1))
            assert "unknown" in (state(table, each) for each in since)
            break
        if minute < end:
            assert (minute, state(table, minute) == "open") == (minute, status.is_open)
    if change:
        assert (state(table, end) == "open") != status.is_open


@settings(max_examples=100, deadline=None)
@given(TABLES, SOON)
def test_of_two_numbers_that_take_turns_one_answers_at_every_known_moment(table, at):
    at = at.replace(tzinfo=datetime.UTC)

    office, night = status_of(table, at), status_of(Timetable(follows=table), at)

    assert (night is None) == (office is None)
    assert office is None or office.is_open != night.is_open
