"""A list of records as a sheet: every field of the editors' form is a column, and each row is saved as the form would be.

django-import-export goes through the rows and keeps what became of each; who may change what, what is refused and how a
record is saved are those of the model's admin, so that a sheet can do nothing that the form cannot.
"""

import hashlib
from copy import copy

import tablib
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import capfirst
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult

from hscp.admin.spreadsheets.cells import CLEARS, MomentCell, NumberCell, text_of
from hscp.admin.spreadsheets.columns import Column, columns_of_form
from hscp.admin.spreadsheets.plans import Change, Entry, Outcome, Plan
from hscp.admin.spreadsheets.posting import posted
from hscp.records.publishable import Publishable
from hscp.records.slugs import unique_slug

ID = "ID"
LAST_CHANGED = "Last changed"
ID_HELP = "The number of the record. Leave it as it is; leave it empty for a new record."
TIME_HELP = (
    "When the record was last saved. It is not read, but tells you if somebody has changed the record since."
)
_OUTCOMES = {
    RowResult.IMPORT_TYPE_NEW: Outcome.CREATED,
    RowResult.IMPORT_TYPE_UPDATE: Outcome.CHANGED,
    RowResult.IMPORT_TYPE_SKIP: Outcome.UNCHANGED,
    RowResult.IMPORT_TYPE_INVALID: Outcome.REFUSED,
}


class RecordSheet(Resource):
    """The sheet of the records of one admin, for the person of one request. Subclasses may declare `Shown` columns.

    `left_out` names fields of the form that have no column, `related` what `Shown` columns read beside the record.
    """

    left_out = ()
    related = ()

    class Meta:
        report_skipped = True
        skip_diff = True
        instance_loader_class = BaseInstanceLoader

    def __init__(self, model_admin, request):
        super().__init__()
        self.admin, self.model = model_admin, model_admin.model
        # A request of its own: what saving tells the person is no message of the page.
        self.request = copy(request)
        self.form_class = model_admin.get_form(request)
        shown, columns = self.fields, columns_of_form(self.form_class)
        self.read_columns = [column for name, column in columns.items() if name not in self.left_out]
        self.fields = {ID: Column(heading=ID, cell=NumberCell(), attribute="pk", readonly=True, help=ID_HELP)}
        self.fields |= {column.name: column for column in self.read_columns} | shown
        if any(field.name == "updated_at" for field in self.model._meta.concrete_fields):
            self.fields[LAST_CHANGED] = Column(
                heading=LAST_CHANGED, cell=MomentCell(), attribute="updated_at", readonly=True, help=TIME_HELP
            )

    @property
    def name(self):
        """What the list is called."""
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def headings(self):
        return [column.heading for column in self.fields.values()]

    # Out

    def get_export_fields(self, selected_fields=None):
        return list(self.fields.values())

    def export_field(self, field, instance, **kwargs):
        return field.export(instance)

    def rows(self, queryset):
        """Return the rows of the sheet for `queryset`, the first of them the headings. Its queries do not grow with it."""
        records = self._with_lists(queryset)
        return [self.headings, *(self.export_resource(record) for record in records)]

    def _with_lists(self, queryset):
        """Return the records with all that their columns name."""
        names = [column.name for column in self.read_columns]
        lists = [name for name in names if self.model._meta.get_field(name).many_to_many]
        return queryset.prefetch_related(*lists, *self.related)

    # In

    def run(self, table, *, lock=False):
        """Save the rows of `table` (a Table) and return a Plan of what was done. Call it within a change of content.

        With `lock`, the records stay as they are until the transaction ends.
        """
        self._records = self._load(_numbers(line.cells.get(ID, "") for line in table.lines), lock)
        self._lines, self._entries, self._seen = table.lines, [], {}
        result = self.import_data(
            tablib.Dataset(*[[line.cells.get(ID, "")] for line in table.lines], headers=[ID]),
            use_transactions=False,
        )
        for entry, row in zip(self._entries, result.rows, strict=True):
            if row.errors:
                raise row.errors[0].error
            entry.outcome = _OUTCOMES[row.import_type]
        return Plan(self._entries)

    def _load(self, pks, lock):
        """Return {primary key: record} of those that the person may see."""
        if lock:
            rows = self.model._base_manager.select_for_update().filter(pk__in=pks)
            list(rows.order_by("pk").values_list("pk", flat=True))
        queryset = self._with_lists(self.admin.get_queryset(self.request).filter(pk__in=pks))
        return {record.pk: record for record in queryset}

    def _check_import_id_fields(self, headers):
        """Rows are found by ID alone; one without makes a new record."""

    def before_import_row(self, row, row_number=None, **kwargs):
        self._line = self._lines[row_number - 1]
        first = next((text for text in self._line.cells.values() if text), "")
        self._entry = Entry(self._line.number, first)
        self._entries.append(self._entry)
        self._form, self._publishes = None, False
        # What saving tells the person who saves is part of the plan.
        self.request._messages = _Notices(self._entry.notices)

    def get_or_init_instance(self, instance_loader, row):
        key = self._line.cells.get(ID, "")
        if not key:
            titles = (self._line.cells.get(column.heading) for column in self.read_columns)
            self._entry.title = next((text for text in titles if text), self._entry.title)
            return self.model(), True
        record = next((self._records[pk] for pk in _numbers([key]) if pk in self._records), None)
        kind = self.model._meta.verbose_name
        if record is None:
            self._refuse(
                (ID, f"There is no {kind} with the ID “{key}”. For a new one, leave the cell empty.")
            )
        self._entry.title = str(record)
        if record.pk in self._seen:
            self._refuse((ID, f"Row {self._seen[record.pk]} is about the same record."))
        self._seen[record.pk] = self._line.number
        return record, False

    def import_instance(self, instance, row, **kwargs):
        """Put the cells that differ into the record by way of its form, which checks them with everything else."""
        is_new = instance.pk is None
        old = {column.name: "" if is_new else column.text(instance) for column in self.read_columns}
        self._note_version(instance, old)
        given = self._given(old)
        if not given and not is_new:
            return
        self._check_rights(instance, is_new)
        if is_new and "slug" in self.form_class.base_fields and "slug" not in given:
            title = given.get("title") or given.get("name") or ""
            given["slug"] = unique_slug(self.model, title) if title else ""
        was = {field: getattr(instance, field.attname) for field in self.model._meta.concrete_fields}
        form = self.form_class(posted(self.form_class(instance=instance), given), instance=instance)
        if not form.is_valid():
            self._refuse(*self._problems(form))
        for field, value in () if is_new else was.items():
            if field.name not in given:
                # The form rounds what it shows, such as the seconds of a time.
                setattr(instance, field.attname, value)
        self._form, self._publishes = form, "state" in given

    def _given(self, old):
        """Return {name: value} of the cells that differ from the texts in `old` ({name: text}), and note the changes."""
        problems = list(self._line.problems.items())
        given = {}
        for column in self.read_columns:
            text = self._line.cells.get(column.heading, "")
            if not text or text == old[column.name] or column.heading in self._line.problems:
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
                self._entry.changes.append(Change(column.heading, shown(old[column.name]), shown(new)))
        if problems:
            self._refuse(*problems)
        return given

    def _note_version(self, record, old):
        """Note a digest of the record as it is, and whether somebody saved it after the sheet was made."""
        if record.pk is None:
            return
        seen = [*old.values(), str(getattr(record, "updated_at", ""))]
        self._entry.version = hashlib.sha256("\0".join(seen).encode()).hexdigest()[:16]
        when = self._line.cells.get(LAST_CHANGED, "")
        if when and LAST_CHANGED in self.fields and when < self.fields[LAST_CHANGED].text(record):
            self._entry.notices.append("Somebody has changed this record since the sheet was made.")

    def _check_rights(self, record, is_new):
        """Refuse the row where the form would not open for this person."""
        kind = self.model._meta.verbose_name
        if is_new and not self.admin.has_add_permission(self.request):
            self._refuse(("", f"You may not add a {kind}."))
        if not is_new and not self.admin.has_change_permission(self.request, record):
            self._refuse(("", self.why_locked(record)))

    def why_locked(self, record):
        """Return why this person may not change `record`, as an editor needs to know it."""
        if isinstance(record, Publishable) and self.admin.has_change_permission(self.request):
            return f"It is {record.get_state_display().lower()}: only a publisher can change it."
        return f"You may not change this {self.model._meta.verbose_name}."

    def _problems(self, form):
        """Return (heading, why) for all that a form refuses."""
        headings = {column.name: column.heading for column in self.read_columns}
        return [
            (headings.get(name, "") or (str(form[name].label) if name in form.fields else ""), message)
            for name, errors in form.errors.items()
            for message in errors
        ]

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return self._form is None and not import_validation_errors

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """The form has checked the record."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)

    def save_instance(self, instance, is_create, row, **kwargs):
        """Save the record and its lists as its form does, unless the database or the rules for the public refuse it."""
        try:
            with transaction.atomic():
                record = self._form.save(commit=False)
                self.admin.save_model(self.request, record, self._form, not is_create)
                self.admin.save_related(self.request, self._form, [], not is_create)
                self._refuse_to_publish(record)
        except IntegrityError as error:
            self._refuse(("", _broken_rule(self.model, error)))
        if is_create:
            self._entry.title = str(record)

    def save_m2m(self, instance, row, **kwargs):
        """`save_instance` has saved them."""

    def _refuse_to_publish(self, record):
        """Refuse a record that the public may not see as it is now."""
        if isinstance(record, Publishable) and record.is_in_force():
            problems = type(record).refusals([record.pk])
            if self._publishes:
                problems |= self.admin.publishing_problems(type(record)._default_manager.filter(pk=record.pk))
            if record.pk in problems:
                self._refuse(("", problems[record.pk]))

    def _refuse(self, *problems):
        """Note why the row is refused, (heading or "", why) each, and raise ValidationError."""
        self._entry.problems += problems
        raise ValidationError([str(why) for _, why in problems])


class _Notices:
    """Takes the messages of a request and keeps their texts in a list."""

    def __init__(self, texts):
        self._texts = texts

    def add(self, level, message, extra_tags=""):
        self._texts.append(message)


def _numbers(texts):
    """Return those of `texts` that may be primary keys, as a set of int."""
    return {int(text) for text in texts if text.isdecimal() and len(text) < 10}


def _broken_rule(model, error):
    """Return what to tell an editor of a rule of the table that a record breaks."""
    rules = {rule.name: rule.violation_error_message for rule in model._meta.constraints}
    broken = [str(message) for name, message in rules.items() if name in str(error)]
    return " ".join(broken) or "The database refuses it: another record may have the same name or address."
