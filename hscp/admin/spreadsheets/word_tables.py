"""The rows of the tables in a Word file, where they are lists with known headings."""

from io import BytesIO

from hscp.admin.spreadsheets.limits import NotASheet


def rows_of_word(data, is_known):
    """Yield (number, cells) of the tables in a Word file (bytes) that have the most known headings, and of those like it below.

    `is_known(text)` says whether a text is a known heading. Rows are counted over all tables of the file. A programme often has a
    table for each month: those with the same headings, in any order, go on with the first.
    """
    from docx import Document

    try:
        tables = [
            [[cell.text.strip() for cell in row.cells] for row in table.rows]
            for table in Document(BytesIO(data)).tables
        ]
    except Exception as error:
        # Whatever a broken or hostile file makes the reader stumble over: it is no sheet to read.
        raise NotASheet(
            "The file cannot be read as a Word file. Open it in Word and save it again as .docx."
        ) from error
    heads = [_head(table, is_known) for table in tables]
    best = max(heads, key=lambda head: head[1], default=(0, 0))
    if not best[1]:
        raise NotASheet("No table in this Word file has headings that are known.")
    chosen = heads.index(best)
    headings = tables[chosen][best[0]]
    number = 0
    is_first = True
    for table, (start, known) in zip(tables, heads, strict=True):
        # A table without a row of headings goes on with the one above it.
        columns = table[start] if known else headings
        goes_on = (
            sorted(columns) == sorted(headings) and (known or not is_first) and len(set(map(len, table))) == 1
        )
        for position, cells in enumerate(table):
            number += 1
            if not goes_on or position < start or not any(cells) or len(cells) != len(headings):
                continue
            if known and position == start:
                if is_first:
                    yield number, headings
                is_first = False
                continue
            yield number, [cells[columns.index(heading)] for heading in headings]


def _head(table, is_known):
    """Return (position, how many known headings) of the first row of a table with the most of them, among the first few."""
    counts = [sum(map(is_known, dict.fromkeys(row))) for row in table[:5]]
    most = max(counts, default=0)
    return (counts.index(most) if most else 0), most
