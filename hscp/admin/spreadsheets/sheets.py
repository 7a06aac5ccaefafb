"""What every sheet does: its columns, its rows out, and the rows of an upload, each refused, unchanged or saved.

django-import-export goes through the rows and keeps what became of each. A subclass says what a row is about and saves it.
"""

import hashlib
from copy import copy

import tablib
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult

from hscp.admin.spreadsheets.cells import CLEARS, Cell, MomentCell, NumberCell, text_of
from hscp.admin.spreadsheets.columns import Column
from hscp.admin.spreadsheets.plans import Change, Entry, Outcome, Plan

ID = "ID"
LAST_CHANGED = "Last changed"
TIME_HELP = (
    "When the record was last saved. It is not read, but tells you if somebody has changed the record since."
)
_OUTCOMES = {
    RowResult.IMPORT_TYPE_NEW: Outcome.CREATED,
    RowResult.IMPORT_TYPE_UPDATE: Outcome.CHANGED,
    RowResult.IMPORT_TYPE_SKIP: Outcome.UNCHANGED,
    RowResult.IMPORT_TYPE_INVALID: Outcome.REFUSED,
}


class Sheet(Resource):
    """A sheet for the person of one request. Subclasses give `name`, what it is called, and the methods at the end.

    `fields` are its columns by name; those in `read_columns` are read.
    """

    name = ""
    # What a row is about, as people call it.
    kind = "record"
    # Whether a row without an ID is a new record.
    makes_new = True

    class Meta:
        report_skipped = True
        skip_diff = True
        instance_loader_class = BaseInstanceLoader

    def __init__(self, request):
        super().__init__()
        # A request of its own: what saving tells the person is part of the plan, and no message of the page.
        self.request = copy(request)

    def set_columns(self, read, shown=(), *, first=(), key=None, time=False):
        """Let the sheet have the ID, the columns `first`, `read` and `shown`, and at the end the time; `read` alone is read.

        `key` gives the text of the ID for a record.
        """
        self.read_columns = list(read)
        cell = NumberCell() if key is None else Cell()
        cell.hint = f"What the download has.{' Empty for a new record.' if self.makes_new else ''}"
        columns = {ID: Column(heading=ID, cell=cell, attribute="pk", value=key, help="Names the record.")}
        written = [column for column in [*first, *self.read_columns, *shown] if not column.only_read]
        columns |= {column.name or column.heading: column for column in written}
        if time:
            columns[LAST_CHANGED] = Column(
                heading=LAST_CHANGED, cell=MomentCell(), attribute="updated_at", readonly=True, help=TIME_HELP
            )
        self.fields = columns

    @property
    def headings(self):
        return [column.heading for column in self.fields.values()]

    @property
    def other_headings(self):
        """Return {heading of another system: the heading it stands for} for what an upload may have."""
        return {
            other: column.heading
            for column in self.read_columns
            for other in (*column.also, *((column.heading,) if column.only_read else ()))
        }

    # Out

    def get_export_fields(self, selected_fields=None):
        return list(self.fields.values())

    def export_field(self, field, instance, **kwargs):
        return field.export(instance)

    def rows(self, records):
        """Return the rows of the sheet for `records`, the first of them the headings."""
        return [self.headings, *(self.export_resource(record) for record in records)]

    # In

    def run(self, table, *, lock=False):
        """Save the rows of `table` (a Table) and return a Plan of what was done. Call it within a change of content.

        With `lock`, the records stay as they are until the transaction ends.
        """
        keys = [line.cells.get(ID, "") for line in table.lines]
        self.records = self.load({key for key in keys if key}, lock)
        self._lines, self._entries, self._seen = table.lines, [], {}
        result = self.import_data(
            tablib.Dataset(*([key] for key in keys), headers=[ID]), use_transactions=False
        )
        for entry, row in zip(self._entries, result.rows, strict=True):
            if row.errors:
                raise row.errors[0].error
            entry.outcome = _OUTCOMES[row.import_type]
        return Plan(self._entries)

    def _check_import_id_fields(self, headers):
        """Rows are found by ID alone; one without makes a new record."""

    def before_import_row(self, row, row_number=None, **kwargs):
        self.line = self._lines[row_number - 1]
        first = next((text for text in self.line.cells.values() if text), "")
        self.entry = Entry(self.line.number, first)
        self._entries.append(self.entry)
        self._does_something = False
        self.request._messages = _Notices(self.entry.notices)

    def get_or_init_instance(self, instance_loader, row):
        key = self.line.cells.get(ID, "")
        if not key:
            titles = (self.line.cells.get(column.heading) for column in self.read_columns)
            self.entry.title = next((text for text in titles if text), self.entry.title)
            return self.new(), True
        record = self.records.get(key)
        if record is None:
            self.refuse(
                (ID, f"There is no {self.kind} with the ID “{key}”. For a new one, leave the cell empty.")
            )
        self.entry.title = str(record)
        if key in self._seen:
            self.refuse((ID, f"Row {self._seen[key]} is about the same record."))
        self._seen[key] = self.line.number
        return record, False

    def import_instance(self, instance, row, **kwargs):
        """Read the cells that differ, and let the subclass check them."""
        is_new = instance.pk is None
        old = {column.name: "" if is_new else column.text(instance) for column in self.read_columns}
        if not is_new:
            self._note_version(instance, old)
        self.read_together(self.line, old)
        given = self._given(old)
        if given or is_new:
            self._does_something = self.check(instance, given, is_new=is_new)

    def _given(self, old):
        """Return {name: value} of the cells that differ from the texts in `old` ({name: text}), and note the changes."""
        problems = list(self.line.problems.items())
        given = {}
        for column in self.read_columns:
            text = self.line.cells.get(column.heading, "")
            if not text or text == old[column.name] or column.heading in self.line.problems:
                continue
            try:
                value = column.widget.empty if text == CLEARS else column.widget.clean(text)
            except ValidationError as error:
                problems += [(column.heading, message) for message in error.messages]
                continue
            new = text_of(column.widget.render(value))
            if new != old[column.name]:
                given[column.name] = value
                shown = column.widget.shown
                self.entry.changes.append(Change(column.heading, shown(old[column.name]), shown(new)))
        if problems:
            self.refuse(*problems)
        return given

    def _note_version(self, record, old):
        """Note a digest of the record as it is, and whether somebody saved it after the sheet was made."""
        seen = [*old.values(), str(getattr(record, "updated_at", "")), *self.also_seen(record)]
        self.entry.version = hashlib.sha256("\0".join(seen).encode()).hexdigest()[:16]
        when = self.line.cells.get(LAST_CHANGED, "")
        if when and LAST_CHANGED in self.fields and when < self.fields[LAST_CHANGED].text(record):
            self.entry.notices.append("Somebody has changed this record since the sheet was made.")

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not self._does_something and not import_validation_errors

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        if import_validation_errors:
            raise ValidationError(import_validation_errors)

    def save_instance(self, instance, is_create, row, **kwargs):
        """Save what `check` took, or refuse the row where the database does."""
        try:
            with transaction.atomic():
                self._does_something = self.save(instance, is_new=is_create) is not False
        except IntegrityError as error:
            self.refuse(("", _broken_rule(type(instance), error)))

    def after_import_row(self, row, row_result, **kwargs):
        if not self._does_something:
            self.entry.changes = []
            row_result.import_type = RowResult.IMPORT_TYPE_SKIP

    def save_m2m(self, instance, row, **kwargs):
        """`save` has saved them."""

    def refuse(self, *problems):
        """Note why the row is refused, (heading or "", why) each, and raise ValidationError."""
        self.entry.problems += problems
        raise ValidationError([str(why) for _, why in problems])

    # What a subclass says

    def load(self, keys, lock):
        """Return {ID: record} of those with an ID in `keys` (a set of str) that the person may see."""
        raise NotImplementedError

    def read_together(self, line, old):
        """Write in full, in `line` (a Line), what is to be read from several of its cells together, or note its problems.

        `old` is {name: text} of the record.
        """

    def also_seen(self, record):
        """Return texts of what an editor sees of `record` beside its columns: a plan holds while they stay the same."""
        return []

    def new(self):
        """Return a new record, without a primary key."""
        self.refuse((ID, "The ID is missing: this sheet makes no new records."))

    def check(self, record, given, *, is_new):
        """Refuse what the values `given` ({name: value}) would do to `record`, or keep it ready for `save`.

        Returns whether there is anything to save.
        """
        raise NotImplementedError

    def save(self, record, *, is_new):
        """Save what `check` kept ready; return False if it was so already.

        `self.refuse` refuses the row, and takes back what was saved of it.
        """
        raise NotImplementedError


class _Notices:
    """Takes the messages of a request and keeps their texts in a list."""

    def __init__(self, texts):
        self._texts = texts

    def add(self, level, message, extra_tags=""):
        self._texts.append(message)


def _broken_rule(model, error):
    """Return what to tell an editor of a rule of the table that a record breaks."""
    rules = {rule.name: rule.violation_error_message for rule in model._meta.constraints}
    broken = [str(message) for name, message in rules.items() if name in str(error)]
    return " ".join(broken) or "The database refuses it: another record may have the same name or address."
