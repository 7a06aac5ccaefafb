"""Opening hours in words, as GOV.UK writes times: "Monday to Friday, 8:30am to 5pm"."""

from datetime import time
from itertools import groupby

from contacts.models import Weekday

_LAST_MINUTE = time(23, 59)


def time_in_words(moment):
    """Return a time of day (datetime.time) as 9am, 1:30pm, midday or midnight. 11:59pm is a day's end: midnight."""
    if moment.replace(second=0, microsecond=0) in {time(0, 0), _LAST_MINUTE}:
        return "midnight"
    if (moment.hour, moment.minute) == (12, 0):
        return "midday"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def hours_in_words(hours):
    """Return a list of lines for the OpeningHours in `hours`, with consecutive days of equal hours put together."""
    spans = {day: [] for day in Weekday}
    for row in sorted(hours, key=lambda row: (row.weekday, row.opens)):
        spans[Weekday(row.weekday)].append((row.opens, row.closes))
    lines = []
    for equal, days in groupby(Weekday, key=lambda day: spans[day]):
        if equal:
            lines.append(f"{_days_in_words(list(days))}, {_spans_in_words(equal)}")
    return lines


def _days_in_words(days):
    if len(days) == len(Weekday):
        return "Every day"
    if len(days) == 1:
        return days[0].label
    joint = "and" if len(days) == 2 else "to"
    return f"{days[0].label} {joint} {days[-1].label}"


def _spans_in_words(spans):
    if spans == [(time(0, 0), _LAST_MINUTE)]:
        return "24 hours"
    return " and ".join(f"{time_in_words(opens)} to {time_in_words(closes)}" for opens, closes in spans)
