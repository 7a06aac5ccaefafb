"""Tables as files that no spreadsheet executes: every cell is a number or a text, whatever a booker typed.

CSV has no types, so a text that a spreadsheet would read as a formula gets an apostrophe in front, as OWASP's page on CSV
injection advises. XLSX has types: texts are stored unchanged, as texts.
"""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
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


class Plain(int):
    """A whole number that is shown without a separator: a number that names a record, a year."""


_FORMATS = {
    int: "#,##0",
    Plain: "0",
    float: "0.0",
    Decimal: "#,##0.00",
    Share: "0%",
    date: "dd/mm/yyyy",
    datetime: "dd/mm/yyyy hh:mm",
}
_CHOICES = "Choices"
# Below the last row there are rows to fill in.
_ROWS_TO_FILL = 1000


@dataclass(frozen=True)
class Sheet:
    """A table for a file: `name` (at most 31 characters, none of []:*?/\\), and `rows`, the first of them the headings.

    Cells are str, int, Plain, float, Decimal (an amount of money), Share, date, datetime (without a zone) or None. In XLSX, a cell of a column in `choices`
    ({number of the column from 0: list of str}) has them to choose from.
    """

    name: str
    rows: list
    choices: dict = field(default_factory=dict)


def escape_formula(text):
    """Return `text` so that no spreadsheet reads it as a formula: with an apostrophe in front if one would.

    A text that looks as if it had one already gets another, so that `unescape_formula` gives every text back.
    """
    return f"'{text}" if _is_risky(text.lstrip("'")) else text


def unescape_formula(text):
    """Return the text that `escape_formula` made `text` of."""
    return text[1:] if text.startswith("'") and _is_risky(text.lstrip("'")) else text


def _is_risky(text):
    return text.startswith(_SKIPPED) or text.lstrip().startswith(_FORMULA)


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
                    elif isinstance(value, date):
                        page.write_datetime(number, column, value, numbers[type(value)])
                    elif value is not None:
                        page.write_number(number, column, value, numbers[type(value)])
        _offer_choices(book, sheets)
    return out.getvalue()


def _offer_choices(book, sheets):
    """Put the choices of all sheets in a sheet of their own, a column for each list, and refer the cells to them."""
    lists = [
        (sheet, column, choices) for sheet in sheets for column, choices in sheet.choices.items() if choices
    ]
    page = book.add_worksheet(_CHOICES) if lists else None
    longest = max((len(choices) for _, _, choices in lists), default=0)
    for row in range(longest):
        for number, (_, _, choices) in enumerate(lists):
            if row < len(choices):
                page.write_string(row, number, choices[row])
    for number, (sheet, column, choices) in enumerate(lists):
        letter = _letters(number)
        book.get_worksheet_by_name(sheet.name).data_validation(
            1,
            column,
            len(sheet.rows) + _ROWS_TO_FILL,
            column,
            {
                "validate": "list",
                "source": f"={_CHOICES}!${letter}$1:${letter}${len(choices)}",
                # Several may be written into one cell, and a word that clears it: the upload says what it cannot read.
                "error_type": "information",
                "error_title": "Not one of the choices",
                "error_message": "Choose one from the list, unless the sheet “About the columns” says otherwise.",
            },
        )


def _letters(number):
    """Return the letters of a column by its number from 0: A, B, … Z, AA."""
    first, last = divmod(number, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)


def _plain(value):
    """Return a cell for CSV: numbers stay numbers, and dates have the year first, which every program reads alike."""
    if isinstance(value, str):
        return escape_formula(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return round(value, 4) if isinstance(value, float) else value


def _widths(rows):
    """Yield the width of each column, in characters: the length of its longest text, within limits."""
    for column in zip(*rows, strict=True):
        longest = max((len(value) for value in column[1:] if isinstance(value, str)), default=0)
        yield min(max(longest, _NARROWEST), _WIDEST)
