"""The rows of the tables in a Word file, where they are lists with known headings."""

from io import BytesIO

from hscp.admin.spreadsheets.limits import MOST_COLUMNS, MOST_ROWS, NotASheet
from hscp.web.wording import counted

# The rows of a table among which its headings are looked for.
ROWS_OF_HEADINGS = 5
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def rows_of_word(data, column_of):
    """Return ([(number, cells)], notices) of the tables in a Word file (bytes) that have known headings, as one table.

    `column_of(text)` returns what a known heading stands for, or None. The first row has all headings. A programme often has a table
    for each month: a column is where its heading is, in whatever order, and a table without headings goes on with the one above. Rows
    are counted over all tables. The notices name the tables that were not read.
    """
    from docx import Document

    try:
        tables = [_cells_of(table._tbl) for table in Document(BytesIO(data)).tables]
    except NotASheet:
        raise
    except Exception as error:
        # Whatever a broken or hostile file makes the reader stumble over: it is no sheet to read.
        raise NotASheet(
            "The file cannot be read as a Word file. Open it in Word and save it again as .docx."
        ) from error
    headings, rows, notices = {}, [], []
    columns, number = None, 0
    for position, table in enumerate(tables, start=1):
        at, known = _row_of_headings(table, column_of)
        if known:
            keys = [column_of(text) or text for text in table[at]]
            columns = [headings.setdefault(key, len(headings)) if key else None for key in keys]
        elif columns is None or max(map(len, table), default=0) > len(columns):
            columns = None
            if any(map(any, table)):
                notices.append(
                    f"Table {position}, with {counted(len(table), 'row')}, has no headings that are known."
                )
        for place, cells in enumerate(table):
            number += 1
            if columns is not None and any(cells) and not (known and place <= at):
                rows.append((number, cells, columns))
    if not headings:
        raise NotASheet("No table in this Word file has headings that are known.")
    return [(0, list(headings)), *((number, _placed(*row, len(headings))) for number, *row in rows)], notices


def _placed(cells, columns, width):
    """Return the cells of a row under the headings of all tables; those beyond the last column of its own come after them."""
    placed = [""] * width
    for text, column in zip(cells, columns, strict=False):
        if column is not None:
            placed[column] = text
    return [*placed, *cells[len(columns) :]]


def _row_of_headings(table, column_of):
    """Return (position, how many known headings) of the first row of a table with the most of them, among the first few."""
    counts = [sum(column_of(text) is not None for text in set(row)) for row in table[:ROWS_OF_HEADINGS]]
    most = max(counts, default=0)
    return (counts.index(most) if most else 0), most


def _cells_of(table):
    """Return the texts of a table's cells by row. A cell over several rows says the same in each, one over columns once."""
    rows = []
    for row in table.tr_lst:
        if len(rows) == MOST_ROWS:
            raise NotASheet(f"A table has more than {MOST_ROWS:,} rows. Upload it in parts.")
        cells = []
        for cell in row.tc_lst:
            text = _text(cell)
            if cell.vMerge == "continue" and rows and len(cells) < len(rows[-1]):
                text = rows[-1][len(cells)]
            cells += [text, *[""] * (min(cell.grid_span, MOST_COLUMNS) - 1)]
            if len(cells) > MOST_COLUMNS:
                raise NotASheet(f"A table has more than {MOST_COLUMNS} columns.")
        rows.append(cells)
    return rows


def _text(cell):
    paragraphs = ["".join(part.text or "" for part in each.iter(f"{_W}t")) for each in cell.iter(f"{_W}p")]
    return "\n".join(filter(None, map(str.strip, paragraphs)))
