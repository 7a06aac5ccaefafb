"""Times, lengths, numbers of things and single lines in words, written the same way everywhere. Imports only Django."""

import textwrap

from django.utils import timezone


def full_name(user, nobody=""):
    """Return the name that a member of staff goes by, or the sign-in name where none is given; `nobody` for None."""
    return nobody if user is None else user.get_full_name() or user.get_username()


def clock_time(moment):
    """Return a time of day (datetime.time or a local datetime) as GOV.UK writes it: 9am, 1:30pm, midday or midnight."""
    if (moment.hour, moment.minute) == (0, 0):
        return "midnight"
    if (moment.hour, moment.minute) == (12, 0):
        return "midday"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def clock_24(moment):
    """Return a time of day (datetime.time or a local datetime) as editors read it everywhere: 09:00, 13:30, 00:00."""
    return f"{moment:%H:%M}"


def date_and_time(at):
    """Return an aware datetime in London, such as “Monday 7 December 2026, 10am”."""
    at = timezone.localtime(at)
    return f"{at:%A %-d %B %Y}, {clock_time(at)}"


def time_span(start, end):
    """Return a span of time (two aware datetimes) in London, such as “Monday 7 December 2026, 10am to 11:30am”."""
    start, end = timezone.localtime(start), timezone.localtime(end)
    if start.date() == end.date():
        return f"{date_and_time(start)} to {clock_time(end)}"
    return f"{date_and_time(start)} to {date_and_time(end)}"


def time_spans(spans):
    """Return spans of time, each (start, end) as aware datetimes, in London: as `time_span` does where there is one, otherwise
    “2 days: Tuesday 2 March and Tuesday 9 March 2027, 9:30am to 12:30pm”, with each day's own times where they differ.
    """
    spans = [(timezone.localtime(start), timezone.localtime(end)) for start, end in spans]
    if len(spans) == 1:
        return time_span(*spans[0])
    if len({(start.time(), end.time()) for start, end in spans}) > 1:
        return f"{len(spans)} days: {'; '.join(time_span(*each) for each in spans)}"
    last, end = spans[-1]
    days = [
        f"{start:%A %-d %B}" if start.year == last.year else f"{start:%A %-d %B %Y}"
        for start, _ in spans[:-1]
    ]
    return f"{len(spans)} days: {', '.join(days)} and {time_span(last, end)}"


def duration(minutes):
    """Return a number of minutes in words: "45 minutes", "1 hour 30 minutes"; "" for none."""
    hours, rest = divmod(minutes, 60)
    return " ".join(counted(number, word) for number, word in ((hours, "hour"), (rest, "minute")) if number)


def every(months):
    """Return how often something comes round: "every year", "every 18 months", "every 2 years"."""
    number, word = (months // 12, "year") if months % 12 == 0 else (months, "month")
    return f"every {word}" if number == 1 else f"every {number} {word}s"


def counted(number, singular, plural=""):
    """Return a number of things: "1 place", "2 places". `plural` is for words that do more than take an s."""
    return f"{number} {singular if number == 1 else plural or f'{singular}s'}"


def one_line(text):
    """Return `text` on one line: every break, also those of Unicode, and every run of spaces becomes one space."""
    return " ".join(text.split())


def shortened(text, longest):
    """Return `text` on one line of at most `longest` characters: cut after a word, with an ellipsis where something is left out."""
    text = one_line(text)
    if len(text) <= longest:
        return text
    short = textwrap.shorten(text, longest, placeholder="…")
    # A word that is longer than all of it is cut within.
    return short if len(short) > 1 else f"{text[: longest - 1]}…"


def printable_line(text):
    """Return `text` on one line without control characters: each becomes a space, as every break does."""
    return one_line("".join(each if each.isprintable() else " " for each in text))


def any_of(words):
    """Return a list of str as a choice in a sentence: “a, b or c”."""
    *first, last = words or [""]
    return f"{', '.join(first)} or {last}" if first else last


def marked(text):
    """Return `text` as it is: words that stand around the texts of pages, and that other languages have too.

    `make messages` collects what is marked so, with what templates say by `{% say %}`: see hscp/languages/interface.py.
    """
    return text
