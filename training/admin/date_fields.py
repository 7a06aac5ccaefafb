"""Dates and times as people type them, on the clock in London."""

import re
from datetime import datetime

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone

from hscp.web.wording import one_line

DATES = ["%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y"]
TIMES = ["%H:%M", "%H.%M", "%H:%M:%S", "%I:%M%p", "%I.%M%p", "%I%p", "%H%M"]
BAD_DATE = "Type the date like 12/1/2027 or 12 January 2027."
BAD_TIME = "Type the time like 9:30, 14:00 or 2pm."

_WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\.?,?\s+", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)


class WhenField(forms.SplitDateTimeField):
    """A date and a time in two boxes. Takes “Tuesday 12th January 2027”, “12/1/27”, “9.30am” and “930” alike."""

    widget = AdminSplitDateTime

    def __init__(self, *, label, **kwargs):
        messages = {"invalid_date": BAD_DATE, "invalid_time": BAD_TIME, "incomplete": "Give date and time."}
        super().__init__(
            input_date_formats=DATES,
            input_time_formats=TIMES,
            label=label,
            error_messages=messages,
            **kwargs,
        )
        for box, part, shape in zip(
            self.widget.widgets, ("date", "time"), ("%d/%m/%Y", "%H:%M"), strict=True
        ):
            box.attrs["aria-label"] = f"{label}: {part}"
            box.format = shape

    def clean(self, value):
        day, time = (value or ["", ""])[:2]
        return super().clean([tidy_day(day or ""), tidy_time(time or "")])


def tidy_day(text):
    """Return a typed date without the weekday, commas and the letters after its number."""
    text = _ORDINAL.sub("", _WEEKDAY.sub("", text.strip()))
    return re.sub(r"\bsept\b", "sep", one_line(text.replace(",", " ")), flags=re.IGNORECASE)


def tidy_time(text):
    """Return a typed time without spaces and the full stops of “a.m.”."""
    return re.sub(r"(?<=[apm])\.", "", re.sub(r"\s+", "", text.lower()))


def read_moment(text, usual_time):
    """Return the aware datetime of a line such as “12 January 2027 9:30”; without a time, at `usual_time`.

    Raises ValidationError that says how to type it, also for a time that the clocks jump over.
    """
    words = text.split()
    for number in (1, 2):
        time = _first(tidy_time(" ".join(words[-number:])), TIMES)
        day = _first(tidy_day(" ".join(words[:-number])), DATES)
        if time and day:
            return from_current_timezone(datetime.combine(day.date(), time.time()))
    if day := _first(tidy_day(text), DATES):
        return from_current_timezone(datetime.combine(day.date(), usual_time))
    raise ValidationError(f"“{text}” is not a date. Type it like 12 January 2027 9:30.")


def _first(text, shapes):
    """Return `text` read by the first of `shapes` that fits, or None."""
    for shape in shapes:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007  (made aware by the caller)
        except ValueError:
            continue
    return None
