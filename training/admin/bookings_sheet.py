"""The bookings of the sessions in the list as a spreadsheet, and past bookings from another list.

Only those with rights on bookings get in, and the log of each session keeps who made a file with its names, and when.
"""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from hscp.admin.extra_pages import admin_address
from hscp.admin.spreadsheets.pages import EmptySheetPage, ExportPage, UploadPage
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

    route = "bookings/upload/empty/"
    name = "bookings_empty"


class BookingsUploadPage(_BookingsPage, UploadPage):
    """Takes past bookings and keeps them. Nobody gets a mail."""

    route = "bookings/upload/"
    name = "bookings_upload"

    def empty_sheet(self):
        return admin_address(self.admin.opts, BookingsEmptyPage.name)


BOOKINGS_PAGES = (BookingsEmptyPage, BookingsUploadPage, BookingsExportPage)


def bookings_buttons(request):
    """Return the buttons of the list of sessions for its bookings, as this person may use them."""
    buttons = []
    if request.user.has_perms(_MAY_READ):
        address = admin_address(Session._meta, BookingsExportPage.name, "xlsx")
        buttons.append(("Bookings of this list (Excel)", f"{address}?"))
    if request.user.has_perms(_MAY_KEEP):
        buttons.append(("Upload past bookings", admin_address(Session._meta, BookingsUploadPage.name)))
    return buttons
