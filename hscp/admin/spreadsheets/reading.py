"""Reads an uploaded spreadsheet, XLSX or CSV, or the tables of a Word file, as a table of texts. Nothing in it is run, and its size is limited.

A formula counts as the result that the program which saved the file put beside it.
"""

import csv
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from itertools import chain, islice

from hscp.admin.spreadsheets.cells import text_of
from hscp.admin.spreadsheets.limits import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    WORD,
    WORKBOOK,
    NotASheet,
    refuse_large_archive,
    refuse_large_file,
)
from hscp.admin.spreadsheets.word_tables import rows_of_word
from hscp.documents.spreadsheets import unescape_formula
from hscp.web.wording import one_line

_ARCHIVE, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",;\t"
# Of a file, above its row of headings.
MOST_ROWS_ABOVE = 10
# A sheet with fewer known headings is about something else.
FEWEST_OF_A_LIST = 2
NO_RESULT = "The cell holds a formula without a result. Open the file in your spreadsheet program, save it, and try again, or type the value."
FAULT = "The formula in the cell has no result but a fault ({fault}). Type the value."


@dataclass
class Line:
    """A row of the table: its number in the file, its texts by heading, and {heading: why its cell cannot be read}."""

    number: int
    cells: dict
    problems: dict = field(default_factory=dict)


@dataclass
class Table:
    """What a file holds: the headings that are known, the lines that are not empty, and what else to tell the editor."""

    headings: list
    lines: list
    unknown: list = field(default_factory=list)
    notices: list = field(default_factory=list)


class _Unreadable(str):
    """Stands for the value of a cell that has none; its text says why."""


def read_table(file, headings, others=None):
    """Return the Table of an uploaded `file`, a spreadsheet or a table in a Word file, one of whose first rows names some of `headings` (list of str), or some of `others`
    ({heading: the one of `headings` that it stands for}), each where the heading itself is not there.

    Raises NotASheet, which says why, for a file that is none or is too large.
    """
    refuse_large_file(file)
    data = file.read()
    if data.startswith(_OLD_EXCEL):
        raise NotASheet(
            "This is an old Excel file, or one with a password. Save it as “Excel workbook (.xlsx)” without a password."
        )
    others = others or {}
    known = [*headings, *others]
    notices = []
    if not data.startswith(_ARCHIVE):
        rows = _rows_of_csv(data, known)
    elif refuse_large_archive(data) == WORD:
        stands_for = {_key(heading): heading for heading in headings}
        stands_for = {_key(other): heading for other, heading in others.items()} | stands_for
        found, notices = rows_of_word(data, lambda text: stands_for.get(_key(text)))
        rows = ((number, _bounded(number, cells)) for number, cells in found)
        # The headings are ours already.
        others = {heading: heading for heading in others.values()}
    else:
        rows = _rows_of_xlsx(data, known)
    table = _table(rows, headings, others)
    table.notices += notices
    return table


def read_workbook(file, headings):
    """Return the rows of an uploaded XLSX `file` that are not empty, each a list of texts, for lists that need not have headings.

    They are of the first sheet that has one of `headings`, or else of the first. Raises NotASheet as `read_table` does.
    """
    refuse_large_file(file)
    data = file.read()
    if not data.startswith(_ARCHIVE):
        raise NotASheet("The file is no Excel workbook (.xlsx).")
    rows = []
    for _, cells in _rows_of_xlsx(data, headings):
        if len(rows) == MOST_ROWS:
            raise NotASheet(f"The sheet has more than {MOST_ROWS:,} rows. Upload it in parts.")
        rows.append([text_of(value) for value in cells])
    return rows


def is_workbook(start):
    """Return whether a file that begins with these bytes (`start`) is an archive, as an XLSX is."""
    return start.startswith(_ARCHIVE)


def _table(rows, headings, others):
    """Make a Table of `rows`, pairs of a row's number and its cells, the first of them with the headings."""
    known = {_key(heading): heading for heading in headings}
    first, rows = _row_of_headings(rows, {*known, *map(_key, others)})
    written = [one_line(text_of(value)) for value in first[1]]
    columns = {number: known[_key(text)] for number, text in enumerate(written) if _key(text) in known}
    # A heading of its own name counts before one that stands for it, and of those the one that is named first.
    for other, heading in sorted(others.items(), key=lambda pair: _key(pair[0]) != _key(pair[1])):
        number = next((at for at, text in enumerate(written) if _key(text) == _key(other)), None)
        if number is not None and number not in columns and heading not in columns.values():
            columns[number] = heading
    if not columns:
        raise NotASheet(
            f"None of the headings is known. The first row must have headings such as “{headings[0]}” and “{headings[1]}”: "
            "download the empty sheet and fill it in."
        )
    twice = [heading for heading, times in Counter(columns.values()).items() if times > 1]
    if twice:
        raise NotASheet(f"The column “{twice[0]}” is there twice. Delete one of them.")
    unknown = [text for number, text in enumerate(written) if text and number not in columns]
    table = Table(list(columns.values()), [], unknown)
    for number, cells in rows:
        if len(table.lines) == MOST_ROWS:
            raise NotASheet(f"The sheet has more than {MOST_ROWS:,} rows. Upload it in parts.")
        line = Line(number, {})
        for column, value in enumerate(cells):
            if column in columns:
                if isinstance(value, _Unreadable):
                    line.problems[columns[column]] = str(value)
                line.cells[columns[column]] = text_of(value)
            elif text_of(value) and (column >= len(written) or not written[column]):
                table.notices.append(
                    f"Row {number}: “{text_of(value)[:60]}” is in a column without a heading."
                )
        if any(line.cells.values()):
            table.lines.append(line)
    del table.notices[20:]
    return table


def _row_of_headings(rows, known):
    """Return the row with the headings, and the rows after it: a few lines, such as a title, may come before it."""
    before = list(islice(rows, MOST_ROWS_ABOVE))
    if not before:
        raise NotASheet("The file is empty.")
    counts = [sum(_key(text_of(value)) in known for value in cells) for _, cells in before]
    # Two: a title may be the same as one heading.
    position = counts.index(max(counts)) if max(counts) > max(1, counts[0]) else 0
    return before[position], chain(before[position + 1 :], rows)


def _key(heading):
    return one_line(heading).casefold().rstrip(" *:")


def _bounded(number, cells):
    """Return the texts of a row, or raise NotASheet where there are too many of them, or one is too long."""
    if any(isinstance(value, str) and len(value) > MOST_CHARACTERS for value in cells):
        raise NotASheet(f"Row {number} has a cell of more than {MOST_CHARACTERS:,} characters.")
    if any(value not in (None, "") for value in cells[MOST_COLUMNS:]):
        raise NotASheet(f"Row {number} has more than {MOST_COLUMNS} columns.")
    return cells[:MOST_COLUMNS]


# CSV


def _rows_of_csv(data, headings):
    text = _decoded(data)
    if "\0" in text:
        raise NotASheet("The file is neither an Excel workbook (.xlsx) nor CSV.")
    first = text.split("\n", MOST_ROWS_ABOVE)[:MOST_ROWS_ABOVE]
    known = {_key(heading) for heading in headings}
    delimiter = max(
        _DELIMITERS,
        key=lambda sign: max(
            sum(_key(each.strip('"\r')) in known for each in line.split(sign)) for line in first
        ),
    )
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cells):
                yield reader.line_num, _bounded(reader.line_num, [unescape_formula(each) for each in cells])
    except csv.Error as error:
        raise NotASheet(f"Line {reader.line_num} of the file cannot be read as CSV.") from error


def _decoded(data):
    """Return the text of a CSV file. Raises NotASheet for one whose letters would come out wrong."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotASheet(
            "The letters of this file cannot be read for certain: it is not in UTF-8. In Excel, save it as "
            "“CSV UTF-8” or as an Excel workbook (.xlsx)."
        ) from error


# XLSX


def _rows_of_xlsx(data, headings):
    """Yield the rows that are not empty, of the first sheet with a known heading, or else of the first sheet."""
    # Here, since loading it takes a third of a second, and few processes read a spreadsheet.
    from openpyxl import load_workbook

    if refuse_large_archive(data) != WORKBOOK:
        raise NotASheet("This is a Word file. Choose an Excel workbook (.xlsx).")
    try:
        results, formulas = (
            load_workbook(BytesIO(data), read_only=True, data_only=only, keep_links=False)
            for only in (True, False)
        )
        known = {_key(heading) for heading in headings}
        page = next((page for page in results.worksheets if _has_heading(page, known)), results.worksheets[0])
        name = page.title
        others = [
            each.title
            for each in results.worksheets
            if each is not page
            and each.sheet_state == "visible"
            and _headings_on(each, known) >= FEWEST_OF_A_LIST
        ]
        if others:
            raise NotASheet(
                f"More than one sheet of the workbook has such headings: “{name}”, “{'”, “'.join(others)}”. Save each as a file of its own, "
                "or put their rows below each other."
            )
        pairs = zip(
            page.iter_rows(max_col=MOST_COLUMNS + 1),
            formulas[name].iter_rows(max_col=MOST_COLUMNS + 1),
            strict=True,
        )
        for number, (cells, sources) in enumerate(pairs, start=1):
            if any(cell.value not in (None, "") for cell in sources):
                yield number, _bounded(number, [_value(*pair) for pair in zip(cells, sources, strict=True)])
    except NotASheet:
        raise
    except Exception as error:
        # Whatever a broken or hostile workbook makes the reader stumble over: it is no sheet to read.
        raise NotASheet(
            "The file cannot be read as an Excel workbook. Open it in your spreadsheet program and save it again as .xlsx."
        ) from error


def _has_heading(page, known):
    return _headings_on(page, known) > 0


def _headings_on(page, known):
    """Return how many known headings the first row of a page has that is not empty."""
    for row in page.iter_rows(max_row=5, max_col=MOST_COLUMNS, values_only=True):
        if any(row):
            return sum(isinstance(value, str) and _key(value) in known for value in row)
    return 0


def _value(cell, source):
    """Return the value of a cell, given as it was saved and as it was written."""
    from openpyxl.utils.escape import unescape

    if source.data_type == "f" and cell.value in (None, ""):
        return _Unreadable(NO_RESULT)
    if cell.data_type == "e":
        return _Unreadable(FAULT.format(fault=cell.value))
    # A workbook writes some signs as _x000D_ and the like.
    return unescape(cell.value) if isinstance(cell.value, str) else cell.value
