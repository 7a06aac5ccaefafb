"""Dates as people type them into one box: 12 1 2027, 12/1/27, 12 January, January 2027, 2027-01-12."""

import calendar
import re
from datetime import date

from django.utils import timezone

_MONTHS = [name.casefold() for name in calendar.month_name]
_DAYS = [name.casefold() for name in calendar.day_name]
_ENDINGS = {"st", "nd", "rd", "th", "of"}
_pieces = re.compile(r"[0-9]+|[^\W\d_]+")


class NotADate(ValueError):
    """A text means no date."""


def read_date(text, *, last=False, today=None):
    """Return the date that `text` means. Raises NotADate where it means none.

    Day comes before month, as is usual here. A month alone is its first day, or with `last` its last. A month without a
    year is the next one from `today` (default today in London).
    """
    year, month, day = _parts(_pieces.findall(text.casefold()))
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
    """Return (year or None, month, day or None) of a date's pieces. Raises NotADate for any other text."""
    pieces = [each for each in pieces if each not in _ENDINGS and not _is_name(each, _DAYS)]
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
