"""What stands in the cells of a column: how a value is written, and how it is read from what people type.

A cell is read from text: `hscp.admin.spreadsheets.reading` turns every cell of a file into the text that `text_of` gives.
"""

import re
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils.timezone import is_aware, localtime
from import_export.widgets import Widget

from hscp.documents.spreadsheets import Plain
from hscp.records.rich_text import markdown_to_rich_text
from hscp.records.rich_text.markdown import to_markdown
from hscp.web.typed_dates import NotADate, read_date_and_time, read_full_date, read_time

# What clears a value: an empty cell leaves it as it is.
CLEARS = "(empty)"
_YES, _NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}
# How many days after 30 December 1899 a date is, as Excel stores it where it does not know that it is one: 1954 to 2119.
_EXCEL_DAY = re.compile(r"[2-7]\d{4}")
_EXCEL_EPOCH = date(1899, 12, 30)
_MIDNIGHT = time()


def text_of(value):
    """Return the text of a cell, whether it comes from a file or from `Cell.render`: lines end alike, numbers are plain.

    A date is 2027-03-12, with a time 2027-03-12 09:30.
    """
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}" if value.time() != _MIDNIGHT else f"{value:%Y-%m-%d}"
        case date():
            return f"{value:%Y-%m-%d}"
        case time():
            return f"{value:%H:%M}"
        case float() if value.is_integer():
            return str(int(value))
    return "\n".join(line.rstrip() for line in str(value).splitlines()).strip()


class Cell(Widget):
    """A cell of text. `hint` tells people what to write, `empty` is the value that CLEARS stands for."""

    hint = "Text."
    empty = ""

    def clean(self, value, row=None, **kwargs):
        """Return the value that the text `value`, which is not empty, means. Raises ValidationError."""
        return value

    def render(self, value, obj=None, **kwargs):
        """Return what stands in the cell for the `value` of a record: str, Plain, date, datetime or None."""
        return value

    def choices(self):
        """Return the texts to choose from, as a list; empty where there are none."""
        return []

    def shown(self, text):
        """Return the text of a cell as the plan shows it."""
        return text


class RichTextCell(Cell):
    """Rich text, written and read as Markdown."""

    hint = "Text. “## ” begins a heading, “- ” a point of a list; **bold**, [words](address) for a link."

    def clean(self, value, row=None, **kwargs):
        return markdown_to_rich_text(value)

    def render(self, value, obj=None, **kwargs):
        return to_markdown(value or "")


class NumberCell(Cell):
    """A whole number."""

    hint = "A whole number."
    empty = None

    def clean(self, value, row=None, **kwargs):
        digits = value.replace(",", "").replace(" ", "")
        if not re.fullmatch(r"[0-9]{1,9}", digits):
            raise ValidationError(f"“{value}” is not a whole number.")
        return int(digits)

    def render(self, value, obj=None, **kwargs):
        return None if value is None else Plain(value)


class YesNoCell(Cell):
    """Yes or no."""

    hint = "Yes or No."
    empty = False

    def clean(self, value, row=None, **kwargs):
        word = value.casefold()
        if word not in _YES | _NO:
            raise ValidationError(f"“{value}” is neither yes nor no. Write Yes or No.")
        return word in _YES

    def render(self, value, obj=None, **kwargs):
        return "Yes" if value else "No"

    def choices(self):
        return ["Yes", "No"]


class DayCell(Cell):
    """A date. A day and a month in numbers are read in this order."""

    hint = "A date, such as 12/03/2027, 12 March 2027 or 2027-03-12. The day comes before the month."
    empty = None

    def clean(self, value, row=None, **kwargs):
        try:
            return _day(value)
        except NotADate as error:
            raise ValidationError(
                f"“{value}” is not a date. {error.advice or 'Write it like 12/03/2027 or 12 March 2027.'}"
            ) from error

    def render(self, value, obj=None, **kwargs):
        return value

    def shown(self, text):
        return f"{date.fromisoformat(text):%-d %B %Y}" if text else ""


class MomentCell(Cell):
    """A date with a time of the clock in England; without one it is midnight."""

    hint = "A date with a time, such as 12/03/2027 9:30. The day comes before the month; times are those in England."
    empty = None

    def clean(self, value, row=None, **kwargs):
        try:
            day, clock = (_day(value), None) if _EXCEL_DAY.fullmatch(value) else read_date_and_time(value)
        except NotADate as error:
            raise ValidationError(
                f"“{value}” is not a date with a time. {error.advice or 'Write it like 12/03/2027 9:30.'}"
            ) from error
        return from_current_timezone(datetime.combine(day, clock or _MIDNIGHT))

    def render(self, value, obj=None, **kwargs):
        if value is None:
            return None
        return (localtime(value) if is_aware(value) else value).replace(tzinfo=None, second=0, microsecond=0)

    def shown(self, text):
        if not text:
            return ""
        moment = datetime.fromisoformat(text)
        return f"{moment:%-d %B %Y}" if moment.time() == _MIDNIGHT else f"{moment:%-d %B %Y, %H:%M}"


class TimeCell(Cell):
    """A time of the clock."""

    hint = "A time, such as 9:30 or 14:00."
    empty = None

    def clean(self, value, row=None, **kwargs):
        try:
            return read_time(value)
        except NotADate as error:
            raise ValidationError(
                f"“{value}” is not a time. {error.advice or 'Write it like 9:30 or 14:00.'}"
            ) from error

    def render(self, value, obj=None, **kwargs):
        return f"{value:%H:%M}" if value is not None else ""


class ChoiceCell(Cell):
    """One of a list of choices, by its words or its code. `offered` may be fewer than `known`; both are pairs."""

    def __init__(self, offered, known):
        super().__init__()
        self._offered = [(str(code), str(label)) for code, label in offered if code not in ("", None)]
        self._known = {str(code): str(label) for code, label in known}
        self.hint = "One of the choices."

    def clean(self, value, row=None, **kwargs):
        for code, label in self._offered:
            if value.casefold() in (code.casefold(), label.casefold()):
                return code
        raise ValidationError(f"“{value}” is not one of the choices: {'; '.join(self.choices())}.")

    def render(self, value, obj=None, **kwargs):
        return self._known.get(str(value), "") if value not in ("", None) else ""

    def choices(self):
        return [label for _, label in self._offered]


def _day(text):
    """Return the date of a text, of the number that Excel has for a day, or of a date with a time. Raises NotADate."""
    if _EXCEL_DAY.fullmatch(text):
        return _EXCEL_EPOCH + timedelta(days=int(text))
    try:
        return read_full_date(text)
    except NotADate:
        return read_date_and_time(text)[0]
