"""Which opening hours of one number overlap, so that nobody could say which of them hold."""

from itertools import combinations

from contacts.enums import BANK_HOLIDAY, Weekday
from contacts.hours.spans import DAY, WEEK, length, minutes
from contacts.hours.words import span_in_words
from hscp.web.wording import clock_24


def overlaps(found):
    """Return a message for each two of the (Span, line) in `found`, in order, that overlap; Monday follows Sunday."""
    problems = []
    for (one, line), (other, other_line) in combinations(found, 2):
        first, second = _in_order(one, other)
        if _may_meet(one, other) and _overlap(first, second):
            lines = (
                f"Line {line}"
                if line == other_line
                else f"Lines {min(line, other_line)} and {max(line, other_line)}"
            )
            problems.append(
                f"{lines}: {_in_words(first)} and {_in_words(second)} overlap. Change one, or write both as one."
            )
    return problems


def _may_meet(one, other):
    """Return whether two Spans can hold in one week, so that they must not overlap.

    Hours of bank holidays stand in the place of the weekday's; whether they meet those of the day before depends on the year.
    """
    if one.season and other.season and one.season != other.season:
        return False
    if BANK_HOLIDAY in (one.weekday, other.weekday):
        return one.weekday == other.weekday
    if one.nth and other.nth:
        return one.nth == other.nth and one.weekday == other.weekday
    return True


def _in_order(one, other):
    """Return the two Spans, the one first that runs into the other where the week begins anew."""
    runs_round = _starts(other) + length(other) - WEEK > _starts(one)
    return (other, one) if runs_round and not _overlap(one, other) else (one, other)


def _overlap(one, other):
    return (
        (_starts(other) - _starts(one)) % WEEK < length(one)
        if one.weekday != BANK_HOLIDAY
        else (_starts(other) < _starts(one) + length(one))
    )


def _starts(span):
    return (span.weekday - 1) * DAY + minutes(span.opens)


def _in_words(span):
    day = "Bank holiday" if span.weekday == BANK_HOLIDAY else Weekday(span.weekday).label
    return f"{day} {span_in_words(span.opens, span.closes, clock_24)}"
