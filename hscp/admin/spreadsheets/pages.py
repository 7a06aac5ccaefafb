"""The pages beside a list: the list as a file, an empty sheet to fill in, and the upload with its plan."""

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from hscp.admin.extra_pages import ListPage, admin_address
from hscp.admin.spreadsheets.files import EMPTY_RULE, sheet_file
from hscp.admin.spreadsheets.forms import UploadForm
from hscp.admin.spreadsheets.limits import MOST_ROWS
from hscp.admin.spreadsheets.uploads import (
    CannotCarry,
    StalePlan,
    apply_upload,
    plan_upload,
    read_signed,
    signed,
    told,
)
from hscp.documents.spreadsheets import CONTENT_TYPES, XLSX
from hscp.records.saving import CannotPublish


class SheetPage(ListPage):
    """A page about a sheet. Subclasses give `make_sheet`, and who `may_open` it; what people may change is asked of each row."""

    def load(self, kwargs):
        if not self.may_open():
            raise PermissionDenied
        self.sheet = self.make_sheet()

    def may_open(self):
        return self.admin.has_view_permission(self.request)

    def make_sheet(self):
        """Return the Sheet for this person: by default the one of the list."""
        return self.admin.sheet(self.admin, self.request)

    def file_name(self, ending=""):
        return f"{self.sheet.name.lower().replace(' ', '-')}{ending}-{timezone.localdate()}"


class ExportPage(SheetPage):
    """The records of the list as the address filters and searches them, as a file of the kind that it names."""

    route = "export/<str:kind>/"
    name = "export"
    methods = ("GET",)

    def handle(self, kind):
        if kind not in CONTENT_TYPES:
            raise Http404
        try:
            records = self.records()
        except IncorrectLookupParameters:
            return self.to_list()
        rows = self.sheet.rows(records)
        self.note(records, len(rows) - 1, kind)
        return sheet_file(self.sheet, rows, kind, self.file_name())

    def records(self):
        """Return the records of the file, as a queryset or a list. Raises IncorrectLookupParameters."""
        return self.admin.get_changelist_instance(self.request).get_queryset(self.request)

    def note(self, records, number, kind):
        """Write in the log that this person made a file of so many records."""
        LogEntry.objects.create(
            user=self.request.user,
            content_type=ContentType.objects.get_for_model(self.admin.model),
            object_repr=self.sheet.name,
            action_flag=CHANGE,
            change_message=f"Exported {number} {self.sheet.name.lower()} as {kind.upper()}.",
        )


class EmptySheetPage(SheetPage):
    """A sheet with headings, an explanation of each column and choices to pick from, but no rows."""

    route = "upload/empty/"
    name = "empty_sheet"
    methods = ("GET",)

    def handle(self):
        return sheet_file(self.sheet, [self.sheet.headings], XLSX, self.file_name("-to-fill-in"))


class UploadPage(SheetPage):
    """Takes a filled-in sheet and shows its plan; agreeing to it applies it."""

    route = "upload/"
    name = "upload"
    template = "admin/spreadsheets/upload.html"
    plan_template = "admin/spreadsheets/plan.html"
    empty_words = "Download an empty sheet to fill in"

    def may_open(self):
        return self.admin.has_add_permission(self.request) or self.admin.has_change_permission(self.request)

    def handle(self):
        if "carried" in self.request.POST:
            return self._apply()
        sent = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        form = UploadForm(*sent, headings=self.sheet.headings)
        if form.is_valid():
            return self._show(plan_upload(self.sheet, form.table), form.table, form.cleaned_data["file"].name)
        return self._ask(form)

    def _ask(self, form):
        return self.render(
            f"Upload a spreadsheet: {self.sheet.name.lower()}",
            form=form,
            sheet=self.sheet,
            empty_rule=EMPTY_RULE,
            most_rows=MOST_ROWS,
            empty_sheet=self.empty_sheet(),
            empty_words=self.empty_words,
        )

    def empty_sheet(self):
        """Return the address of the sheet to fill in."""
        return admin_address(self.admin.opts, EmptySheetPage.name)

    def _show(self, plan, table, name):
        try:
            carried = (
                signed(plan, table, name=name, by=self.request.user, what=self._what)
                if plan.does_something
                else ""
            )
        except CannotCarry as error:
            messages.error(self.request, str(error))
            return self.to_list(self.name)
        self.template = self.plan_template
        return self.render(
            f"Plan for “{name}”", plan=plan, table=table, carried=carried, file_name=name, sheet=self.sheet
        )

    def _apply(self):
        user = self.request.user
        try:
            table, agreed, name = read_signed(self.request.POST["carried"], by=user, what=self._what)
            plan = apply_upload(self.sheet, table, agreed=agreed, name=name, by=user)
        except StalePlan as stale:
            messages.warning(self.request, str(stale))
            return self._show(stale.plan, table, name)
        except (CannotCarry, CannotPublish) as error:
            messages.error(self.request, f"Nothing was saved. {error}")
            return self.to_list(self.name)
        messages.success(self.request, f"“{name}”: {told(plan)}.")
        return self.to_list()

    @property
    def _what(self):
        return f"{self.admin.opts.label_lower}:{self.name}"


class SpreadsheetPages:
    """Mixin for a ModelAdmin with ExtraPages: the pages of its `sheet` (a RecordSheet class), and the buttons of its list.

    `more_sheet_pages` are page classes of further sheets that belong to the list.
    """

    sheet = None
    more_sheet_pages = ()

    def get_pages(self):
        mine = (ExportPage, EmptySheetPage, UploadPage) if self.sheet else ()
        return [*self.more_sheet_pages, *mine, *super().get_pages()]

    def sheet_buttons(self, request):
        """Return what the list offers beside its own buttons: (label, address), "?" at its end for the query of the list."""
        if self.sheet is None:
            return []
        buttons = [
            ("Download this list (Excel)", admin_address(self.opts, ExportPage.name, "xlsx") + "?"),
            ("Download this list (CSV)", admin_address(self.opts, ExportPage.name, "csv") + "?"),
        ]
        if self.has_add_permission(request) or self.has_change_permission(request):
            buttons.append(("Upload a spreadsheet", admin_address(self.opts, UploadPage.name)))
        return buttons
