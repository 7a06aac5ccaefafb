"""Times, lengths, numbers of things and single lines in words."""

from datetime import UTC, datetime, time

import pytest

from hscp.web.wording import (
    clock_time,
    counted,
    date_and_time,
    duration,
    one_line,
    printable_line,
    time_span,
)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("09:00", "9am"),
        ("00:30", "12:30am"),
        ("12:00", "midday"),
        ("12:05", "12:05pm"),
        ("13:30", "1:30pm"),
        ("17:00", "5pm"),
        ("00:00", "midnight"),
        ("23:59", "11:59pm"),
    ],
)
def test_times_are_written_as_people_say_them(moment, words):
    assert clock_time(time.fromisoformat(moment)) == words


def test_a_moment_is_told_in_london_time():
    assert date_and_time(datetime(2027, 7, 6, 8, 5, tzinfo=UTC)) == "Tuesday 6 July 2027, 9:05am"


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (datetime(2027, 7, 6, 11, tzinfo=UTC), "Tuesday 6 July 2027, 9am to midday"),
        # Half past midnight in London, on the next day.
        (
            datetime(2027, 7, 6, 23, 30, tzinfo=UTC),
            "Tuesday 6 July 2027, 9am to Wednesday 7 July 2027, 12:30am",
        ),
    ],
)
def test_a_span_of_time_names_the_day_once_if_it_is_the_same(end, words):
    assert time_span(datetime(2027, 7, 6, 8, tzinfo=UTC), end) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, ""),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (121, "2 hours 1 minute"),
    ],
)
def test_a_length_is_told_in_hours_and_minutes(minutes, words):
    assert duration(minutes) == words


def test_one_thing_is_told_in_the_singular_and_none_or_more_in_the_plural():
    assert [counted(n, "place") for n in range(3)] == ["0 places", "1 place", "2 places"]
    assert [counted(n, "person is", "people are") for n in range(1, 3)] == ["1 person is", "2 people are"]


def test_every_break_and_run_of_spaces_becomes_one_space():
    assert one_line("  A\r\nB\u2028C\xa0 \tD\x85") == "A B C D"


def test_a_printable_line_has_no_control_characters():
    assert printable_line("A\x00\x1b\u202eB\nC") == "A B C"
