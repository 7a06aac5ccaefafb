"""Opening hours in words."""

from datetime import time

import pytest

from contacts.hours import hours_in_words, time_in_words
from contacts.models import OpeningHours

WORKING_DAYS = range(1, 6)


def row(weekday, opens, closes):
    return OpeningHours(weekday=weekday, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))


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
        ("23:59", "midnight"),
        ("23:59:59", "midnight"),
    ],
)
def test_times_are_written_as_people_say_them(moment, words):
    assert time_in_words(time.fromisoformat(moment)) == words


def test_consecutive_days_of_equal_hours_are_put_together():
    hours = [row(day, "09:00", "14:00") for day in WORKING_DAYS]

    assert hours_in_words(hours) == ["Monday to Friday, 9am to 2pm"]


def test_a_day_with_other_hours_stands_apart():
    hours = [row(day, "08:30", "17:00") for day in range(1, 5)] + [row(5, "08:30", "16:30")]

    assert hours_in_words(hours) == ["Monday to Thursday, 8:30am to 5pm", "Friday, 8:30am to 4:30pm"]


def test_days_that_do_not_follow_one_another_are_not_put_together():
    hours = [row(day, "09:00", "17:00") for day in (1, 3, 6, 7)]

    assert hours_in_words(hours) == [
        "Monday, 9am to 5pm",
        "Wednesday, 9am to 5pm",
        "Saturday and Sunday, 9am to 5pm",
    ]


def test_a_break_in_the_day_is_said():
    hours = [row(2, "13:00", "17:00"), row(2, "09:00", "12:00")]

    assert hours_in_words(hours) == ["Tuesday, 9am to midday and 1pm to 5pm"]


def test_round_the_clock_is_said_in_short():
    assert hours_in_words([row(day, "00:00", "23:59") for day in range(1, 8)]) == ["Every day, 24 hours"]


def test_no_hours_are_no_words():
    assert hours_in_words([]) == []
