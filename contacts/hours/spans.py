"""A span of hours: the least that says when a contact point answers on days of one name."""

from datetime import time
from typing import NamedTuple

from contacts.enums import Nth, Season

MIDNIGHT = time(0)
DAY = 1440  # minutes
WEEK = 7 * DAY


class Span(NamedTuple):
    """Hours on one weekday (1 is Monday), or on bank holidays (BANK_HOLIDAY).

    If they close at or before the time they open, they run into the next day. `nth` says which of the month's days of
    that name they are for, `season` in which part of the school year they hold.
    """

    weekday: int
    opens: time
    closes: time
    nth: int = Nth.EVERY
    season: str = Season.ALL_YEAR


def span_of(row):
    """Return the Span of OpeningHours, or of what has the same fields."""
    return Span(row.weekday, row.opens, row.closes, row.nth, row.season)


def minutes(moment):
    """Return how many minutes after midnight a time is."""
    return moment.hour * 60 + moment.minute


def length(span):
    """Return how many minutes a Span lasts: a day at most."""
    return (minutes(span.closes) - minutes(span.opens)) % DAY or DAY


def without_a_break(first, opens, last, closes):
    """Return the Spans, each within a day, of hours from one weekday to another: "4:30pm Friday to 8:30am Monday".

    Hours of less than a day are one Span. From a day to the same day is a week.
    """
    days = (last - first) % 7 or (0 if closes > opens else 7)
    if days == 0 or (days == 1 and closes <= opens):
        return [Span(first, opens, closes)]
    found = [Span(first, opens, MIDNIGHT)]
    found += [Span((first - 1 + step) % 7 + 1, MIDNIGHT, MIDNIGHT) for step in range(1, days)]
    return found if closes == MIDNIGHT else [*found, Span(last, MIDNIGHT, closes)]
