"""Opening hours as editors type them. What cannot be read is refused with the form to type."""

import unicodedata
from dataclasses import dataclass, field
from datetime import time
from itertools import groupby

from django.core.exceptions import ValidationError

from contacts.enums import BANK_HOLIDAY, BankHolidays, Nth, Season, Weekday
from contacts.hours.overlaps import overlaps
from contacts.hours.spans import DAY, MIDNIGHT, Span, without_a_break
from contacts.hours.tokens import EXAMPLE, tokens

_HALF_DAY = DAY // 2
_NTH_EXAMPLE = "“First Monday of the month, 10:00 to 12:00”"
_BREAK = (
    "“%s” may be hours of each day, or day and night. Write “Monday to Friday, 09:00 to 17:00”, or line by line “Monday "
    "09:00 to 24:00”, “Tuesday 24 hours” and so on."
)


@dataclass(frozen=True)
class TypedHours:
    """What was typed: the Spans by day and time, and what happens on bank holidays (None: the words do not say)."""

    spans: list
    bank_holidays: BankHolidays | None = None


@dataclass
class _Line:
    """One line as read: its spans, what it says of bank holidays, and the season that it says holds for all lines."""

    spans: list = field(default_factory=list)
    closed: set = field(default_factory=set)
    bank_holidays: set = field(default_factory=set)
    season: Season = Season.ALL_YEAR


def parse_hours(text):
    """Return the list of Spans, by day and time, in the lines of `text`; [] for no text. Raises as read_hours() does."""
    return read_hours(text).spans


def read_hours(text):
    """Return the TypedHours in the lines of `text`.

    Each line names days and hours, in either order: "Mon-Fri 9am-2pm", "Monday to Thursday 09:00–17:00, Friday
    09:00–16:00", "Every day, 24 hours", "First Monday of the month, 10:00 to 12:00", "4:30pm Friday to 8:30am Monday". A line
    of "Closed on bank holidays" or "Term time only" says so of the other lines. Raises ValidationError with one message
    for each line that cannot be read, or for each two hours that overlap; every message names the line and says how to put
    it right.
    """
    lines, problems = [], []
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        try:
            lines.append((_read_line(line), number))
        except ValidationError as error:
            problems.append(f"Line {number}: {error.message}")
    seasons = {line.season for line, _ in lines if line.season}
    for_all = seasons.pop() if len(seasons) == 1 else Season.ALL_YEAR
    if seasons:
        problems.append("Say “term time only” or “school holidays only” beside the hours that each is for.")
    found = sorted(
        (span if span.season or not for_all else span._replace(season=for_all), number)
        for line, number in lines
        for span in line.spans
    )
    closed = {day for line, _ in lines for day in line.closed}
    problems = problems or _closed_and_open(found, closed) or overlaps(found) or _nothing_said(found, for_all)
    bank_holidays, problem = _bank_holidays(found, {each for line, _ in lines for each in line.bank_holidays})
    problems = problems or problem
    if problems:
        raise ValidationError(problems)
    return TypedHours([span for span, _ in found], bank_holidays)


def _closed_and_open(found, closed):
    """Return a message for each day that is said to be closed and has hours all the same."""
    days = sorted({span.weekday for span, _ in found if (span.weekday, span.nth) in closed})
    return [
        f"{Weekday(day).label} is closed in one place and has hours in another. Name only the days on which it answers."
        for day in days
    ]


def _nothing_said(found, season):
    if season and not found:
        return [f"Say on which days and from when to when, such as {EXAMPLE}."]
    return []


def _bank_holidays(found, said):
    """Return (what happens on bank holidays or None, the list of what is wrong)."""
    if any(span.weekday == BANK_HOLIDAY for span, _ in found):
        said = said | {BankHolidays.OWN}
    # "24/7, closed on bank holidays": whoever names them means it.
    if BankHolidays.USUAL in said and len(said) > 1:
        said = said - {BankHolidays.USUAL}
    if len(said) > 1:
        return None, ["It has hours on bank holidays, and is closed on them. Leave out one of the two."]
    return next(iter(said), None), []


def _read_line(line):
    """Return the _Line in a line of text. Raises ValidationError with a message without the line's number."""
    found = list(tokens(line))
    kinds = {kind for kind, _ in found}
    read = _Line(bank_holidays={BankHolidays(value) for kind, value in found if kind == "bank_holidays"})
    seasons = {value for kind, value in found if kind == "season"}
    if len(seasons) > 1:
        raise ValidationError("Write the hours in term time and in school holidays on lines of their own.")
    season = seasons.pop() if seasons else Season.ALL_YEAR
    if "each_day" in kinds and not kinds & {"day", "nth", "closed"} and _names_no_other_days(found):
        read.bank_holidays.add(BankHolidays.USUAL)
    parts = _without_excepted(list(_parts([each for each in found if each[0] not in _SAID_ASIDE])))
    runs = [
        (kind, [value for _, values in run for value in values])
        for kind, run in groupby(parts, key=lambda part: part[0])
    ]
    if not runs:
        read.season = season
    while runs:
        kind, values = runs.pop(0)
        if kind == "spans":
            read.spans += values
            continue
        if set(values) == {(MIDNIGHT, MIDNIGHT)} and (not runs or runs[0][0] != "days"):
            runs.insert(0, ("days", [(day, Nth.EVERY) for day in Weekday]))
        other = runs.pop(0) if runs and runs[0][0] != "spans" else None
        if other is None or "days" not in (kind, other[0]):
            if kind == "days":
                raise ValidationError(f"Say from when to when on these days, such as {EXAMPLE}.")
            raise ValidationError(f"Say on which days, such as {EXAMPLE}.")
        days, hours = (values, other[1]) if kind == "days" else (other[1], values)
        if not hours:
            read.closed |= {(int(day), int(nth)) for day, nth in days}
        read.spans += [Span(int(day), *times, int(nth)) for day, nth in days for times in hours]
    if (BANK_HOLIDAY, Nth.EVERY) in read.closed:
        read.closed.remove((BANK_HOLIDAY, Nth.EVERY))
        read.bank_holidays.add(BankHolidays.CLOSED)
    read.spans = [span._replace(season=season) for span in read.spans]
    return read


_SAID_ASIDE = {"season", "bank_holidays", "seven", "each_day"}


def _names_no_other_days(found):
    days = [kind for kind, _ in found if kind == "days"]
    return len(days) == sum(kind == "seven" for kind, _ in found)


def _parts(found):
    """Yield, in the order of the line, the parts of it: days, hours, closed, except, and spans that run over nights.

    ("days", list of (weekday, which of the month)), ("hours", list of (opens, closes)), ("closed", []), ("except", []) and
    ("spans", list of Span).
    """
    index, nths = 0, []
    while index < len(found):
        kind, value = found[index]
        joined = found[index + 2] if index + 2 < len(found) and found[index + 1][0] == "to" else ("", None)
        if nths and kind not in ("nth", "day"):
            raise ValidationError(f"Say which day of the month it is, such as {_NTH_EXAMPLE}.")
        if run := _run_over_nights(found[index : index + 5]):
            yield "spans", run
            index += 4
        elif kind == "nth":
            nths.append(value)
        elif kind == joined[0] == "day":
            if nths:
                raise ValidationError(f"Give each day of the month by itself, such as {_NTH_EXAMPLE}.")
            count = (joined[1] - value) % 7 + 1
            yield "days", [((value - 1 + step) % 7 + 1, Nth.EVERY) for step in range(count)]
            index += 2
        elif kind == "day":
            yield "days", [(value, nth) for nth in nths or [Nth.EVERY]]
            nths = []
        elif kind == "days":
            yield "days", [(day, Nth.EVERY) for day in value]
        elif kind == joined[0] == "time":
            yield "hours", [_opens_and_closes(value, joined[1])]
            index += 2
        elif kind == "time":
            raise ValidationError(
                f"“{value.text}” stands alone. Write when it opens and when it closes, such as “09:00 to 14:00”."
            )
        elif kind == "all_day":
            yield "hours", [(MIDNIGHT, MIDNIGHT)]
        elif kind in ("closed", "except"):
            yield kind, []
        index += 1  # A "to" elsewhere is a dash between days and hours.
    if nths:
        raise ValidationError(f"Say which day of the month it is, such as {_NTH_EXAMPLE}.")


def _without_excepted(parts):
    """Return `parts` with the days after each "except" taken out of those before it."""
    found, excepting = [], False
    for kind, values in parts:
        if kind == "except":
            excepting = True
        elif kind == "days" and excepting:
            before = [each for each in reversed(found) if each[0] == "days"]
            if not before:
                raise ValidationError(f"Say on which days, such as {EXAMPLE}.")
            for day in values:
                if not any(day in days for _, days in before):
                    raise ValidationError(
                        "It excepts a day that it does not name. Name the days on which it answers."
                    )
                for _, days in before:
                    if day in days:
                        days.remove(day)
        else:
            excepting = False
            found.append((kind, list(values)))
    mixed = [
        days
        for kind, run in groupby(found, key=lambda part: part[0])
        if kind == "days" and (days := [day for _, values in run for day in values])
    ]
    if any(len({nth == Nth.EVERY for _, nth in days}) > 1 for days in mixed):
        raise ValidationError(
            "Say for each day which of the month it is, such as “First Monday and first Tuesday of the month”."
        )
    return found


def _run_over_nights(found):
    """Return the Spans of "4:30pm Friday to 8:30am Monday", which `found` may begin with; None if it does not."""
    kinds = [kind for kind, _ in found]
    if (
        len(found) < 5
        or kinds[2] != "to"
        or set(kinds[:2]) != {"day", "time"}
        or set(kinds[3:]) != {"day", "time"}
    ):
        return None
    if kinds[:2] == ["day", "time"] and kinds[3:] == ["time", "day"]:
        return None  # "Monday 9am to 5pm Tuesday …" begins with the hours of Monday.
    (first, opening), (last, closing) = (
        sorted((found[start], found[start + 1]), key=lambda each: each[0]) for start in (0, 3)
    )
    first, opening, last, closing = first[1], opening[1], last[1], closing[1]
    for clock in (opening, closing):
        if not (clock.certain or clock.four_digits):
            raise ValidationError(
                f"“{clock.text}” does not say morning or afternoon. Write it such as “09:00” or “21:00”."
            )
    opens, closes = (time(*divmod(clock.minutes % DAY, 60)) for clock in (opening, closing))
    if opening.minutes == DAY:
        raise ValidationError(
            f"“{opening.text}” is when the day ends. Give these hours to the next day, from “00:00”."
        )
    if first != last and (closes > opens or closing.minutes == DAY):
        words = f"{opening.text} {first.label} to {closing.text} {last.label}"
        raise ValidationError(_BREAK % words)
    return without_a_break(int(first), opens, int(last), closes)


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
                f"“{words}” does not say morning or afternoon. Write it such as “09:00 to 17:00”."
            )
        span = (closes - opens - 1) % _HALF_DAY + 1
        opens, closes = (opens, opens + span) if opening.certain else (closes - span, closes)
    if opens == DAY:
        raise ValidationError(
            f"“{words}” opens as the day ends. Give these hours to the next day, from “00:00”."
        )
    opens, closes = opens % DAY, closes % DAY
    if opens == closes != 0:
        raise ValidationError(
            f"“{words}” opens and closes at the same time. Write “24 hours” if it never closes on these days."
        )
    return time(*divmod(opens, 60)), time(*divmod(closes, 60))
