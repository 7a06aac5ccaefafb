"""Dates as people type them, day before month: loosely into the box of a filter, or in full where a date is kept.

A filter takes what anybody is likely to type, months and dates without a year among them. An editor's form takes a full
date in one of a few shapes, so that no slip of the hand becomes another day. Every full date means the same to both.
"""

import calendar
import re
from datetime import date, datetime

from django.utils import timezone

from hscp.web.typed_times import NotADate, read_time
from hscp.web.wording import one_line

_MONTHS = [name.casefold() for name in calendar.month_name]
_DAYS = [name.casefold() for name in calendar.day_name]
_ORDINAL_ENDINGS = ["st", "nd", "rd", "th"]
# “half past nine am”
_MOST_WORDS_OF_A_TIME = 4
_IGNORED = {*_ORDINAL_ENDINGS, "of"}
_PIECE = re.compile(r"[0-9]+|[^\W\d_]+")
# A full date once it is tidy, as strptime reads it.
FULL_DATE_FORMATS = [
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d-%m-%Y",
    "%d-%m-%y",
    "%Y-%m-%d",
    "%d %B %Y",
    "%d %b %Y",
]
_LEADING_WEEKDAY = re.compile(
    r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\.?,?\s+", re.IGNORECASE
)
_NUMBERED_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
_NAMED_DATE = re.compile(r"(\d{1,2}) ([A-Za-z]+) (\d{4})", re.ASCII)
_ORDINAL_ENDING = re.compile(rf"(?<=\d)({'|'.join(_ORDINAL_ENDINGS)})\b", re.IGNORECASE)


def read_full_date(text):
    """Return the date that `text` gives in full, such as “Tuesday 12th January 2027”. Raises NotADate for any other text, and for
    a weekday that is not the date's."""
    tidy = tidy_full_date(text)
    for shape in FULL_DATE_FORMATS:
        try:
            day = datetime.strptime(tidy, shape).date()  # noqa: DTZ007  (a date has no zone)
        except ValueError:
            continue
        _refuse_other_weekday(text, day)
        return day
    raise NotADate("Not a full date.", _why_no_date(tidy))


def _refuse_other_weekday(text, day):
    """Raise NotADate if the text begins with another weekday than that of `day`."""
    named = _LEADING_WEEKDAY.match(text.strip())
    if named and not _DAYS[day.weekday()].startswith(named[1].casefold()[:3]):
        written = f"{day:%-d %B %Y}"
        raise NotADate("Another weekday.", f"{written} is a {day:%A}. Correct the weekday or the date.")


def _why_no_date(tidy):
    """Return what is wrong with a date of numbers, or of a number, a month and a year; "" where it is nothing like one."""
    if numbers := _NUMBERED_DATE.fullmatch(tidy):
        day, month, year = (int(each) for each in numbers.groups())
    elif (named := _NAMED_DATE.fullmatch(tidy)) and len(named[2]) >= 3:
        day, year = int(named[1]), int(named[3])
        month = next((n for n, name in enumerate(_MONTHS) if n and name.startswith(named[2].casefold())), 0)
        if not month:
            return ""
    else:
        return ""
    if not 1 <= month <= 12:
        other = f": the day comes before the month, such as {month}/{day}/{year}" if 1 <= day <= 12 else ""
        return f"There is no month {month}{other}."
    year += 2000 if year < 100 else 0
    if year < 1:
        return ""
    return f"{calendar.month_name[month]} {year} has {calendar.monthrange(year, month)[1]} days."


def tidy_full_date(text):
    """Return a typed date without its weekday, its commas and the letters after its number, for FULL_DATE_FORMATS."""
    text = _ORDINAL_ENDING.sub("", _LEADING_WEEKDAY.sub("", text.strip()))
    return re.sub(r"\bsept\b", "sep", one_line(text.replace(",", " ")), flags=re.IGNORECASE)


def split_full_date(text):
    """Return the date that `text` begins with, and what follows it: “12/1/27, 9 to 12” has “9 to 12”. Raises NotADate."""
    words, advice = text.split(), ""
    for number in range(len(words), 0, -1):
        try:
            day = read_full_date(" ".join(words[:number]))
        except NotADate as error:
            advice = advice or error.advice
            continue
        return day, " ".join(words[number:]).lstrip(",").removeprefix("from ").strip()
    raise NotADate("Not a full date.", advice)


def read_date_and_time(text, near=None):
    """Return the date and the time of day of a text such as “12 January 2027 9:30”; the time is None where none is given.

    `near` is a time for `read_time`. Raises NotADate for any other text.
    """
    words = text.split()
    for number in range(1, min(len(words), _MOST_WORDS_OF_A_TIME + 1)):
        try:
            clock = read_time(" ".join(words[-number:]), near)
        except NotADate:
            continue
        try:
            return read_full_date(" ".join(words[:-number])), clock
        except NotADate as error:
            if error.advice:
                raise
    return read_full_date(text), None


def read_date(text, *, last=False, today=None):
    """Return the date that `text` means, however it is typed. Raises NotADate if it means none.

    A month alone is its first day, or with `last` its last. A month without a year is the next one from `today` (default
    today in London).
    """
    year, month, day = _parts(_PIECE.findall(text.casefold()))
    today = today or timezone.localdate()
    if year is None:
        year = today.year + ((month, day or 31) < (today.month, today.day))
    if year < 100:
        year += 2000
    if day is None:
        day = calendar.monthrange(year, month)[1] if last and 1 <= month <= 12 else 1
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NotADate(str(error)) from error


def _parts(pieces):
    """Return (year or None, month, day or None) from the words and numbers of a date. Raises NotADate for any other text."""
    pieces = [each for each in pieces if each not in _IGNORED and not _is_name(each, _DAYS)]
    numbers = [int(each) for each in pieces if each.isdecimal()]
    named = [_month(each) for each in pieces if not each.isdecimal()]
    if len(named) > 1:
        raise NotADate("More than one month.")
    match named, numbers:
        case [month], []:
            return None, month, None
        case [month], [number] if number > 31:
            return number, month, None
        case [month], [day]:
            return None, month, day
        case [month], [day, year]:
            return year, month, day
        case [], [year, month, day] if year > 31:
            return year, month, day
        case [], [day, month, year]:
            return year, month, day
        case [], [month, year] if year > 31:
            return year, month, None
    raise NotADate("Not a date.")


def _is_name(piece, names):
    return len(piece) >= 3 and any(name.startswith(piece) for name in names)


def _month(piece):
    """Return the number of the month whose name begins with `piece`, of three letters or more."""
    for number, name in enumerate(_MONTHS):
        if len(piece) >= 3 and name.startswith(piece):
            return number
    raise NotADate("Not a month.")
