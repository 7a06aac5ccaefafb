"""The sheet of links to fill in: out, and in again. Editors may do it without being publishers."""

from hscp.admin.extra_pages import admin_address
from hscp.admin.spreadsheets.pages import ExportPage, UploadPage
from hscp.links.spreadsheets import LinksSheet

MAY_DECIDE = "links.change_link"


class _LinksSheetPage:
    def may_open(self):
        return self.request.user.has_perm(MAY_DECIDE)

    def make_sheet(self):
        return LinksSheet(self.request)


class LinksToFillInPage(_LinksSheetPage, ExportPage):
    """Every record that leads nowhere, or where nobody has confirmed, with what is suggested."""

    route = "to-fill-in/<str:kind>/"
    name = "to_fill_in"

    def records(self):
        return self.sheet.to_fill_in()


class LinksUploadPage(_LinksSheetPage, UploadPage):
    """Takes the filled-in sheet and decides what it says."""

    route = "to-fill-in/upload/"
    name = "to_fill_in_upload"
    empty_words = "Download the records that need a link"

    def empty_sheet(self):
        return admin_address(self.admin.opts, LinksToFillInPage.name, "xlsx")


def links_buttons(opts, request):
    """Return the buttons of the list of links, whose model has the _meta `opts`, for the sheet of links to fill in."""
    if not request.user.has_perm(MAY_DECIDE):
        return []
    return [
        ("Links to fill in (Excel)", admin_address(opts, LinksToFillInPage.name, "xlsx")),
        ("Upload links", admin_address(opts, LinksUploadPage.name)),
    ]
