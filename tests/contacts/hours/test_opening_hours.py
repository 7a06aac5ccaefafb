"""Opening hours: in words, and parsed from what editors type."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from contacts.enums import Weekday
from contacts.hours.opening_hours import Span, hours_in_words, parse_hours, read_hours
from contacts.hours.spans import without_a_break
from contacts.models import OpeningHours

WORKING_DAYS = range(1, 6)


def row(weekday, opens, closes):
    return OpeningHours(weekday=weekday, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))


def test_consecutive_days_of_equal_hours_are_put_together():
    hours = [row(day, "09:00", "14:00") for day in WORKING_DAYS]

    assert hours_in_words(hours) == ["Monday to Friday, 9am to 2pm"]


def test_a_day_with_other_hours_has_its_own_line():
    hours = [row(day, "08:30", "17:00") for day in range(1, 5)] + [row(5, "08:30", "16:30")]

    assert hours_in_words(hours) == ["Monday to Thursday, 8:30am to 5pm", "Friday, 8:30am to 4:30pm"]


def test_days_that_do_not_follow_one_another_are_not_put_together():
    hours = [row(day, "09:00", "17:00") for day in (1, 3, 6, 7)]

    assert hours_in_words(hours) == [
        "Monday, 9am to 5pm",
        "Wednesday, 9am to 5pm",
        "Saturday and Sunday, 9am to 5pm",
    ]


def test_a_break_in_the_day_is_shown():
    hours = [row(2, "13:00", "17:00"), row(2, "09:00", "12:00")]

    assert hours_in_words(hours) == ["Tuesday, 9am to midday and 1pm to 5pm"]


def test_round_the_clock_has_short_words():
    assert hours_in_words([row(day, "00:00", "00:00") for day in range(1, 8)]) == ["Every day, 24 hours"]


def test_no_hours_are_no_words():
    assert hours_in_words([]) == []


def test_hours_past_midnight_are_shown_on_the_day_they_start():
    assert hours_in_words([row(6, "22:00", "06:00")]) == ["Saturday, 10pm to 6am"]


MONDAY_TO_FRIDAY = ["Monday to Friday, 9am to 5pm"]


@pytest.mark.parametrize(
    "text",
    [
        "Mon-Fri 9am-5pm",
        "Monday to Friday, 9am to 5pm",
        "  monday–friday  :  9 AM — 5 P.M. ",
        "MON‑FRI 9.00am−5.00pm",
        "weekdays from 9am until 5pm",
        "Mondays through Fridays, open 9am till 5pm",
        "Mon, Tues, Weds, Thurs & Fri 9am-5pm",
        "9am to 5pm Monday to Friday",
        "Mon-Fri 09:00–17:00",
        "Mon-Fri 0900-1700hrs",
        "Mon-Fri 9:00-17:00",
        "Mon-Fri 9-17",
        "Mon-Fri 9-5pm",
        "Mon-Fri 9am-5",
        "Mon-Fri 09:00-5:00",
        "Ｍon-Fri ９am～5pm",
        "Mon-Thu 9am-5pm, Fri 9am-5pm",
        "Mon-Thu 9am-5pm\n\nFri 9am-5pm\nSat and Sun closed",
        "Fri 9am-5pm\r\nMon-Thu 9am-5pm",
    ],
)
def test_one_set_of_hours_is_read_however_it_is_typed(text):
    assert hours_in_words(parse_hours(text)) == MONDAY_TO_FRIDAY


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \n ", []),
        (
            "Mon, Wed and Fri 9:30am-1pm and 2pm-4pm",
            [f"{day}, 9:30am to 1pm and 2pm to 4pm" for day in ("Monday", "Wednesday", "Friday")],
        ),
        ("Every day 24 hours", ["Every day, 24 hours"]),
        ("24/7", ["Every day, 24 hours"]),
        ("24 hours a day, 7 days a week", ["Every day, 24 hours"]),
        ("daily 00:00-24:00", ["Every day, 24 hours"]),
        ("Sat all day", ["Saturday, 24 hours"]),
        ("Sat 10pm-6am", ["Saturday, 10pm to 6am"]),
        ("Fri-Mon 9am-midday", ["Monday, 9am to midday", "Friday to Sunday, 9am to midday"]),
        ("weekend noon to 12 midnight", ["Saturday and Sunday, midday to midnight"]),
        ("Tue 9am-12", ["Tuesday, 9am to midday"]),
        ("Tue 12-2pm", ["Tuesday, midday to 2pm"]),
        ("Tue 12am-2am", ["Tuesday, midnight to 2am"]),
        ("Tue 10-6am", ["Tuesday, 10pm to 6am"]),
        ("Tue 9-11pm", ["Tuesday, 9pm to 11pm"]),
        ("Tue 7:00-21:00", ["Tuesday, 7am to 9pm"]),
        ("Tue 20:00-8:00", ["Tuesday, 8pm to 8am"]),
        ("Tue 10:00-02:00", ["Tuesday, 10am to 2am"]),
        ("Tue 9:59am-11:59pm", ["Tuesday, 9:59am to 11:59pm"]),
        ("Mon 9am-1pm\nMon 1pm-5pm", ["Monday, 9am to 1pm and 1pm to 5pm"]),
        ("Sun 10pm-6am\nMon 6am-9am", ["Monday, 6am to 9am", "Sunday, 10pm to 6am"]),
    ],
)
def test_hours_are_read_as_people_mean_them(text, words):
    assert hours_in_words(parse_hours(text)) == words


OFFICE = "Monday to Friday, 9am to 5pm"
ALWAYS = "Every day, 24 hours"


@pytest.mark.parametrize(
    ("text", "words", "bank_holidays"),
    [
        ("24 hours per day", [ALWAYS], "usual"),
        ("24 hours a day", [ALWAYS], "usual"),
        ("Open 24 hours every day", [ALWAYS], "usual"),
        ("24 hours a day, 7 days a week", [ALWAYS], "usual"),
        ("24 hours a day, 365 days a year", [ALWAYS], "usual"),
        ("24/7", [ALWAYS], "usual"),
        ("Round the clock", [ALWAYS], "usual"),
        ("at all times", [ALWAYS], "usual"),
        ("24/7, closed on bank holidays", [ALWAYS], "closed"),
        ("24 hours", [ALWAYS], None),
        ("Day and night", [ALWAYS], None),
        ("Every day, 24 hours", [ALWAYS], None),
        ("24 hours a day Monday to Friday", ["Monday to Friday, 24 hours"], None),
        ("Mon-Fri 9am-5pm\nClosed on bank holidays", [OFFICE], "closed"),
        ("Mon-Fri 9am-5pm, closed on bank holidays", [OFFICE], "closed"),
        ("Mon-Fri 9am-5pm except bank holidays", [OFFICE], "closed"),
        ("Mon-Fri 9am-5pm (not public holidays)", [OFFICE], "closed"),
        ("Mon-Fri 9am-5pm, closed at weekends and bank holidays", [OFFICE], "closed"),
        ("Monday to Friday including bank holidays, 9am to 5pm", [OFFICE], "usual"),
        (
            "24 hours at weekends and bank holidays",
            ["Saturday and Sunday, 24 hours", "Bank holidays, 24 hours"],
            "own",
        ),
        (
            "Weekdays 9am-5pm; weekends and bank holidays 10am-4pm",
            [OFFICE, "Saturday and Sunday, 10am to 4pm", "Bank holidays, 10am to 4pm"],
            "own",
        ),
        ("4:30pm Friday to 8:30am Monday", ["4:30pm Friday to 8:30am Monday"], None),
        ("From Friday at 4.30pm until Monday at 8.30am", ["4:30pm Friday to 8:30am Monday"], None),
        ("Fri 16:30 – Mon 08:30", ["4:30pm Friday to 8:30am Monday"], None),
        (
            "Mon-Thu 5pm to 8:30am\nFri 4:30pm to Mon 8:30am",
            ["Monday to Thursday, 5pm to 8:30am", "4:30pm Friday to 8:30am Monday"],
            None,
        ),
        ("5pm Friday to 9am Saturday", ["Friday, 5pm to 9am"], None),
        ("Every day except Sunday 9am-5pm", ["Monday to Saturday, 9am to 5pm"], None),
        ("First Monday of the month, 10am to noon", ["First Monday of the month, 10am to midday"], None),
        ("Last Friday, 2pm-4pm", ["Last Friday of the month, 2pm to 4pm"], None),
        (
            "1st and 3rd Tuesdays of each month 2pm-4pm and 6pm-8pm",
            ["First and third Tuesday of the month, 2pm to 4pm and 6pm to 8pm"],
            None,
        ),
        ("Mon-Fri 9am-3pm, term time only", ["Monday to Friday, 9am to 3pm, in term time"], None),
        ("Mon-Fri 9am-3pm\nTerm-time only", ["Monday to Friday, 9am to 3pm, in term time"], None),
        ("Mon-Fri 9am-3pm, except school holidays", ["Monday to Friday, 9am to 3pm, in term time"], None),
        (
            "Mon-Fri 9am-3pm in term time\nMon-Fri 10am-2pm in the school holidays",
            [
                "Monday to Friday, 9am to 3pm, in term time",
                "Monday to Friday, 10am to 2pm, in school holidays",
            ],
            None,
        ),
        (
            "Monday to Thursday 8.30am to 5pm / Friday 8.30am to 4.30pm",
            ["Monday to Thursday, 8:30am to 5pm", "Friday, 8:30am to 4:30pm"],
            None,
        ),
    ],
)
def test_what_public_pages_say_is_read_with_its_bank_holidays(text, words, bank_holidays):
    read = read_hours(text)

    assert (hours_in_words(read.spans), read.bank_holidays) == (words, bank_holidays)
    assert parse_hours("\n".join(words)) == read.spans


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "At all other times",
            "Line 1: “At all other times” depends on the hours of another number. Leave the hours empty, and choose that "
            "number under “Answers whenever this one is closed”.",
        ),
        (
            "every other Monday 9am-noon",
            "Line 1: “every other” does not say which weeks. Write which of the month it is, such as “First and third "
            "Monday of the month, 10:00 to 12:00”, or leave the hours empty and write it as a note.",
        ),
        (
            "24 December 9am-noon",
            "Line 1: “24 December” is not in every week. Give days that differ from the usual hours under “Days that "
            "differ”.",
        ),
        (
            "Monday 9am to Friday 5pm",
            "Line 1: “9am Monday to 5pm Friday” may be hours of each day, or day and night. Write “Monday to Friday, "
            "09:00 to 17:00”, or line by line “Monday 09:00 to 24:00”, “Tuesday 24 hours” and so on.",
        ),
        (
            "4:30 Friday to 8:30am Monday",
            "Line 1: “4:30” does not say morning or afternoon. Write it such as “09:00” or “21:00”.",
        ),
        (
            "First Monday and Tuesday 9am-noon",
            "Line 1: Say for each day which of the month it is, such as “First Monday and first Tuesday of the month”.",
        ),
        (
            "Mon-Fri 9am-3pm in term time and 10am-2pm in school holidays",
            "Line 1: Write the hours in term time and in school holidays on lines of their own.",
        ),
        (
            "Bank holidays 10am-4pm\nClosed on bank holidays",
            "It has hours on bank holidays, and is closed on them. Leave out one of the two.",
        ),
        (
            "24 hours a day, closed on Sundays",
            "Sunday is closed in one place and has hours in another. Name only the days on which it answers.",
        ),
        (
            "Term time only",
            "Say on which days and from when to when, such as “Monday to Friday, 09:00 to 14:00”.",
        ),
        (
            "Mon-Fri 9am-5pm\nFirst Monday 4pm-6pm",
            "Lines 1 and 2: Monday 09:00 to 17:00 and Monday 16:00 to 18:00 overlap. Change one, or write both as one.",
        ),
    ],
)
def test_what_hours_cannot_hold_is_refused_with_what_to_type(text, message):
    with pytest.raises(ValidationError) as refused:
        parse_hours(text)

    assert refused.value.messages == [message]


EXAMPLE = "“Monday to Friday, 09:00 to 14:00”"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("09:00–14:00", f"Line 1: Say on which days, such as {EXAMPLE}."),
        ("Mon-Fri", f"Line 1: Say from when to when on these days, such as {EXAMPLE}."),
        (
            "Mon 9am-5pm\nTue 9-5",
            "Line 2: “9 to 5” does not say morning or afternoon. Write it such as “09:00 to 17:00”.",
        ),
        (
            "Mon 10:00-2:00",
            "Line 1: “10:00 to 2:00” does not say morning or afternoon. Write it such as “09:00 to 17:00”.",
        ),
        (
            "Mon 9am",
            "Line 1: “9am” stands alone. Write when it opens and when it closes, such as “09:00 to 14:00”.",
        ),
        (
            "Mon 9am-late",
            f"Line 1: “late” is not a day or a time. Write only those, such as {EXAMPLE}, and the rest as a note.",
        ),
        ("Mon 9am→5pm", f"Line 1: “→” does not belong in hours. Write them such as {EXAMPLE}."),
        (
            "Mon 9am-9am",
            "Line 1: “9am to 9am” opens and closes at the same time. "
            "Write “24 hours” if it never closes on these days.",
        ),
        ("Mon 13pm-2pm", "Line 1: “13pm” is not a time of day. Write it such as 09:00 or 13:30."),
        ("Mon 9:75-17:00", "Line 1: “9:75” is not a time of day. Write it such as 09:00 or 13:30."),
        ("Mon 24:01-25:00", "Line 1: “24:01” is not a time of day. Write it such as 09:00 or 13:30."),
        (
            "Mon 24:00-06:00",
            "Line 1: “24:00 to 06:00” opens as the day ends. Give these hours to the next day, from “00:00”.",
        ),
        (
            "Mon-Fri 9am-5pm\nFri 4pm-6pm",
            "Lines 1 and 2: Friday 09:00 to 17:00 and Friday 16:00 to 18:00 overlap. Change one, or write both as one.",
        ),
        (
            "Mon 9am-5pm and 4pm-6pm",
            "Line 1: Monday 09:00 to 17:00 and Monday 16:00 to 18:00 overlap. Change one, or write both as one.",
        ),
        (
            "Tue 5am-9am\nMon 10pm-6am",
            "Lines 1 and 2: Monday 22:00 to 06:00 and Tuesday 05:00 to 09:00 overlap. Change one, or write both as one.",
        ),
        (
            "Mon 5am-9am\nSun 10pm-6am",
            "Lines 1 and 2: Sunday 22:00 to 06:00 and Monday 05:00 to 09:00 overlap. Change one, or write both as one.",
        ),
        (
            "24/7\nMon 9am-5pm",
            "Lines 1 and 2: Monday 24 hours and Monday 09:00 to 17:00 overlap. Change one, or write both as one.",
        ),
        (
            "Mon 9am-5pm\nMon 9am-5pm",
            "Lines 1 and 2: Monday 09:00 to 17:00 and Monday 09:00 to 17:00 overlap. Change one, or write both as one.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_how_to_put_it_right(text, message):
    with pytest.raises(ValidationError) as refused:
        parse_hours(text)

    assert refused.value.messages == [message]


def test_every_line_that_cannot_be_read_is_named():
    with pytest.raises(ValidationError) as refused:
        parse_hours("Mon 9am\nTue 9am-5pm\nWed")

    assert [message[:7] for message in refused.value.messages] == ["Line 1:", "Line 3:"]


@st.composite
def spans_of_a_week(draw):
    """Spans in order, each of a minute to a day, no two of which overlap."""
    marks = sorted(draw(st.sets(st.integers(0, 7 * 1440 - 1), max_size=14)))
    spans = []
    for mark, following in zip(marks, [*marks[1:], *(first + 7 * 1440 for first in marks[:1])], strict=True):
        length = draw(st.integers(1, min(1439, following - mark)))
        opens, closes = mark % 1440, (mark + length) % 1440
        spans.append(Span(mark // 1440 + 1, time(*divmod(opens, 60)), time(*divmod(closes, 60))))
    return spans


@given(spans_of_a_week(), st.sets(st.integers(1, 7)))
def test_hours_in_words_are_read_as_the_same_hours(spans, whole_days):
    free = [span for span in spans if not {span.weekday, span.weekday % 7 + 1} & whole_days]
    spans = sorted([*free, *(Span(day, time(0), time(0)) for day in whole_days)])

    assert parse_hours("\n".join(hours_in_words(spans))) == spans


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))


@given(
    st.lists(
        st.one_of(
            st.builds(
                Span,
                st.integers(1, 7),
                TIMES,
                TIMES,
                st.sampled_from((0, 1, 2, 4, -1)),
                st.sampled_from(("", "term")),
            ),
            st.builds(Span, st.just(9), TIMES, TIMES, st.just(0), st.sampled_from(("", "term", "holidays"))),
        ),
        max_size=8,
    ),
    st.one_of(st.none(), st.tuples(st.integers(1, 7), TIMES, st.integers(1, 7), TIMES)),
)
def test_hours_of_every_sort_in_words_are_read_as_the_same_hours(spans, run):
    if run:
        spans = [*spans, *without_a_break(*run)]
    spans = sorted(set(spans))
    words = "\n".join(hours_in_words(spans))

    read, problems = spans, []
    try:
        read = parse_hours(words)
    except ValidationError as refused:
        problems = refused.messages

    assert read == spans
    # Only hours that overlap, or open and close at once, may be refused.
    assert [each for each in problems if "overlap" not in each and "same time" not in each] == []


@given(
    st.text(alphabet=st.characters() | st.sampled_from("MonTuesdayFri 0123456789:.-–apm/,\n"), max_size=60)
)
def test_any_text_is_read_or_refused(text):
    spans, problems = [], []
    try:
        spans = parse_hours(text)
    except ValidationError as refused:
        problems = refused.messages

    whole = ("Line", "Say ", "It has ", *(day.label for day in Weekday))
    assert [problem for problem in problems if not problem.startswith(whole)] == []
    assert parse_hours("\n".join(hours_in_words(spans))) == spans
