"""The further days of a session as lines of one box: written for editors, and read or refused."""

from django.core.exceptions import ValidationError
from django.utils.timezone import localtime

from hscp.web.typed_dates import NotADate, read_full_date
from hscp.web.typed_times import read_span, split_span
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
    words, advice = line.split(), ""
    for number in range(len(words), 0, -1):
        try:
            day = read_full_date(" ".join(words[:number]))
        except NotADate as error:
            advice = advice or error.advice
            continue
        return day, " ".join(words[number:]).lstrip(",").removeprefix("from ").strip()
    raise ValidationError(advice or f"“{line}” is not a day. {HOW}")


def _line(part):
    start, end = localtime(part.starts_at), localtime(part.ends_at)
    last = "" if start.date() == end.date() else f"{end:%-d %B %Y}, "
    return f"{start:%A %-d %B %Y}, {start:%H:%M} to {last}{end:%H:%M}"
