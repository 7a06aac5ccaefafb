"""The bookings of the sessions in the list as a spreadsheet, and past bookings from another list.

Only those with rights on bookings get in, and the log of each session keeps who made a file with its names, and when.
"""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from hscp.admin.extra_pages import admin_address
from hscp.admin.spreadsheets.pages import EmptySheetPage, ExportPage, SpreadsheetPage
from training.models import Session
from training.spreadsheets import BookingsSheet

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
