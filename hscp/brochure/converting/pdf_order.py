"""The reading order of a page: columns and boxes are told apart by the white space between them."""

import re
from dataclasses import dataclass
from statistics import median

from hscp.brochure.converting.pdf_pieces import Box

# A column's gutter is at least this wide, in points, and has at least so many lines on each side.
GUTTER, FEWEST_LINES = 9.0, 2
SAME_LINE = 0.6
MOST_PIECES = 400
# A heading is larger than most by this much, and the white space above it, in sizes of most type, at least so high.
LARGER, SECTION_GAP = 1.12, 2.0
BULLET = re.compile(r"([•●◦○▪▫‣·∙–—*✓✔√☐☑✗➢➤►▶→⇒»■□◆◇❖§Øü\uf0b7\uf0a7\uf0d8\uf0fc\uf076\u2043-]|o)(?:\s+|$)")
NUMBER = re.compile(r"(\(?\d{1,3}[.)]|\(?(?:[a-z]|[ivx]{2,4})[.)])\s+")


@dataclass(frozen=True)
class PrintedLine:
    """The pieces that stand on one line of a column, left to right, with the box around them and the column's edges."""

    pieces: tuple
    box: Box
    column: Box

    @property
    def text(self):
        """What stands on the line."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def size(self):
        """The size of its type, in points, by its longest piece."""
        return max(self.pieces, key=lambda piece: len(piece.text)).size


def lines_in_order(pieces):
    """Return the PrintedLines of a page's Pieces in the order in which they are read."""
    return [
        line for block in _blocks([piece for piece in pieces if piece.text.strip()]) for line in _lines(block)
    ]


def starts_item(text):
    """Return the match of the bullet or number that a line begins with, or None."""
    return BULLET.match(text) or NUMBER.match(text)


def _blocks(pieces):
    """Yield lists of pieces, each one column or box, in reading order."""
    # A map or a chart has no order to find.
    if not 2 * FEWEST_LINES <= len(pieces) <= MOST_PIECES:
        yield pieces
        return
    if len(parts := _sections(_rows(pieces))) > 1:
        for part in parts:
            yield from _blocks(part)
        return
    if columns := _columns(pieces):
        for column in columns:
            yield from _blocks(column)
        return
    rows = _rows(pieces)
    if not (band := _rows_with_columns(rows)):
        yield pieces
        return
    start, end = band
    for part in (rows[:start], rows[start:end], rows[end:]):
        if part:
            yield from _blocks([piece for row in part for piece in row])


def _sections(rows):
    """Return the pieces cut where white space runs across the whole width above a heading: columns end there."""
    usual = median(piece.size for row in rows for piece in row)
    parts, floor = [[]], None
    for row in rows:
        top = max(piece.box.top for piece in row)
        first = min(row, key=lambda piece: piece.box.left)
        if floor is not None and first.size >= LARGER * usual and floor - top >= SECTION_GAP * usual:
            parts.append([])
        parts[-1] += row
        bottom = min(piece.box.bottom for piece in row)
        floor = bottom if floor is None else min(floor, bottom)
    return parts


def _columns(pieces):
    """Return the pieces as two or more columns, or None if no gutter runs through all of them."""
    columns, edge = [[]], None
    for piece in sorted(pieces, key=lambda piece: piece.box.left):
        if edge is not None and piece.box.left - edge >= GUTTER:
            columns.append([])
        columns[-1].append(piece)
        edge = piece.box.right if edge is None else max(edge, piece.box.right)
    columns = _without_narrow(columns)
    rows = [_rows(column) for column in columns]
    return columns if len(columns) > 1 and all(_is_column(each, rows) for each in rows) else None


def _is_column(rows, columns):
    """Whether the `rows` of a column are enough: a single one is if it is an item, or if it stands at the top beside a longer column."""
    if len(rows) >= FEWEST_LINES or starts_item(rows[0][0].text):
        return True
    longest = max(columns, key=len)
    return (
        len(longest) >= FEWEST_LINES
        and abs(longest[0][0].box.middle - rows[0][0].box.middle) <= rows[0][0].size
    )


def _without_narrow(columns):
    """Join a column of bullets or numbers with the one to its right."""
    kept = []
    for column in columns:
        if kept and all(len(piece.text.strip()) <= 3 for piece in kept[-1]):
            kept[-1] = kept[-1] + column
        else:
            kept.append(column)
    return kept


def _rows(pieces):
    """Return the pieces as rows, from the top: lists of those on one line."""
    rows = []
    for piece in sorted(pieces, key=lambda piece: -piece.box.middle):
        if (
            rows
            and abs(rows[-1][0].box.middle - piece.box.middle)
            <= SAME_LINE * max(piece.size, rows[-1][0].size) * 0.75
        ):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _rows_with_columns(rows):
    """Return where the most rows begin and end that one gutter runs through, but not through all; or None."""
    best = None
    for x in sorted({gap for row in rows for gap in _gaps(row)}):
        start = 0
        for position in range(len(rows) + 1):
            if position < len(rows) and not any(_crosses(piece, x) for piece in rows[position]):
                continue
            size = position - start
            if size < len(rows) and (best is None or size > best[1] - best[0]):
                band = [piece for row in rows[start:position] for piece in row]
                if _columns(band):
                    best = start, position
            start = position + 1
    return best


def _gaps(row):
    """The middles of the gaps of a row, left to right, that are wide enough for a gutter."""
    row = sorted(row, key=lambda piece: piece.box.left)
    return [
        round((left.box.right + right.box.left) / 2)
        for left, right in zip(row, row[1:], strict=False)
        if right.box.left - left.box.right >= GUTTER
    ]


def _crosses(piece, x):
    return piece.box.left < x + GUTTER / 2 and piece.box.right > x - GUTTER / 2


def _lines(block):
    if not block:
        return []
    column = block[0].box
    for piece in block:
        column = column.with_(piece.box)
    lines = []
    for row in _rows(block):
        row.sort(key=lambda piece: piece.box.left)
        box = row[0].box
        for piece in row[1:]:
            box = box.with_(piece.box)
        lines.append(PrintedLine(tuple(row), box, column))
    return lines
