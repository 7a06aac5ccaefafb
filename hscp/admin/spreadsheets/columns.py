"""The columns of a sheet of records, made of the fields of the editors' form."""

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.utils.text import capfirst
from import_export.fields import Field

from hscp.admin.spreadsheets import cells
from hscp.admin.spreadsheets.cells import text_of
from hscp.admin.spreadsheets.related_cells import OneRecordCell, SeveralRecordsCell
from hscp.records.rich_text import RichTextField

_BY_FIELD = (
    (RichTextField, cells.RichTextCell),
    (models.FileField, None),
    (models.BooleanField, cells.YesNoCell),
    (models.DateTimeField, cells.MomentCell),
    (models.DateField, cells.DayCell),
    (models.IntegerField, cells.NumberCell),
    ((models.CharField, models.TextField), cells.Cell),
)


class Column(Field):
    """A column: its heading is `column_name`, its cells are the `widget`. `name` is the field of the form.

    `help` tells people what it holds. A column that is `readonly` is written and never read. `value` is a function that
    gives what the column shows of a record, where that is no attribute of it. `also` are headings by which other systems
    call it; a column that is `only_read` is never written.
    """

    def __init__(
        self,
        *,
        name="",
        heading,
        cell,
        attribute=None,
        value=None,
        help="",
        needed=False,
        also=(),
        only_read=False,
        **kwargs,
    ):
        super().__init__(attribute=attribute or name, column_name=heading, widget=cell, **kwargs)
        self.name, self.help, self.needed, self._value = name, help, needed, value
        self.also, self.only_read = also, only_read

    @property
    def hint(self):
        """What to write into a cell, for people."""
        return "It is not read." if self.readonly else self.widget.hint

    @property
    def heading(self):
        return self.column_name

    def get_value(self, instance):
        return super().get_value(instance) if self._value is None else self._value(instance)

    def text(self, record):
        """Return the text of the cell for a record."""
        return text_of(self.export(record))


class Shown(Column):
    """A column that is only written: `value` is a function that gives its text for a record."""

    def __init__(self, heading, value, help=""):
        super().__init__(heading=heading, cell=cells.Cell(), value=value, help=help, readonly=True)


def columns_of_form(form):
    """Return {name: Column} for the fields of a ModelForm class that a cell can hold."""
    opts = form._meta.model._meta
    found = {}
    for name, form_field in form.base_fields.items():
        try:
            field = opts.get_field(name)
        except FieldDoesNotExist:
            continue
        cell = _cell(field, form_field)
        if cell is not None:
            found[name] = Column(
                name=name,
                heading=capfirst(str(form_field.label or field.verbose_name)),
                cell=cell,
                attribute=field.attname if field.many_to_one else name,
                help=str(form_field.help_text or field.help_text),
                needed=form_field.required and not field.has_default() and name != "slug",
            )
    return found


def _cell(field, form_field):
    if isinstance(form_field, ModelMultipleChoiceField):
        return SeveralRecordsCell(form_field)
    if isinstance(form_field, ModelChoiceField):
        return OneRecordCell(form_field)
    if field.choices:
        return cells.ChoiceCell(form_field.choices, field.flatchoices)
    kind = next((kind for fields, kind in _BY_FIELD if isinstance(field, fields)), None)
    return kind() if kind else None
