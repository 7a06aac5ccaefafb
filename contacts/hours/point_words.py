"""When a contact point answers, line by line as readers see it: its hours, bank holidays, and the days that differ soon."""

import datetime
from itertools import groupby

from contacts.enums import BankHolidays
from contacts.hours.words import hours_in_words, times_in_words
from hscp.web.wording import clock_time

# How long before days that differ a reader is told of them.
AHEAD = datetime.timedelta(days=42)


def usual_hours(point, bank_holidays=True, clock=clock_time):
    """Return the lines of a contact point's usual hours; [] if they are not known.

    Without `bank_holidays` they do not say that it is closed then. `clock` writes a time of day.
    """
    if point.answers_when_closed:
        return [f"Whenever {_name(point.answers_when_closed)} is closed"]
    lines = hours_in_words(point.opening_hours.all(), clock)
    if lines and bank_holidays and point.bank_holidays == BankHolidays.CLOSED:
        lines.append("Closed on bank holidays")
    return lines


def hours_for_reader(point, today):
    """Return the lines of a contact point's hours, and of the days that differ within six weeks of `today` (date)."""
    soon = [row for row in point.exceptions.all() if row.last_day >= today and row.first_day <= today + AHEAD]
    return [*usual_hours(point), *exceptions_in_words(soon)]


def exceptions_in_words(exceptions, with_year=False, clock=clock_time):
    """Return a line for each of the HoursExceptions, in order: "Closed 24 December to 2 January: Christmas"."""

    def days(row):
        return row.first_day, row.last_day

    lines = []
    for (first, last), group in groupby(sorted(exceptions, key=days), key=days):
        rows = list(group)
        spans = sorted((row for row in rows if row.opens is not None), key=lambda row: row.opens)
        when = days_in_words(first, last, with_year)
        if spans:
            words = f"{times_in_words(spans, clock)}, {'on ' if first == last else ''}{when}"
            words = words[0].upper() + words[1:]
        else:
            words = f"Closed {'on ' if first == last else ''}{when}"
        reason = next((row.reason for row in rows if row.reason), "")
        lines.append(f"{words}: {reason}" if reason else words)
    return lines


def days_in_words(first, last, with_year=False):
    """Return "24 December to 2 January" for two dates, or the one day; `with_year` says the year of each, once if it is one."""
    year = f" {last.year}" if with_year else ""
    end = f"{last.day} {last:%B}{year}"
    if first == last:
        return end
    start = f"{first.day}"
    if (first.year, first.month) != (last.year, last.month):
        start = f"{first.day} {first:%B}"
    if with_year and first.year != last.year:
        start += f" {first.year}"
    return f"{start} to {end}"


def _name(point):
    return point.label or point.get_kind_display()
