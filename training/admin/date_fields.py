"""The form fields for dates and times that editors type, on the clock in London."""

import re
from datetime import datetime

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone

from training.sessions.typed_dates import FULL_DATE_FORMATS, NotADate, read_full_date, tidy_full_date

TIME_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S", "%I:%M%p", "%I.%M%p", "%I%p", "%H%M"]
BAD_DATE = "Type the date like 12/1/2027 or 12 January 2027."
BAD_TIME = "Type the time like 9:30, 14:00 or 2pm."


class DayField(forms.DateField):
    """A full date. Takes “Tuesday 12th January 2027” and “12/1/27” alike."""

    def __init__(self, **kwargs):
        super().__init__(
            input_formats=FULL_DATE_FORMATS,
            error_messages={"invalid": BAD_DATE},
            widget=forms.TextInput(attrs={"class": "vDateField"}),
            **kwargs,
        )

    def to_python(self, value):
        return super().to_python(tidy_full_date(value) if isinstance(value, str) else value)


class WhenField(forms.SplitDateTimeField):
    """A date and a time in two boxes. Takes “Tuesday 12th January 2027”, “12/1/27”, “9.30am” and “930” alike."""

    widget = AdminSplitDateTime

    def __init__(self, *, label, **kwargs):
        messages = {"invalid_date": BAD_DATE, "invalid_time": BAD_TIME, "incomplete": "Give date and time."}
        super().__init__(
            input_date_formats=FULL_DATE_FORMATS,
            input_time_formats=TIME_FORMATS,
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
        return super().clean([tidy_full_date(day or ""), tidy_time(time or "")])


def tidy_time(text):
    """Return a typed time without spaces and the full stops of “a.m.”."""
    return re.sub(r"(?<=[apm])\.", "", re.sub(r"\s+", "", text.lower()))


def read_moment(text, usual_time):
    """Return the aware datetime of a line such as “12 January 2027 9:30”; without a time, at `usual_time`.

    Raises ValidationError, which says how to type it, also for a time that the clocks skip.
    """
    words = text.split()
    for number in (1, 2):
        time = _read_time(" ".join(words[-number:]))
        day = _read_day(" ".join(words[:-number]))
        if time and day:
            return from_current_timezone(datetime.combine(day, time))
    if day := _read_day(text):
        return from_current_timezone(datetime.combine(day, usual_time))
    raise ValidationError(f"“{text}” is not a date. Type it like 12 January 2027 9:30.")


def _read_day(text):
    """Return the date that `text` gives in full, or None."""
    try:
        return read_full_date(text)
    except NotADate:
        return None


def _read_time(text):
    """Return the time of day that `text` gives, or None."""
    for shape in TIME_FORMATS:
        try:
            return datetime.strptime(tidy_time(text), shape).time()  # noqa: DTZ007  (a time of day has no zone)
        except ValueError:
            continue
    return None
