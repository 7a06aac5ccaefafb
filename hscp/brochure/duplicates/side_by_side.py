"""Comparing two records of one kind as rows of a table, one for each field that an editor fills in."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from hscp.records.rich_text import RichTextField
from hscp.records.rich_text.plain_text import as_lines

# These say when and by whom, not what the record is.
_skipped_fields = {"owner", "review_date", "last_reviewed_date"}


@dataclass(frozen=True)
class Row:
    label: str
    first: str
    second: str

    @property
    def same(self):
        return self.first == self.second


def side_by_side(first, second):
    """Return a Row for each field that at least one of the two records has filled in."""
    rows = []
    for field in type(first)._meta.concrete_fields:
        if field.primary_key or not field.editable or field.name in _skipped_fields:
            continue
        values = [_as_text(record, field) for record in (first, second)]
        if any(values):
            rows.append(Row(capfirst(field.verbose_name), *values))
    return rows


def _as_text(record, field):
    value = getattr(record, field.name)
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(field, RichTextField):
        return as_lines(value)
    if hasattr(value, "tzinfo"):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    return str(value)
