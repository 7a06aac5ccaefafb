"""Dates as people type them, read loosely or in full."""

from datetime import date

import pytest

from hscp.web.typed_dates import NotADate, read_date, read_full_date

FULL_DATES = [
    "12.1.2027",
    "12.1.27",
    "12/01/27",
    "12.1.2027",
    "12.1.27",
    "12-01-2027",
    "2027-1-12",
    "12 January 2027",
    "12 jan 2027",
    "12th January, 2027",
    "Tuesday 12th January 2027",
    "Tues., 12/1/27",
]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12 1 2027", (2027, 1, 12), None),
        ("12/01/27", (2027, 1, 12), None),
        ("12.1.2027", (2027, 1, 12), None),
        ("2027-01-12", (2027, 1, 12), None),
        ("12 January 2027", (2027, 1, 12), None),
        ("Tuesday 12th of Jan 2027", (2027, 1, 12), None),
        ("January 12, 2027", (2027, 1, 12), None),
        ("12 sept", (2027, 9, 12), None),
        ("23 November", (2026, 11, 23), None),
        ("22 November", (2026, 11, 22), None),
        ("21 November", (2027, 11, 21), None),
        ("29 2 2028", (2028, 2, 29), None),
        ("February 2028", (2028, 2, 1), (2028, 2, 29)),
        ("2 2027", (2027, 2, 1), (2027, 2, 28)),
        ("November", (2026, 11, 1), (2026, 11, 30)),
        ("October", (2027, 10, 1), (2027, 10, 31)),
    ],
)
def test_dates_are_read_as_people_type_them(text, first, last):
    today = date(2026, 11, 22)

    read = [read_date(text, last=end, today=today) for end in (False, True)]

    assert read == [date(*first), date(*(last or first))]


@pytest.mark.parametrize(
    "text",
    ["31 2 2027", "12 13 2027", "soon", "12", "2027", "1 2 3 4", "May June", "0 0 0", "١٢ ١", "13 2027"],
)
def test_a_text_that_is_no_date_is_refused(text):
    for last in (False, True):
        with pytest.raises(NotADate):
            read_date(text, last=last)


@pytest.mark.parametrize("text", FULL_DATES)
def test_a_full_date_is_the_same_day_wherever_it_is_typed(text):
    assert read_full_date(text) == read_date(text) == date(2027, 1, 12)


def test_september_may_be_cut_short_in_two_ways():
    assert read_full_date("2 Sept 2027") == read_full_date("2 sep 2027") == date(2027, 9, 2)


@pytest.mark.parametrize(
    "text",
    ["", "12 January", "January 2027", "12 1 2027", "January 12 2027", "31/2/2027", "1/13/2027"],
)
def test_only_a_full_date_is_read_in_full(text):
    with pytest.raises(NotADate):
        read_full_date(text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Monday 12 January 2027", "12 January 2027 is a Tuesday. Correct the weekday or the date."),
        ("31/6/2027", "June 2027 has 30 days."),
        ("29 Feb 2027", "February 2027 has 28 days."),
        ("1/13/2027", "There is no month 13: the day comes before the month, such as 13/1/2027."),
        ("soon", ""),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_the_reason(text, advice):
    with pytest.raises(NotADate) as refused:
        read_full_date(text)

    assert refused.value.advice == advice
