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
from hscp.records.publishable import Publishable
from hscp.records.saving import CannotPublish
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record

# Who keeps a record, and when it was and is to be looked at: after the title, by which people know it.
REVIEW_FIELDS = ("title", "owner", "last_reviewed_date", "review_date")


class SheetPage(ListPage):
    """A page about a sheet. Subclasses give `make_sheet`, and who `may_open` it; what people may change is asked of each row."""

    def load(self, kwargs):
        if not self.may_open():
            raise PermissionDenied
        self.sheet = self.make_sheet()

    def may_open(self):
        """Whether this person may open the page, beside seeing the list, which all of them take."""
        return True

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
        record(
            AuditKind.EXPORTED,
            by=self.request.user,
            about=self.admin.opts.label_lower,
            what=f"{len(rows) - 1} {self.sheet.name.lower()} as {kind.upper()}",
        )
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


class ReviewPage(ExportPage):
    """The same records with their owners and review dates alone. It is uploaded like the whole list."""

    route = "reviews/<str:kind>/"
    name = "reviews"

    def make_sheet(self):
        return self.admin.sheet(self.admin, self.request, only=REVIEW_FIELDS)

    def file_name(self, ending=""):
        return super().file_name("-owners-and-review-dates")


class EmptySheetPage(SheetPage):
    """A sheet with headings, an explanation of each column and choices to pick from, but no rows."""

    route = "spreadsheet/empty/"
    name = "empty_sheet"
    methods = ("GET",)

    def handle(self):
        return sheet_file(self.sheet, [self.sheet.headings], XLSX, self.file_name("-to-fill-in"))


class SpreadsheetPage(SheetPage):
    """Offers the list as a file, as the address filters and searches it, and takes a filled-in one.

    An upload is answered with its plan; agreeing to it applies it.
    """

    route = "spreadsheet/"
    name = "spreadsheet"
    template = "admin/spreadsheets/spreadsheet.html"
    plan_template = "admin/spreadsheets/plan.html"

    def may_upload(self):
        """Whether this person may upload anything; what they may change is asked of each row."""
        return self.admin.has_add_permission(self.request) or self.admin.has_change_permission(self.request)

    def handle(self):
        if self.request.method == "POST" and not self.may_upload():
            raise PermissionDenied
        if "carried" in self.request.POST:
            return self._apply()
        sent = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        form = UploadForm(*sent, headings=self.sheet.headings, others=self.sheet.other_headings)
        if form.is_valid():
            return self.take(form.table, form.cleaned_data["file"].name)
        return self._ask(form)

    def take(self, table, name):
        """Answer an upload, a Table out of the file `name`, with its plan."""
        return self._show(plan_upload(self.sheet, table), table, name)

    def downloads(self):
        """Return the files to offer, as (what it is, its address)."""
        found = [
            ("This list for Excel (XLSX)", self.with_query(ExportPage.name, "xlsx")),
            ("This list as CSV", self.with_query(ExportPage.name, "csv")),
        ]
        if issubclass(self.admin.model, Publishable):
            found.append(
                ("Owners and review dates of this list (XLSX)", self.with_query(ReviewPage.name, "xlsx"))
            )
        return [
            *found,
            ("An empty sheet to fill in (XLSX)", admin_address(self.admin.opts, EmptySheetPage.name)),
        ]

    def with_query(self, page, kind):
        """Return the address of a `page` that makes a file of this `kind`, with the filters and the search of the list."""
        query = self.request.GET.urlencode()
        return admin_address(self.admin.opts, page, kind) + (f"?{query}" if query else "")

    def _ask(self, form):
        return self.render(
            f"{self.sheet.name} as a spreadsheet",
            form=form,
            sheet=self.sheet,
            downloads=self.downloads(),
            may_upload=self.may_upload(),
            empty_rule=EMPTY_RULE,
            most_rows=MOST_ROWS,
        )

    def _show(self, plan, table, name):
        try:
            carried = (
                signed(plan, table, name=name, by=self.request.user, what=self.what)
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
            table, agreed, name = read_signed(self.request.POST["carried"], by=user, what=self.what)
            plan = apply_upload(self.sheet, table, agreed=agreed, name=name, by=user)
        except StalePlan as stale:
            messages.warning(self.request, str(stale))
            return self._show(stale.plan, table, name)
        except (CannotCarry, CannotPublish) as error:
            messages.error(self.request, f"Nothing was saved. {error}")
            return self.to_list(self.name)
        record(AuditKind.IMPORTED, by=user, about=self.admin.opts.label_lower, what=told(plan))
        messages.success(self.request, f"“{name}”: {told(plan)}.")
        return self.to_list()

    @property
    def what(self):
        return f"{self.admin.opts.label_lower}:{self.name}"


class SpreadsheetPages:
    """Mixin for a ModelAdmin with ExtraPages: the pages of its `sheet` (a RecordSheet class), and the button of its list.

    `more_sheet_pages` are page classes of a further sheet that belongs to the list.
    """

    sheet = None
    more_sheet_pages = ()

    def get_pages(self):
        mine = (ExportPage, EmptySheetPage, SpreadsheetPage) if self.sheet else ()
        if mine and issubclass(self.model, Publishable):
            mine = (*mine, ReviewPage)
        return [*self.more_sheet_pages, *mine, *super().get_pages()]

    def sheet_buttons(self, request):
        """Return what the list offers beside its own buttons: (label, address). They get the query of the list."""
        return [("Spreadsheet", admin_address(self.opts, SpreadsheetPage.name))] if self.sheet else []
