"""The bookings of the sessions in the list as a spreadsheet, and past bookings from another list.

Only those with rights on bookings get in, and the log of each session keeps who made a file with its names, and when.
"""

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied

from hscp.admin.extra_pages import admin_address
from hscp.admin.spreadsheets.pages import EmptySheetPage, ExportPage, SpreadsheetPage
from hscp.admin.spreadsheets.uploads import CannotCarry, carry, read_signed
from hscp.web.wording import counted
from training.models import Course, Session
from training.spreadsheets.bookings import BookingsSheet

_MAY_READ = ("training.view_booking", "training.change_booking")
_MAY_KEEP = (*_MAY_READ, "training.add_booking", "training.add_session")


class _BookingsPage:
    may = _MAY_KEEP

    def may_open(self):
        return self.request.user.has_perms(self.may)

    def make_sheet(self):
        return BookingsSheet(self.request)


class BookingsExportPage(_BookingsPage, ExportPage):
    """The people with a place at the sessions of the list, as the address filters and searches it."""

    route = "bookings/export/<str:kind>/"
    name = "bookings_export"
    may = _MAY_READ

    def records(self):
        return list(self.sheet.of_sessions(super().records()))

    def note(self, records, number, kind):
        """Write in the log of each session that its names are in a file: a person may ask who has theirs."""
        content_type = ContentType.objects.get_for_model(Session)
        LogEntry.objects.bulk_create(
            LogEntry(
                user=self.request.user,
                content_type=content_type,
                object_id=str(pk),
                object_repr=f"Session {pk}",
                action_flag=CHANGE,
                change_message=f"Exported the bookings with those of the list as {kind.upper()}.",
            )
            for pk in dict.fromkeys(booking.session_id for booking in records)
        )


class BookingsEmptyPage(_BookingsPage, EmptySheetPage):
    """An empty sheet for past bookings."""

    route = "bookings/export/empty/"
    name = "bookings_empty"


class BookingsSpreadsheetPage(_BookingsPage, SpreadsheetPage):
    """Offers the bookings of the list, and takes past ones from another list. Nobody gets a mail."""

    route = "bookings/spreadsheet/"
    name = "bookings_spreadsheet"
    may = _MAY_READ

    def may_upload(self):
        return self.request.user.has_perms(_MAY_KEEP)

    def handle(self):
        if self.request.method == "POST" and "unmatched" in self.request.POST:
            if not self.may_upload():
                raise PermissionDenied
            return self._match()
        return super().handle()

    def take(self, table, name):
        """Ask first which courses the titles stand for that name none, and answer with the plan then."""
        if not (unknown := self.sheet.unknown_courses(table)):
            return super().take(table, name)
        try:
            carried = carry(
                table.headings, table.lines, name=name, by=self.request.user, what=self._unmatched
            )
        except CannotCarry as error:
            messages.error(self.request, str(error))
            return self.to_list(self.name)
        self.template = "admin/spreadsheets/match.html"
        return self.render(
            f"Courses of “{name}”",
            sheet=self.sheet,
            carried=carried,
            table=table,
            titles=[
                (number, title, like, sum(line.cells.get("Course") == title for line in table.lines))
                for number, (title, like) in enumerate(unknown.items())
            ],
            courses=Course.objects.order_by("title", "pk"),
        )

    def _match(self):
        """Write the chosen courses into the rows, leave out those of which none was chosen, and answer with the plan."""
        sent = self.request.POST
        try:
            table, _, name = read_signed(sent["unmatched"], by=self.request.user, what=self._unmatched)
        except CannotCarry as error:
            messages.error(self.request, str(error))
            return self.to_list(self.name)
        cell = self.sheet.fields["course"].widget
        labels = {str(course.pk): cell.label(course) for course in cell.courses}
        chosen = {
            title: labels.get(sent.get(f"course-{number}", ""), "")
            for number, title in enumerate(self.sheet.unknown_courses(table))
        }
        left_out = 0
        for line in list(table.lines):
            title = line.cells.get("Course", "")
            if title in chosen and not chosen[title]:
                table.lines.remove(line)
                left_out += 1
            elif title in chosen:
                line.cells["Course"] = chosen[title]
        if left_out:
            table.notices.append(f"{counted(left_out, 'row')} of courses for which you chose none.")
        return super().take(table, name)

    @property
    def _unmatched(self):
        return f"{self.what}:unmatched"

    def downloads(self):
        return [
            ("The bookings of this list for Excel (XLSX)", self.with_query(BookingsExportPage.name, "xlsx")),
            ("The bookings of this list as CSV", self.with_query(BookingsExportPage.name, "csv")),
            (
                "An empty sheet for past bookings (XLSX)",
                admin_address(self.admin.opts, BookingsEmptyPage.name),
            ),
        ]


BOOKINGS_PAGES = (BookingsEmptyPage, BookingsSpreadsheetPage, BookingsExportPage)


def bookings_buttons(request):
    """Return the button of the list of sessions for its bookings, for those who may see them."""
    if not request.user.has_perms(_MAY_READ):
        return []
    return [("Bookings as a spreadsheet", admin_address(Session._meta, BookingsSpreadsheetPage.name))]
