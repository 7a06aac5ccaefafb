"""Times of day as people type them, alone and from one to another."""

from datetime import time

import pytest

from hscp.web.typed_times import NotADate, read_span, read_time, split_span


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("9:30", 9, 30),
        ("9.30am", 9, 30),
        ("9.30 a.m.", 9, 30),
        ("930", 9, 30),
        ("1400", 14, 0),
        ("14:00", 14, 0),
        ("7pm", 19, 0),
        ("7 p.m.", 19, 0),
        ("noon", 12, 0),
        ("Midday", 12, 0),
        ("12 noon", 12, 0),
        ("12", 12, 0),
        ("12am", 0, 0),
        ("midnight", 0, 0),
        ("9", 9, 0),
        ("9 o’clock", 9, 0),
        ("1:30", 13, 30),
        ("1", 13, 0),
        ("6:59", 18, 59),
        ("7", 7, 0),
        ("01:30", 1, 30),
        ("00:00", 0, 0),
        ("9:30:00", 9, 30),
        ("half past nine", 9, 30),
        ("quarter to ten", 9, 45),
        ("Quarter to one", 12, 45),
        ("quarter past 2 pm", 14, 15),
    ],
)
def test_a_time_is_read_as_people_mean_it_and_never_into_the_night(text, hour, minute):
    assert read_time(text) == time(hour, minute)


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "9:60", "13pm", "0am", "half past", "half past many", "1 2", "٩", "99999"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(NotADate):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("9-12", "09:00 12:00"),
        ("1-3pm", "13:00 15:00"),
        ("11.30-1", "11:30 13:00"),
        ("9 to 5", "09:00 17:00"),
        ("9am – 12", "09:00 12:00"),
        ("1 until 3", "13:00 15:00"),
        ("10-1pm", "10:00 13:00"),
        ("7-9pm", "19:00 21:00"),
        ("9-3pm", "09:00 15:00"),
        ("8-10", "08:00 10:00"),
        ("5-7", "17:00 19:00"),
        ("9:30 - noon", "09:30 12:00"),
        ("1:30 - 17:00", "13:30 17:00"),
        ("9:00 - 22:00", "09:00 22:00"),
        ("09:00 - 5:00", "09:00 17:00"),
        ("22:00 - 23:30", "22:00 23:30"),
        ("9.30am - 9:00", "09:30 09:00"),
        ("half past nine to quarter to one", "09:30 12:45"),
    ],
)
def test_one_time_of_a_span_guides_the_other(text, span):
    start, end = read_span(*split_span(text))

    assert f"{start:%H:%M} {end:%H:%M}" == span


@pytest.mark.parametrize("text", ["7-9", "6.30-8"])
def test_a_span_that_can_be_two_is_refused(text):
    with pytest.raises(NotADate) as refused:
        read_span(*split_span(text))

    assert "can be in the morning or in the evening" in refused.value.advice
