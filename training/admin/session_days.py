"""The times of a session as its form has them: the first day in boxes of its own, the further days as lines of one box."""

from django.core.exceptions import ValidationError
from django.utils.timezone import localtime

from hscp.web.typed_dates import NotADate, split_full_date
from hscp.web.typed_times import read_span, split_span
from hscp.web.wording import clock_24
from training.admin.date_fields import on_the_clock
from training.models.session_times import Part

HOW = "Type it like “Tuesday 9 March 2027, 9:30 to 12:30”, or only the date for the same times as the first day."


def editors_when(session):
    """Return when a session is on, for editors: each of its days with its times on the clock of 24 hours."""
    return "; ".join(_line(part) for part in session.parts)


def as_lines(parts):
    """Return the days after the first of `parts` as the box holds them, one a line."""
    return "\n".join(_line(part) for part in parts[1:])


def read_lines(text, first):
    """Return the days that the lines of `text` give, as a list of Part by date. Without times, a day has those of the Part `first`.

    Raises ValidationError, with a message for each line that cannot be read.
    """
    parts, problems = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            parts.append(_read(line.strip(), first))
        except ValidationError as error:
            problems += [f"Line {number}: {message}" for message in error.messages]
    if problems:
        raise ValidationError(problems)
    return sorted(parts)


def with_whole_span(data):
    """Return the posted data with the day of the end where only its time was typed, and with both times as one span: “9-12” in
    the box of the start, “1” to “3pm”. And why that cannot be read, or ""."""
    if data is None:
        return data, ""
    day, start = data.get("starts_at_0", ""), data.get("starts_at_1", "")
    end_day, end = data.get("ends_at_0", ""), data.get("ends_at_1", "")
    if not end and (span := split_span(start)):
        start, end = span
    if not start or not end or end_day not in ("", day):
        return data, ""
    data = data.copy()
    data["ends_at_0"] = day
    try:
        first, last = read_span(start, end)
    except NotADate as error:
        # Each box says what is wrong with its own time.
        return data, error.advice
    data["starts_at_1"], data["ends_at_1"] = clock_24(first), clock_24(last)
    return data, ""


def _read(line, first):
    day, rest = _split(line)
    if rest:
        times = split_span(rest)
        if times is None:
            raise ValidationError(f"“{rest}” is no start and end. {HOW}")
        try:
            start, end = read_span(*times)
        except NotADate as error:
            raise ValidationError(error.advice or f"“{rest}” is no start and end. {HOW}") from error
    else:
        start, end = (localtime(moment).time() for moment in first)
    return Part(on_the_clock(day, start), on_the_clock(day, end))


def _split(line):
    """Return the date that a line begins with, and the text after it. Raises ValidationError."""
    try:
        return split_full_date(line)
    except NotADate as error:
        raise ValidationError(error.advice or f"“{line}” is not a day. {HOW}") from error


def _line(part):
    start, end = localtime(part.starts_at), localtime(part.ends_at)
    last = "" if start.date() == end.date() else f"{end:%-d %B %Y}, "
    return f"{start:%A %-d %B %Y}, {start:%H:%M} to {last}{end:%H:%M}"
