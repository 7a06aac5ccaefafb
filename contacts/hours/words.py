"""Opening hours in words, as GOV.UK writes times: "Monday to Friday, 8:30am to 5pm". `parsing` reads them back."""

from functools import lru_cache
from itertools import groupby

from contacts.enums import BANK_HOLIDAY, Nth, Season, Weekday
from contacts.hours.spans import MIDNIGHT, span_of, without_a_break
from hscp.web.wording import clock_time

_SEASONS = {Season.ALL_YEAR: "", Season.TERM: ", in term time", Season.HOLIDAYS: ", in school holidays"}


def hours_in_words(hours, clock=clock_time):
    """Return a list of lines for the Spans or OpeningHours in `hours`: consecutive days with equal hours share a line.

    `clock` writes a time of day: `clock_24` for editors. `parse_hours` reads the lines back.
    """
    return list(_in_words(tuple(sorted(span_of(row) for row in hours)), clock))


# The hours of a few hundred numbers, many of which are the same.
@lru_cache(maxsize=1024)
def _in_words(spans, clock):
    lines = []
    for season, words in _SEASONS.items():
        own = [span._replace(season=Season.ALL_YEAR) for span in spans if span.season == season]
        lines += [f"{line}{words}" for line in _lines(own, clock)]
    return lines


def times_in_words(spans, clock=clock_time):
    """Return the times of Spans of one day: "9am to noon and 2pm to 5pm"."""
    return " and ".join(span_in_words(span.opens, span.closes, clock) for span in spans)


def span_in_words(opens, closes, clock=clock_time):
    """Return the time between two times of day, each as `clock` writes it: "9am to 5pm"."""
    if opens == closes == MIDNIGHT:
        return "24 hours"
    return f"{clock(opens)} to {clock(closes)}"


def _lines(spans, clock):
    """Return the lines of Spans that hold in one season."""
    usual = [span for span in spans if span.nth == Nth.EVERY and span.weekday != BANK_HOLIDAY]
    chains = _chains(usual, clock)
    in_chains = {span for _, chain in chains for span in chain}
    by_day = {
        day: [span for span in usual if span.weekday == day and span not in in_chains] for day in Weekday
    }
    times = {day: times_in_words(found, clock) for day, found in by_day.items()}
    lines = []
    for equal, days in groupby(Weekday, key=times.get):
        if equal:
            lines.append(f"{_days_in_words(list(days))}, {equal}")
    lines += [words for words, _ in chains]
    for day in Weekday:
        by_times = {}
        for nth in Nth:
            if nth != Nth.EVERY and (
                found := [each for each in spans if (each.weekday, each.nth) == (day, nth)]
            ):
                by_times.setdefault(times_in_words(found, clock), []).append(nth)
        lines += [f"{_nths_in_words(nths, day)}, {words}" for words, nths in by_times.items()]
    if found := [span for span in spans if span.weekday == BANK_HOLIDAY]:
        lines.append(f"Bank holidays, {times_in_words(found, clock)}")
    return lines


def _chains(spans, clock):
    """Return [(words, Spans)] of hours that run on over midnights for more than a day: 4:30pm Friday to 8:30am Monday.

    Only where the words could not be taken for hours of each day.
    """
    found, taken = [], set()
    for first in spans:
        if first.opens == MIDNIGHT or first.closes != MIDNIGHT:
            continue
        for last in spans:
            chain = without_a_break(first.weekday, first.opens, last.weekday, last.closes)
            if (
                last.opens == MIDNIGHT != last.closes <= first.opens
                and len(chain) > 1
                and set(chain) <= set(spans) - taken
            ):
                taken.update(chain)
                words = " to ".join(
                    f"{clock(moment)} {Weekday(day).label}"
                    for moment, day in ((first.opens, first.weekday), (last.closes, last.weekday))
                )
                found.append((words[0].upper() + words[1:], chain))
                break
    return found


def _days_in_words(days):
    if len(days) == len(Weekday):
        return "Every day"
    if len(days) == 1:
        return days[0].label
    joint = "and" if len(days) == 2 else "to"
    return f"{days[0].label} {joint} {days[-1].label}"


def _nths_in_words(nths, day):
    names = [nth.label.lower() for nth in nths]
    words = " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    return f"{words[0].upper()}{words[1:]} {day.label} of the month"
