"""A Word file (.docx) as lines: headings by style or by look, lists by their true levels, links, tables, text boxes.

Tracked changes are taken as accepted. Headers and footers are no part of the text; comments, hidden text and footnotes are
left out, and the editor is told. The file has been examined before: hscp/links/uploads/office.py.
"""

from collections import Counter
from io import BytesIO

from hscp.brochure.converting.lines import Converted
from hscp.brochure.converting.word_lists import Lists
from hscp.brochure.converting.word_paragraphs import DEEPEST, Paragraph, W, tag_of
from hscp.brochure.reading.headings import heading_of
from hscp.brochure.reading.lines import Shape, read_line

BREAK = "\n"
# A longer text in a cell of a table is prose.
LONGEST_ITEM = 200
MOST_COLUMNS = 60
# What Word puts around paragraphs, rows and cells: content controls, and what was put in.
AROUND = frozenset(["sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"])
MOST_FOOTNOTES = 20


def convert_word(content):
    """Return the Converted of a Word file (bytes). Raises ValueError or KeyError if it is not built as Word builds it."""
    # Not at the top: only the process that reads a file needs it.
    import docx

    return _WordFile(docx.Document(BytesIO(content))).convert()


class _WordFile:
    def __init__(self, document):
        self.document = document
        self.converted = Converted()
        self.lists = Lists(document)
        self._large = {}
        self._before, self._cell_has_title = "", False
        self._has_hidden = False

    def convert(self):
        self._read_blocks(self.document.element.body)
        self._rank_large_lines()
        notices = self.converted.notices
        comments = len(self.document.element.body.xpath(".//w:commentReference"))
        if comments:
            notices.append("The file has comments. They were left out.")
        if self._has_hidden:
            notices.append("The file has hidden text. It was left out.")
        notices.extend(_footnotes(self.document))
        return self.converted

    def _rank_large_lines(self):
        """Give headings by look the level that their size says: themes' titles are the largest that are there more than once."""
        lines = self.converted.lines
        if any(line.startswith("# ") for line in lines):
            return
        often = [size for size, count in Counter(self._large.values()).items() if count > 1]
        ranks = {size: rank for rank, size in enumerate(sorted(often, reverse=True), start=1)}
        for position, size in self._large.items():
            text = lines[position].lstrip("# ")
            lines[position] = f"{'#' * min(ranks[size], DEEPEST)} {text}" if size in ranks else text

    # Blocks

    def _read_blocks(self, parent, *, in_table=False):
        for child in parent:
            tag = tag_of(child)
            if tag == "p":
                self._read_paragraph(child, in_table=in_table)
            elif tag == "tbl":
                self._read_table(child)
            elif tag in AROUND:
                self._read_blocks(child, in_table=in_table)

    def _read_paragraph(self, element, *, in_table):
        paragraph = Paragraph(element, self.document)
        self._has_hidden = self._has_hidden or paragraph.has_hidden
        text = f"{self._before}{paragraph.text}"
        self._before = ""
        if paragraph.joins_next:
            self._before = text
        elif text.strip():
            self._add(paragraph, text, in_table=in_table)
        else:
            self._end_block()
        for box in paragraph.boxes:
            self._end_block()
            self._read_blocks(box)
            self._end_block()

    def _add(self, paragraph, text, *, in_table):
        # The numbers of headings are a list to Word.
        depth = None if paragraph.level_by_style else self.lists.depth_of(paragraph)
        if depth is None and paragraph.is_contents_entry:
            depth = 0
        if depth is not None:
            # A list below a title in a cell of a table belongs to that title.
            depth += self._cell_has_title
            self.converted.lines.append(f"{'  ' * depth}- {' '.join(text.split())}")
            return
        self.lists.end()
        level = paragraph.heading_level
        parts = [" ".join(part.split()) for part in text.split(BREAK)]
        if level:
            self._end_block()
            if level == DEEPEST and paragraph.large_size:
                self._large[len(self.converted.lines)] = paragraph.large_size
            self.converted.lines += [f"{'#' * level} {' '.join(part for part in parts if part)}", ""]
        elif in_table and self._is_item(text):
            self._cell_has_title = True
            self.converted.lines.append(f"- {' '.join(text.split())}")
        else:
            self.converted.lines += [part for part in parts if part]
            if not in_table:
                self.converted.lines.append("")

    @staticmethod
    def _is_item(text):
        line = read_line(0, " ".join(text.split()))
        if line.shape in (Shape.BULLET, Shape.NUMBERED) or heading_of(line):
            return False
        return line.shape is Shape.LINK or (len(line.text) <= LONGEST_ITEM and not line.text.endswith("."))

    def _end_block(self):
        self.lists.end()
        if self.converted.lines and self.converted.lines[-1]:
            self.converted.lines.append("")

    # Tables

    def _read_table(self, table):
        rows = [self._cells(row) for row in _inside(table, "tr") if not _is_deleted(row)]
        self._end_block()
        if rows and len(rows[0]) > 1 and all(map(self._is_heading, rows[0])):
            for column in range(max(map(len, rows))):
                for row in rows:
                    if column < len(row):
                        self._read_cell(row[column])
        else:
            for row in rows:
                for cell in row:
                    self._read_cell(cell)
        self._end_block()

    @staticmethod
    def _cells(row):
        """Return the cells of a row; one that spans several columns leaves the others to nobody."""
        cells = []
        for cell in _inside(row, "tc"):
            cells.append(cell)
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(f"{W}val", "1") if span is not None else "1"
            if width.isdigit():
                cells += [_empty(cell)] * (min(int(width), MOST_COLUMNS) - 1)
        return cells

    def _read_cell(self, cell):
        self._read_blocks(cell, in_table=True)
        self._cell_has_title = False
        self.lists.end()

    def _is_heading(self, cell):
        texts = [Paragraph(each, self.document).text.strip() for each in cell if tag_of(each) == "p"]
        texts = [text for text in texts if text]
        return bool(texts) and heading_of(read_line(0, texts[0])) is not None


def _inside(parent, tag):
    """Yield the rows of a table or the cells of a row, also those in content controls and tracked changes."""
    for child in parent:
        if tag_of(child) == tag:
            yield child
        elif tag_of(child) in AROUND:
            yield from _inside(child, tag)


def _empty(cell):
    """Return a cell without anything in it, of the kind of `cell`."""
    return cell.makeelement(cell.tag)


def _is_deleted(row):
    return row.find(f"{W}trPr/{W}del") is not None


def _footnotes(document):
    """Return a notice for each of the first footnotes and endnotes that the file has, and one for the rest."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    found = []
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            for note in etree.fromstring(relation.target_part.blob, parser):
                text = " ".join("".join(note.itertext()).split())
                if text and note.get(f"{W}type") is None:
                    found.append(f"A {kind.removesuffix('s')} was left out: “{text[:300]}”")
    more = len(found) - MOST_FOOTNOTES
    return found[:MOST_FOOTNOTES] + ([f"And {more} more notes."] if more > 0 else [])
