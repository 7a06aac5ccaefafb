"""Tables as files that no spreadsheet executes: every cell is a number or a text, whatever a booker typed.

CSV has no types, so a text that a spreadsheet would read as a formula gets an apostrophe in front, as OWASP's page on CSV
injection advises. XLSX has types: texts are stored unchanged, as texts.
"""

import csv
from dataclasses import dataclass
from io import BytesIO, StringIO

# What spreadsheets take for the beginning of a formula, also in full width, and what they skip before it.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_SKIPPED = ("\t", "\r", "\n", "\0")
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDEST, _NARROWEST = 60, 12


class Share(float):
    """A share: 0.25 is shown as 25%."""


_FORMATS = {int: "#,##0", float: "0.0", Share: "0%"}


@dataclass(frozen=True)
class Sheet:
    """A table for a file: `name` (at most 31 characters, none of []:*?/\\), and `rows`, the first of them the headings.

    Cells are str, int, float, Share or None.
    """

    name: str
    rows: list


def escape_formula(text):
    """Return `text` so that no spreadsheet reads it as a formula: with an apostrophe in front if one would."""
    risky = text.startswith(_SKIPPED) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if risky else text


def as_csv(sheets):
    """Return the sheets as one CSV file (bytes), an empty line between them, with the byte order mark by which
    Excel recognises UTF-8."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    for number, sheet in enumerate(sheets):
        if number:
            writer.writerow([])
        for row in sheet.rows:
            writer.writerow([_plain(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(sheets):
    """Return the sheets as one XLSX file (bytes), each with its headings in bold and frozen."""
    # Here, since loading it takes a tenth of a second of every start, and few processes make one.
    import xlsxwriter

    out = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        # Stays text even when somebody edits the cell.
        text = book.add_format({"quote_prefix": True})
        numbers = {kind: book.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 1)
            for column, width in enumerate(_widths(sheet.rows)):
                page.set_column(column, column, width)
            for number, row in enumerate(sheet.rows):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(number, column, value, bold if number == 0 else text)
                    elif value is not None:
                        page.write_number(number, column, value, numbers[type(value)])
    return out.getvalue()


def _plain(value):
    """Return a cell for CSV: numbers stay numbers."""
    if isinstance(value, str):
        return escape_formula(value)
    return round(value, 4) if isinstance(value, float) else value


def _widths(rows):
    """Yield the width of each column, in characters: the length of its longest text, within limits."""
    for column in zip(*rows, strict=True):
        longest = max((len(value) for value in column[1:] if isinstance(value, str)), default=0)
        yield min(max(longest, _NARROWEST), _WIDEST)
