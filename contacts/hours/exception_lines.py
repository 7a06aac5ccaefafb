"""Days that differ from the usual hours, as editors type them line by line, and back."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError

from contacts.hours.parsing import parse_hours
from contacts.hours.point_words import days_in_words
from contacts.hours.words import times_in_words
from hscp.web.wording import clock_24

_EXAMPLE = "“24 December 2026 to 2 January 2027, closed (Christmas)” or “24 December 2026, 10:00 to 14:00”"
_MONTHS = [date(2000, month, 1).strftime("%B").lower() for month in range(1, 13)]
_DAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s++)?"
    r"(?:(?P<{0}iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<{0}day>\d{{1,2}})(?:st|nd|rd|th)?"
    r"(?:\s*+/\s*+(?P<{0}number>\d{{1,2}})|\s++(?P<{0}month>[a-z]{{3,9}})\.?)?(?:\s*+[/,]?\s*+(?P<{0}year>\d{{4}}))?)"
)
_LINE = re.compile(
    rf"\s*+(?:closed\s++(?:on\s++|from\s++)?)?{_DAY.format('a')}(?:\s*+(?:to|until|till|-)\s*+{_DAY.format('b')})?\s*+[,:]?\s*+(?P<rest>.*)",
    re.IGNORECASE,
)
# The reason stands in brackets, or behind a colon that is not within a time.
_REST = re.compile(r"(?P<hours>.*?)(?<!\s)\s*+(?:\((?P<reason>.*)\)|:\s*+(?P<why>[^\W\d].*))?\s*+", re.DOTALL)


def parse_exceptions(text):
    """Return the values ([first day, last day, opens, closes, reason], see contacts.numbers.values) in the lines of `text`.

    Raises ValidationError with a message for each line that cannot be read or has days of another line.
    """
    found, problems = [], []
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        if line.strip():
            try:
                found.append((number, *_read_line(line)))
            except ValidationError as error:
                problems.append(f"Line {number}: {error.message}")
    for index, (number, first, last, *_) in enumerate(found):
        for other, other_first, other_last, *_ in found[index + 1 :]:
            if first <= other_last and other_first <= last:
                problems.append(f"Lines {number} and {other} have days in common. Give each day once.")
    if problems:
        raise ValidationError(problems)
    return sorted(
        [first.isoformat(), last.isoformat(), opens, closes, reason]
        for _, first, last, spans, reason in found
        for opens, closes in spans
    )


def exceptions_as_text(exceptions):
    """Return the HoursExceptions as the text of which parse_exceptions() makes the same."""
    by_days = {}
    for row in sorted(exceptions, key=lambda row: (row.first_day, row.opens is not None and row.opens)):
        by_days.setdefault((row.first_day, row.last_day), []).append(row)
    lines = []
    for (first, last), rows in by_days.items():
        spans = [row for row in rows if row.opens is not None]
        reason = f" ({rows[0].reason})" if rows[0].reason else ""
        hours = times_in_words(spans, clock_24) if spans else "closed"
        lines.append(f"{days_in_words(first, last, with_year=True)}, {hours}{reason}")
    return "\n".join(lines)


def _read_line(line):
    """Return (first day, last day, list of (opens, closes), reason) of a line. Raises ValidationError with its message."""
    line = "".join("-" if unicodedata.category(mark) == "Pd" else mark for mark in line)
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValidationError(f"Begin with the day or days, such as {_EXAMPLE}.")
    has_last = match["biso"] or match["bday"]
    last = _date(match, "b" if has_last else "a")
    first = _date(match, "a", last) if has_last else last
    if last < first:
        raise ValidationError("The last day must not be before the first.")
    rest = _REST.fullmatch(match["rest"])
    reason = (rest["reason"] or rest["why"] or "").strip()
    if len(reason) > 100:
        raise ValidationError("The reason is too long. Use 100 characters or fewer.")
    return first, last, _times(rest["hours"], line), reason


def _date(match, part, later=None):
    """Return a date of the line. The first of two may lack what the `later` one says."""
    try:
        if match[f"{part}iso"]:
            return date.fromisoformat(match[f"{part}iso"])
        name, month = match[f"{part}month"], match[f"{part}number"]
        if name:
            month = next(number for number, each in enumerate(_MONTHS, 1) if each.startswith(name.lower()))
        elif month is None and later:
            month = later.month
        year = match[f"{part}year"]
        if year is None and later:
            year = later.year - (int(month) > later.month)
        return date(int(year), int(month), int(match[f"{part}day"]))
    except (StopIteration, TypeError, ValueError) as error:
        raise ValidationError(f"Write each day with its month and year, such as {_EXAMPLE}.") from error


def _times(text, line):
    text = text.strip(" ,:")
    closed = re.match(r"\s*closed\b", line, re.IGNORECASE) and not text
    if closed or re.fullmatch(r"closed(?:\s+all\s+day)?", text, re.IGNORECASE):
        return [("", "")]
    try:
        spans = parse_hours(f"Monday {text}")
    except ValidationError as error:
        raise ValidationError(f"Say “closed”, or from when to when, such as {_EXAMPLE}.") from error
    if not spans or any(span.weekday != 1 or span.nth or span.season for span in spans):
        raise ValidationError(f"Say “closed”, or from when to when, such as {_EXAMPLE}.")
    return [(f"{span.opens:%H:%M}", f"{span.closes:%H:%M}") for span in spans]
