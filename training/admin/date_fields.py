"""The form fields for dates and times that editors type, on the clock in London."""

from datetime import datetime

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone

from hscp.web.typed_dates import FULL_DATE_FORMATS, NotADate, read_date_and_time, read_full_date
from hscp.web.typed_times import read_time
from hscp.web.wording import clock_24

BAD_DATE = "Type the date like 12/1/2027 or 12 January 2027."
BAD_TIME = "Type the time like 9:30, 14:00, 7pm or noon."


class DayField(forms.DateField):
    """A full date. Takes “Tuesday 12th January 2027” and “12/1/27” alike, and refuses a weekday that is not the date’s."""

    def __init__(self, **kwargs):
        kwargs = {"widget": forms.TextInput(attrs={"class": "vDateField"})} | kwargs
        super().__init__(input_formats=FULL_DATE_FORMATS, **kwargs)

    def to_python(self, value):
        return _read(read_full_date, value, BAD_DATE) if isinstance(value, str) else super().to_python(value)


class ClockField(forms.TimeField):
    """A time of day, as `hscp.web.typed_times` reads it."""

    def to_python(self, value):
        return _read(read_time, value, BAD_TIME) if isinstance(value, str) else super().to_python(value)


class WhenField(forms.SplitDateTimeField):
    """A date and a time in two boxes. Takes “Tuesday 12th January 2027”, “12/1/27”, “9.30am”, “930” and “noon” alike."""

    widget = AdminSplitDateTime

    def __init__(self, *, label, **kwargs):
        super().__init__(label=label, error_messages={"incomplete": "Give date and time."}, **kwargs)
        self.fields = (DayField(required=False), ClockField(required=False))
        for box, part, shape in zip(
            self.widget.widgets, ("date", "time"), ("%d/%m/%Y", "%H:%M"), strict=True
        ):
            box.attrs["aria-label"] = f"{label}: {part}"
            box.format = shape

    def compress(self, data_list):
        """Return the aware datetime of a date and a time, or None for neither."""
        return (
            on_the_clock(*data_list)
            if data_list and all(each is not None for each in data_list)
            else super().compress(data_list)
        )


def on_the_clock(day, time):
    """Return the aware datetime at which clocks in London show `time` on `day`. Raises ValidationError where they never do, or twice."""
    try:
        return from_current_timezone(datetime.combine(day, time))
    except ValidationError as error:
        spring = day.month < 7
        raise ValidationError(
            f"On {day:%-d %B %Y} the clocks go {'forward' if spring else 'back'}, so {clock_24(time)} "
            f"{'does not come' if spring else 'comes twice'}. Choose another time."
        ) from error


def read_moment(text, usual_time):
    """Return the aware datetime of a line such as “12 January 2027 9:30”; without a time, at `usual_time`, which
    also decides between morning and evening.

    Raises ValidationError, which says how to type it, also for a time that the clocks skip.
    """
    try:
        day, time = read_date_and_time(text, usual_time)
    except NotADate as error:
        advice = error.advice or f"“{text}” is not a date. Type it like 12 January 2027 9:30."
        raise ValidationError(advice) from error
    return on_the_clock(day, usual_time if time is None else time)


def _read(reader, text, otherwise):
    """Return what `reader` makes of a typed text, None for an empty one. Raises ValidationError with its advice, or `otherwise`."""
    if not text.strip():
        return None
    try:
        return reader(text)
    except NotADate as error:
        raise ValidationError(error.advice or otherwise, code="invalid") from error
