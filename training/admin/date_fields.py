"""The form fields for dates and times that editors type, on the clock in London."""

from datetime import datetime

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone

from hscp.web.typed_dates import (
    FULL_DATE_FORMATS,
    TIME_FORMATS,
    NotADate,
    read_date_and_time,
    tidy_full_date,
    tidy_time,
)

BAD_DATE = "Type the date like 12/1/2027 or 12 January 2027."
BAD_TIME = "Type the time like 9:30 or 14:00."


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


def read_moment(text, usual_time):
    """Return the aware datetime of a line such as “12 January 2027 9:30”; without a time, at `usual_time`.

    Raises ValidationError, which says how to type it, also for a time that the clocks skip.
    """
    try:
        day, time = read_date_and_time(text)
    except NotADate as error:
        raise ValidationError(f"“{text}” is not a date. Type it like 12 January 2027 9:30.") from error
    return from_current_timezone(datetime.combine(day, usual_time if time is None else time))
