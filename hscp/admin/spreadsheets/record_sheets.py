"""A list of records as a sheet: every field of the editors' form is a column, and each row is saved as the form would be.

Who may change what, what is refused and how a record is saved are those of the model's admin, so that a sheet can do
nothing that the form cannot.
"""

from django.utils.text import capfirst

from hscp.admin.spreadsheets.columns import columns_of_form
from hscp.admin.spreadsheets.posting import posted
from hscp.admin.spreadsheets.sheets import Sheet
from hscp.records.publishable import Publishable
from hscp.records.slugs import unique_slug


class RecordSheet(Sheet):
    """The sheet of the records of one admin. Subclasses may declare `Shown` columns, and name in `related` what these read.

    With `only` (names of fields), the sheet has their columns alone.
    """

    related = ()

    def __init__(self, model_admin, request, only=()):
        super().__init__(request)
        self.admin, self.model = model_admin, model_admin.model
        self.form_class = model_admin.get_form(request)
        read = [
            column for name, column in columns_of_form(self.form_class).items() if not only or name in only
        ]
        has_time = any(field.name == "updated_at" for field in self.model._meta.concrete_fields)
        self.set_columns(read, () if only else self.fields.values(), time=has_time)

    @property
    def name(self):
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def kind(self):
        return self.model._meta.verbose_name

    def rows(self, records):
        """Return the rows for `records`, a queryset. Their queries do not grow with it."""
        return super().rows(self.with_lists(records))

    def with_lists(self, queryset):
        """Return the records of `queryset` with all that their columns name."""
        names = [column.name for column in self.read_columns]
        lists = [name for name in names if self.model._meta.get_field(name).many_to_many]
        return queryset.prefetch_related(*lists, *self.related)

    def load(self, keys, lock):
        pks = {int(key) for key in keys if key.isdecimal() and key.isascii() and len(key) < 10}
        if lock:
            rows = self.model._base_manager.select_for_update().filter(pk__in=pks)
            list(rows.order_by("pk").values_list("pk", flat=True))
        queryset = self.with_lists(self.admin.get_queryset(self.request).filter(pk__in=pks))
        return {str(record.pk): record for record in queryset}

    def new(self):
        return self.model()

    def check(self, record, given, *, is_new):
        """Put the values into the record by way of its form, which checks them with everything else."""
        self._check_rights(record, is_new)
        if is_new and "slug" in self.form_class.base_fields and "slug" not in given:
            title = given.get("title") or given.get("name") or ""
            given["slug"] = unique_slug(self.model, title) if title else ""
        was = {field: getattr(record, field.attname) for field in self.model._meta.concrete_fields}
        form = self.form_class(posted(self.form_class(instance=record), given), instance=record)
        if not form.is_valid():
            self.refuse(*self._problems(form))
        for field, value in () if is_new else was.items():
            if field.name not in given:
                # The form rounds what it shows, such as the seconds of a time.
                setattr(record, field.attname, value)
        self._form, self._publishes = form, "state" in given
        return True

    def _check_rights(self, record, is_new):
        """Refuse the row where the form would not open for this person."""
        if is_new and not self.admin.has_add_permission(self.request):
            self.refuse(("", f"You may not add a {self.kind}."))
        if not is_new and not self.admin.may_store(self.request, record):
            self.refuse(("", self.why_locked(record)))

    def why_locked(self, record):
        """Return why this person may not change `record`, as an editor needs to know it."""
        if isinstance(record, Publishable) and self.admin.has_change_permission(self.request):
            state = record.get_state_display().lower()
            return f"It is {state}: a sheet of yours cannot change it. Change it in its form, which keeps a draft."
        return f"You may not change this {self.kind}."

    def _problems(self, form):
        """Return (heading, why) for all that a form refuses."""
        headings = {column.name: column.heading for column in self.read_columns}
        return [
            (headings.get(name, "") or (str(form[name].label) if name in form.fields else ""), message)
            for name, errors in form.errors.items()
            for message in errors
        ]

    def save(self, record, *, is_new):
        """Save the record and its lists as its form does, unless the public may not see it as it would be."""
        record = self._form.save(commit=False)
        self.admin.save_model(self.request, record, self._form, not is_new)
        self.admin.save_related(self.request, self._form, [], not is_new)
        if isinstance(record, Publishable) and record.is_in_force():
            problems = type(record).refusals([record.pk])
            if self._publishes:
                problems |= self.admin.publishing_problems(self.model._default_manager.filter(pk=record.pk))
            if record.pk in problems:
                self.refuse(("", problems[record.pk]))
        if is_new:
            self.entry.title = str(record)
