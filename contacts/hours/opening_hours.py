"""Opening hours: in words, as GOV.UK writes times ("Monday to Friday, 8:30am to 5pm"), and parsed from what editors type."""

import re
import unicodedata
from datetime import time
from itertools import groupby
from typing import NamedTuple

from django.core.exceptions import ValidationError

from contacts.enums import Weekday
from hscp.web.wording import clock_time

MIDNIGHT = time(0)
_HALF_DAY, _DAY, _WEEK = 720, 1440, 7 * 1440  # minutes


class Span(NamedTuple):
    """Hours on one weekday (1 is Monday). If they close at or before the time they open, they run into the next day."""

    weekday: int
    opens: time
    closes: time


def hours_in_words(hours):
    """Return a list of lines for the Spans or OpeningHours in `hours`: consecutive days with equal hours share a line.

    `parse_hours` reads the lines back.
    """
    spans = {day: [] for day in Weekday}
    for row in sorted(hours, key=lambda row: (row.weekday, row.opens)):
        spans[Weekday(row.weekday)].append((row.opens, row.closes))
    lines = []
    for equal, days in groupby(Weekday, key=lambda day: spans[day]):
        if equal:
            lines.append(
                f"{_days_in_words(list(days))}, {' and '.join(_span_in_words(*span) for span in equal)}"
            )
    return lines


def _days_in_words(days):
    if len(days) == len(Weekday):
        return "Every day"
    if len(days) == 1:
        return days[0].label
    joint = "and" if len(days) == 2 else "to"
    return f"{days[0].label} {joint} {days[-1].label}"


def _span_in_words(opens, closes):
    if opens == closes == MIDNIGHT:
        return "24 hours"
    return f"{clock_time(opens)} to {clock_time(closes)}"


def parse_hours(text):
    """Return the list of Spans, by day and time, in the lines of `text`; [] for no text.

    Each line names days and hours, in either order: "Mon-Fri 9am-2pm", "Monday to Thursday 09:00–17:00, Friday
    09:00–16:00", "Every day, 24 hours". Raises ValidationError with one message for each line that cannot be read, or
    for each two hours that overlap; every message names the line and says how to put it right.
    """
    found, problems = [], []
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        try:
            found += [(span, number) for span in _read_line(line)]
        except ValidationError as error:
            problems.append(f"Line {number}: {error.message}")
    found.sort()
    problems = problems or _overlaps(found)
    if problems:
        raise ValidationError(problems)
    return [span for span, _ in found]


# The order matters: "24 hours" and "7 days" before a time, a word before anything else.
_TOKEN = re.compile(
    r"""(?P<always>24\s*/\s*7\b)
    |(?P<all_day>24\s*-?\s*(?:hours?|hrs?|h)\b(?:\s*(?:a|per)\s+day\b)?|all\s+day\b|round\s+the\s+clock\b)
    |(?P<every_day>every\s*day\b|daily\b|(?:7|seven)\s+days\b(?:\s*(?:a|per)\s+week\b)?|all\s+week\b)
    |(?P<named>(?:12(?:[:.]00)?\s*)?(?P<name>noon|mid[-\s]?day|midnight)\b)
    |(?P<time>(?P<hour>[0-9]{1,2})(?:(?:\s?[:.]\s?)?(?P<minute>[0-9]{2}))?(?![0-9])\s*
        (?:(?P<half>[ap])\.?m\b\.?|(?:hours?|hrs?|h)\b)?)
    |(?P<word>[^\W\d_]+)
    |(?P<to>[-~])
    |(?P<joint>[,;&+/|])
    |(?P<ignored>[\s:.()]+)
    |(?P<other>.)""",
    re.IGNORECASE | re.VERBOSE,
)
_DAY_NAMES = {name: day for day in Weekday for name in (day.label.lower(), day.label.lower()[:3])} | {
    "thur": Weekday.THURSDAY
}
_WORDS = {
    **dict.fromkeys(("to", "until", "till", "til", "through", "thru"), "to"),
    **dict.fromkeys(("and", "then", "plus", "open", "opens", "from", "on", "at", "hours", "the"), "joint"),
    "closed": "closed",
}
_BANK_HOLIDAY = re.compile(r"\b(?:bank|public)\s+hol", re.IGNORECASE)
_EXAMPLE = "“Monday to Friday, 9am to 2pm”"


class _Clock(NamedTuple):
    """A time as typed. `certain` means that it cannot be in the other half of the day."""

    text: str
    minutes: int
    certain: bool
    of_24_hours: bool = False
    four_digits: bool = False


def _read_line(line):
    """Return the Spans of one line. Raises ValidationError with a message without the line's number."""
    # Every kind of dash becomes a hyphen.
    line = "".join("-" if unicodedata.category(mark) == "Pd" or mark == "−" else mark for mark in line)
    if _BANK_HOLIDAY.search(line):
        raise ValidationError(
            "Leave bank holidays out of the hours, and choose what happens then under “On bank holidays”."
        )
    runs = [
        (kind, [value for _, values in run for value in values])
        for kind, run in groupby(_parts(list(_tokens(line))), key=lambda part: part[0])
    ]
    if not runs:
        return []
    if len(runs) % 2:
        if runs[-1][0] == "days":
            raise ValidationError(f"Say from when to when on these days, such as {_EXAMPLE}.")
        raise ValidationError(f"Say on which days, such as {_EXAMPLE}.")
    spans = []
    for one, other in zip(runs[::2], runs[1::2], strict=True):
        days, hours = (one, other) if one[0] == "days" else (other, one)
        spans += [Span(day.value, *times) for day in days[1] for times in hours[1]]
    return spans


def _tokens(line):
    """Yield (kind, value) for the parts of the line that matter: day, days, time, to, all_day and closed."""
    for match in _TOKEN.finditer(line):
        kind, text = match.lastgroup, match.group().strip()
        if kind == "word":
            name = text.lower()
            day = _DAY_NAMES.get(name) or _DAY_NAMES.get(name.removesuffix("s"))
            if day:
                yield "day", day
            elif name in ("weekday", "weekdays"):
                yield "days", list(Weekday)[:5]
            elif name in ("weekend", "weekends"):
                yield "days", list(Weekday)[5:]
            elif name not in _WORDS:
                raise ValidationError(
                    f"“{text}” is not a day or a time. Write only those, such as {_EXAMPLE}, and the rest as a note."
                )
            elif _WORDS[name] != "joint":
                yield _WORDS[name], text
        elif kind == "other":
            raise ValidationError(f"“{text}” does not belong in hours. Write them such as {_EXAMPLE}.")
        elif kind in ("always", "every_day"):
            yield "days", list(Weekday)
            if kind == "always":
                yield "all_day", text
        elif kind in ("named", "time"):
            yield "time", _clock(match, text)
        elif kind in ("all_day", "to"):
            yield kind, text


def _clock(match, text):
    if match["named"]:
        return _Clock(text, 0 if match["name"].lower() == "midnight" else _HALF_DAY, certain=True)
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if minute > 59 or hour * 60 + minute > _DAY or (half and not 1 <= hour <= 12):
        raise ValidationError(f"“{text}” is not a time of day. Write it such as 9am, 1:30pm or 13:30.")
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
        return _Clock(text, hour * 60 + minute, certain=True)
    return _Clock(
        text,
        hour * 60 + minute,
        certain=hour > 12 or match["hour"].startswith("0"),
        of_24_hours=hour > 12 or hour == 0,
        four_digits=len(match["hour"]) == 2 and match["minute"] is not None,
    )


def _parts(tokens):
    """Yield ("days", list of Weekday) and ("hours", list of (opens, closes)) in the order of the line."""
    index = 0
    while index < len(tokens):
        kind, value = tokens[index]
        joined = tokens[index + 2] if index + 2 < len(tokens) and tokens[index + 1][0] == "to" else ("", None)
        if kind == joined[0] == "day":
            count = (joined[1] - value) % 7 + 1
            yield "days", [Weekday((value - 1 + step) % 7 + 1) for step in range(count)]
            index += 2
        elif kind == "day":
            yield "days", [value]
        elif kind == "days":
            yield "days", value
        elif kind == joined[0] == "time":
            yield "hours", [_opens_and_closes(value, joined[1])]
            index += 2
        elif kind == "time":
            raise ValidationError(
                f"“{value.text}” stands alone. Write when it opens and when it closes, such as “9am to 2pm”."
            )
        elif kind == "all_day":
            yield "hours", [(MIDNIGHT, MIDNIGHT)]
        elif kind == "closed":
            yield "hours", []
        index += 1  # A "to" elsewhere is a dash between days and hours.


def _opens_and_closes(opening, closing):
    """Return the two times. If only one says which half of the day it is in, the other is the nearest: 9-5pm starts at 9am."""
    words = f"{opening.text} to {closing.text}"
    opens, closes = opening.minutes, closing.minutes
    as_written = (
        opening.of_24_hours
        or closing.of_24_hours
        or (opening.four_digits and closing.four_digits)
        or (opening.certain and closing.certain)
    )
    if not as_written:
        if not (opening.certain or closing.certain):
            raise ValidationError(
                f"“{words}” does not say morning or afternoon. Write it such as “9am to 5pm” or “09:00 to 17:00”."
            )
        length = (closes - opens - 1) % _HALF_DAY + 1
        opens, closes = (opens, opens + length) if opening.certain else (closes - length, closes)
    if opens == _DAY:
        raise ValidationError(
            f"“{words}” opens as the day ends. Give these hours to the next day, from “00:00”."
        )
    opens, closes = opens % _DAY, closes % _DAY
    if opens == closes != 0:
        raise ValidationError(
            f"“{words}” opens and closes at the same time. Write “24 hours” if it never closes on these days."
        )
    return time(*divmod(opens, 60)), time(*divmod(closes, 60))


def _overlaps(found):
    """Return a message for each two of the (Span, line) in `found`, in order, that overlap; Monday follows Sunday."""
    problems = []
    for index, (one, line) in enumerate(found, start=1):
        other, other_line = found[index % len(found)]
        next_start = _starts(other) + index // len(found) * _WEEK
        if _starts(one) + _length(one) > next_start:
            lines = (
                f"Line {line}"
                if line == other_line
                else f"Lines {min(line, other_line)} and {max(line, other_line)}"
            )
            problems.append(
                f"{lines}: {_in_words(one)} and {_in_words(other)} overlap. Change one, or write both as one."
            )
    return problems


def _starts(span):
    return (span.weekday - 1) * _DAY + span.opens.hour * 60 + span.opens.minute


def _length(span):
    opens, closes = (moment.hour * 60 + moment.minute for moment in span[1:])
    return (closes - opens) % _DAY or _DAY


def _in_words(span):
    return f"{Weekday(span.weekday).label} {_span_in_words(span.opens, span.closes)}"
