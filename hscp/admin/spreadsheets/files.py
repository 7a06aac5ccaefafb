"""Files to keep: a table as XLSX or CSV, and a sheet of records with the explanation of its columns."""

from django.http import HttpResponse

from hscp.admin.spreadsheets.cells import CLEARS
from hscp.documents.spreadsheets import CONTENT_TYPES, CSV, Sheet, as_csv, as_xlsx

ABOUT = "About the columns"
EMPTY_RULE = (
    f"An empty cell leaves the value as it is. Write {CLEARS} to take a value away. Columns that you do not need may be "
    "deleted, and so may rows. Dates are read with the day before the month."
)


def table_file(sheets, kind, name):
    """Return the sheets as a file to keep, of the `kind` “csv” or “xlsx”, called `name` without its ending."""
    data = as_csv(sheets) if kind == CSV else as_xlsx(sheets)
    return HttpResponse(
        data,
        headers={
            "Content-Type": CONTENT_TYPES[kind],
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        },
    )


def sheet_file(sheet, rows, kind, name):
    """Return `rows` of a sheet as a file; XLSX has a second sheet about the columns, and choices in the cells."""
    columns = list(sheet.fields.values())
    choices = {
        number: column.widget.choices() for number, column in enumerate(columns) if not column.readonly
    }
    table = Sheet(sheet.name[:31], rows, {number: texts for number, texts in choices.items() if texts})
    if kind == CSV:
        return table_file([table], kind, name)
    about = [["Column", "What it holds", "What to write"], ["(every column)", EMPTY_RULE, ""]]
    about += [[column.heading, column.help, _what_to_write(column)] for column in columns]
    return table_file([table, Sheet(ABOUT, about)], kind, name)


def _what_to_write(column):
    """Return how to fill in a column, with its choices where they are few."""
    choices = column.widget.choices() if not column.readonly else []
    offered = f" {'; '.join(choices)}." if 0 < len(choices) <= 20 else ""
    needed = " A new record needs it." if column.needed else ""
    return f"{column.hint}{offered}{needed}"
