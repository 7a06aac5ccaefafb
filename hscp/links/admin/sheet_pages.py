"""The sheet of links to fill in: out, and in again. Editors may do it without being publishers."""

from hscp.admin.extra_pages import admin_address
from hscp.admin.spreadsheets.pages import ExportPage, SpreadsheetPage
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


class LinksSpreadsheetPage(_LinksSheetPage, SpreadsheetPage):
    """Offers the sheet, and takes it filled in: what it says is decided."""

    route = "to-fill-in/"
    name = "to_fill_in_spreadsheet"

    def may_upload(self):
        return True

    def downloads(self):
        opts = self.admin.opts
        return [
            (
                "The records that need a link, for Excel (XLSX)",
                admin_address(opts, LinksToFillInPage.name, "xlsx"),
            ),
            ("The records that need a link, as CSV", admin_address(opts, LinksToFillInPage.name, "csv")),
        ]


LINKS_PAGES = (LinksToFillInPage, LinksSpreadsheetPage)


def links_buttons(opts, request):
    """Return the button of the list of links, whose model has the _meta `opts`, for the sheet of links to fill in."""
    if not request.user.has_perm(MAY_DECIDE):
        return []
    return [("Fill in links by spreadsheet", admin_address(opts, LinksSpreadsheetPage.name))]
