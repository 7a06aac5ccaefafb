"""Text from Word, Outlook, Google Docs, LibreOffice and web pages as what our rich text has room for, and what is said of the rest.

Lists are made real, headings fitted to the two levels, tables made lists; deleted and struck-out words, comments and pictures are
left out. `hscp.records.rich_text.cleaning` then keeps what is allowed, as of any text.
"""

import html as markup
import re
from dataclasses import dataclass, field, replace

from hscp.records.rich_text.elements import Element, read_elements
from hscp.records.rich_text.pasted_lines import (
    Line,
    first_number,
    fit_headings,
    is_number,
    with_lists,
    write_lines,
)
from hscp.web.wording import counted

_LEFT_OUT = {"head", "style", "script", "title", "xml", "meta", "link", "object", "noscript", "template", "iframe", "svg", "math"}  # fmt: skip
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "main", "aside", "nav", "dl", "dt", "dd", "pre", "address", "figure", "figcaption", "form", "fieldset", "center", "hr"}  # fmt: skip
_STRUCK = {"s", "del", "strike"}
# What only offices and browsers write, so that text of our own is passed over at once.
_FOREIGN = re.compile(
    r"<(?:table|s|del|strike|h[1256]|b|i)[\s>]|mso-|line-through|font-weight|font-style", re.IGNORECASE
)


@dataclass
class Pasted:
    """What became of a pasted text: its `html`, and the sentences that tell an editor what is not as it was."""

    html: str
    notes: list


@dataclass
class _Count:
    """How much of each kind was left out or changed."""

    struck: int = 0
    comments: int = 0
    pictures: int = 0
    listed: int = 0
    refused: int = 0

    def notes(self):
        """Return a sentence for each kind of which there is something to say."""
        told = (
            (self.struck, "struck-out passage", "left out."),
            (self.comments, "comment", "left out."),
            (self.pictures, "picture", "left out: put pictures into the library of files."),
            (self.listed, "table", "made into a list, a line for each row: check that it reads well."),
            (
                self.refused,
                "table",
                "left out, for merged cells or a table inside: write it as a list, or put it into a file.",
            ),
        )
        return [
            f"{counted(number, noun)} {'was' if number == 1 else 'were'} {what}"
            for number, noun, what in told
            if number
        ]


def is_foreign(html):
    """Return whether `html` (str) has something that `read_pasted` would change for the better."""
    return bool(_FOREIGN.search(html))


def read_pasted(html):
    """Return what `html` (str), as an office or a browser wrote it, becomes in our rich text, as a Pasted. It is not yet clean."""
    reader = _Reader()
    reader.read(read_elements(html))
    lines = fit_headings(with_lists(reader.lines))
    return Pasted(write_lines(lines), reader.count.notes())


@dataclass(frozen=True)
class _Marks:
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass
class _Reader:
    """Walks through elements and gathers Lines."""

    count: _Count = field(default_factory=_Count)
    lines: list = field(default_factory=list)
    _words: list = field(default_factory=list)
    _kind: str = "p"
    # The lists that are open, and whether the next line begins an item of the last of them.
    _lists: list = field(default_factory=list)
    _begins: bool = False
    # The mark of an item that Word writes as a paragraph with its bullet in it, and the item's level.
    _mark: str = ""
    _level: int = 0
    _was_struck: bool = False

    def read(self, element, marks=_Marks()):
        """Gather the lines of all that is in an element."""
        self._inside(element, marks)
        self._end_line()

    def _inside(self, element, marks):
        for each in element.inside:
            if isinstance(each, str):
                self._add(each, marks)
            else:
                self._element(each, marks)

    def _element(self, element, marks):
        tag, style = element.tag, element.style
        if tag in _LEFT_OUT or style.get("display") == "none" or style.get("mso-hide") == "all":
            return
        if _is_comment(element, style):
            # The mark in the text and the text of the comment: one comment.
            self.count.comments += "comment-list" not in style.get("mso-element", "")
        elif _is_struck(element, style):
            self.count.struck += bool(element.text.strip()) and not self._was_struck
            self._was_struck = self._was_struck or bool(element.text.strip())
        elif style.get("mso-list") == "ignore":
            self._mark = element.text.strip()
        elif tag == "img":
            self.count.pictures += 1
        elif tag == "br":
            self._words.append("<br>")
        elif tag == "table":
            self._table(element, marks)
        elif tag in ("ul", "ol"):
            self._list(element, marks)
        elif tag == "li":
            self._end_line()
            self._begins = True
            self._inside(element, marks)
            self._end_line()
            self._begins = False
        elif tag == "blockquote":
            self._end_line()
            self.lines.append(Line("raw", "<blockquote>"))
            self._inside(element, marks)
            self._end_line()
            self.lines.append(Line("raw", "</blockquote>"))
        elif tag in _BLOCKS:
            self._block(element, style, marks)
        else:
            self._inside(element, _marked(element, style, marks))

    def _block(self, element, style, marks):
        self._end_line()
        tag = "h1" if element.classes.startswith("MsoTitle") else element.tag
        is_heading = re.fullmatch(r"h[1-6]", tag)
        self._kind = tag if is_heading else "p"
        level = re.search(r"level(\d)", style.get("mso-list", ""))
        self._level = int(level.group(1)) if level else 0
        # A heading is bold anyway; a paragraph may be so by its own style.
        self._inside(element, marks if is_heading else _marked(element, style, marks))
        self._end_line()
        self._kind, self._level, self._mark = "p", 0, ""

    def _list(self, element, marks):
        self._end_line()
        start = element.attributes.get("start", "")
        self._lists.append(
            Line("", "", ordered=element.tag == "ol", start=int(start) if start.isdecimal() else 1)
        )
        self._begins = False
        self._inside(element, marks)
        self._end_line()
        self._lists.pop()
        self._begins = False

    def _add(self, text, marks):
        if text.strip():
            self._was_struck = False
        words = markup.escape(text.replace("\xa0", " "), quote=False)
        if marks.italic and self._kind == "p":
            words = f"<em>{words}</em>"
        if marks.bold and self._kind == "p":
            words = f"<strong>{words}</strong>"
        if marks.href:
            words = f'<a href="{markup.escape(marks.href)}">{words}</a>'
        self._words.append(words if text.strip() else " ")

    def _end_line(self):
        """End the line that is being written, if it has words."""
        html = re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", re.sub(r" {2,}", " ", "".join(self._words)))
        self._words = []
        if not re.sub(r"<[^<>]*>", "", html).strip():
            return
        line = Line(self._kind, html)
        if self._level:
            ordered = is_number(self._mark)
            start = first_number(self._mark) if ordered else 1
            line = Line("item", html, self._level, ordered, start)
        elif self._lists:
            last = self._lists[-1]
            kind = "item" if self._begins or not self._is_in_list() else "more"
            line = Line(kind, html, len(self._lists), last.ordered, last.start)
            self._begins = False
            self._lists[-1] = replace(last, html="begun")
        self.lines.append(line)

    def _is_in_list(self):
        return bool(self._lists[-1].html)

    # Tables

    def _table(self, table, marks):
        rows = [
            [cell for cell in row.inside if isinstance(cell, Element) and cell.tag in ("td", "th")]
            for row in table.elements("tr")
        ]
        rows = [row for row in rows if any(cell.text.strip() for cell in row)]
        if len(rows) <= 1 and all(len(row) <= 1 for row in rows):
            # No table but a frame, as mail programs put round everything.
            for row in rows:
                for cell in row:
                    self._block(replace(cell, tag="div"), {}, marks)
            return
        self._end_line()
        if _is_too_much(table):
            self.count.refused += 1
            return
        self.count.listed += 1
        for text in self._rows(rows):
            self.lines.append(Line("item", text, level=len(self._lists) + 1))

    def _rows(self, rows):
        """Yield the rows of a table as lines of a list; each cell with its heading, where the table has a row of them."""
        cells = [[self._cell(cell) for cell in row] for row in rows]
        has_headings = len(rows) > 1 and all(_is_heading(cell) for cell in rows[0])
        headings = [re.sub(r"<[^<>]*>", "", text) for text in cells.pop(0)] if has_headings else []
        for row in cells:
            parts = []
            for place, text in enumerate(row):
                heading = headings[place] if place < len(headings) else ""
                if text:
                    parts.append(f"<strong>{heading}:</strong> {text}" if heading else text)
            yield "; ".join(parts)

    def _cell(self, cell):
        """Return what a cell says as one line."""
        reader = _Reader(self.count)
        reader.read(cell)
        return "; ".join(line.html.replace("<br>", "; ") for line in reader.lines if line.kind != "raw")


def _marked(element, style, marks):
    """Return the marks of what is in an inline element."""
    weight = style.get("font-weight", "")
    bold, italic, href = marks.bold, marks.italic, marks.href
    if (
        element.tag in ("b", "strong")
        or weight in ("bold", "bolder")
        or (weight.isdecimal() and int(weight) >= 600)
    ):
        bold = True
    if weight in ("normal", "lighter") or (weight.isdecimal() and int(weight) < 600):
        bold = False
    if element.tag in ("i", "em") or style.get("font-style") == "italic":
        italic = True
    if style.get("font-style") == "normal":
        italic = False
    address = element.attributes.get("href", "") if element.tag == "a" else ""
    if address and not re.match(r"#(_|h\.|cmnt|sdfootnote)", address):
        href = address
    return _Marks(bold, italic, href)


def _is_struck(element, style):
    decoration = f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}"
    return element.tag in _STRUCK or "line-through" in decoration or "msoDel" in element.classes


def _is_comment(element, style):
    """Return whether an element is a comment beside the text, or the mark of one in it."""
    return (
        style.get("mso-element", "").startswith("comment")
        or element.classes.startswith("MsoCommentReference")
        or element.attributes.get("href", "").startswith(("#cmnt", "#_msocom"))
    )


def _is_heading(cell):
    """Return whether a cell heads its column: by its tag, or because all its words are bold."""
    if cell.tag == "th" or not cell.text.strip():
        return True
    bold = "".join(each.text for each in cell.elements("b", "strong"))
    return re.sub(r"\s", "", bold) == re.sub(r"\s", "", cell.text)


def _is_too_much(table):
    """Return whether a table cannot be written as a list: it has a table inside, or cells over several rows or columns."""
    spans = {
        cell.attributes.get(name, "1").strip()
        for cell in table.elements("td", "th")
        for name in ("rowspan", "colspan")
    }
    return len(list(table.elements("table"))) > 1 or bool(spans - {"1", ""})
