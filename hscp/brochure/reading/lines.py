"""The lines of an extracted document, each with its shape: blank, a bullet, a numbered point, a link or plain text.

The document is untrusted. Every pattern here runs in linear time, whatever the line.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from hscp.brochure.reading.link_text import LINK, is_only_links, plain
from hscp.brochure.reading.readings import Reading
from hscp.records.titles import match_key

NEWLINE = re.compile(r"\r\n|\r|\n")
# Word's symbol fonts draw their bullets at U+F0B7 and near it, or over the letters § Ø ü; its second level is often an "o" typed before a tab.
BULLET = re.compile(
    r"(--|[-*+•–—·●◦○▪▫■□◆◇❖‣⁃∙►▶➢➤➔→⇒»✓✔✗√☐☑§Øü\uf0a7\uf0b7\uf0d8\uf0fc\uf076]|o)(?:\s+(?=\S)|$)"
)
TIGHT_BULLET = re.compile(r"([•●◦○▪‣■►➢➤✓✔\uf0a7\uf0b7\uf0d8\uf0fc])(?=\S)")
NUMBERED = re.compile(r"(?:\(?\d{1,3}[.)]|\(?(?:[a-z]|[ivx]{2,4})[.)])\s+(?=\S)")
# These bullets mark the inner level of a list even where the extraction lost the spaces before them.
INNER_MARKS = frozenset("◦○▪‣o")
MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
RULE = re.compile(r"[-*_=~]{3,}")
PAGE_NUMBER = re.compile(r"(?:page )?\d{1,3}(?: ?(?:of|/) ?\d{1,3})?", re.IGNORECASE)
# A hyphen at the end of a line, and what follows one that is left open: "child- and family-centred".
ENDS_IN_HYPHEN = re.compile(r"[^\s-][-\u2010\u2011]$")
AFTER_OPEN_HYPHEN = re.compile(r"(?:and|or|to)(?![\w\u2010\u2011-])", re.IGNORECASE)
# What a line begins with that describes the item above it, as a quotation does in Markdown.
DESCRIPTION = "> "


class Shape(Enum):
    BLANK = auto()
    BULLET = auto()
    NUMBERED = auto()
    LINK = auto()
    PLAIN = auto()


@dataclass(frozen=True)
class Line:
    """A line of the document, or the few printed lines of one wrapped item.

    `body` is the text without the marks of a list or heading; `whole` is the text with them. `level` is the number of
    marks of a heading. `is_marked` is set in a document that marks all its headings: see marked_headings.py. `reading` is how
    an editor said that it is to be read.
    """

    numbers: tuple[int, ...]
    shape: Shape
    whole: str
    body: str
    indent: int = 0
    is_heading: bool = False
    level: int = 0
    is_marked: bool = False
    reading: Reading | None = None

    @cached_property
    def text(self):
        """The body as it reads in print."""
        return plain(self.body)

    @cached_property
    def key(self):
        """The match key of `text`."""
        return match_key(self.text)

    @property
    def as_prose(self):
        """The line as Markdown, with its indentation if the document can be trusted about that."""
        return f"{' ' * self.indent}{self.whole}" if self.is_marked else self.whole

    @property
    def is_item(self):
        """Whether the line can name a toolkit, a resource or a course."""
        return self.shape in (Shape.BULLET, Shape.NUMBERED, Shape.LINK)


def split_lines(text):
    """Return the lines of a text as an editor counts them: a final line break does not start another."""
    lines = NEWLINE.split(text)
    if not lines[-1]:
        lines.pop()
    return lines


def is_capitals(text):
    """Whether a text is printed in capitals."""
    return text.isupper() and sum(letter.isalpha() for letter in text) >= 2


def ends_inside_word(text, below):
    """Whether the line `text` ends inside a word that `below` goes on with, as in "multi-" above "agency", so that no space belongs between."""
    if text.endswith("/"):
        return not text.endswith(" /")
    is_cut = ENDS_IN_HYPHEN.search(text) and below[:1].isalpha()
    return bool(is_cut) and not AFTER_OPEN_HYPHEN.match(below)


def read_line(number, text):
    """Return the Line for one printed line."""
    text = _clean(text)
    whole = text.strip()
    indent = len(text) - len(text.lstrip())
    if not whole or RULE.fullmatch(whole):
        return Line((number,), Shape.BLANK, whole, "")
    if mark := MARKDOWN_HEADING.match(whole):
        body = whole[mark.end() :].rstrip("#").rstrip() or whole
        return Line((number,), Shape.PLAIN, whole, body, is_heading=True, level=len(mark[0].rstrip()))
    if mark := BULLET.match(whole) or TIGHT_BULLET.match(whole):
        body = whole[mark.end() :]
        if not body:
            return Line((number,), Shape.BLANK, whole, "")
        return Line((number,), Shape.BULLET, whole, body, indent + (mark[1] in INNER_MARKS))
    if mark := NUMBERED.match(whole):
        return Line((number,), Shape.NUMBERED, whole, whole[mark.end() :], indent)
    first = LINK.match(whole)
    if first and (is_only_links(whole) or whole[first.end() :].lstrip().startswith(("(", "-", "–"))):
        return Line((number,), Shape.LINK, whole, whole, indent)
    return Line((number,), Shape.PLAIN, whole, whole, indent)


def _clean(text):
    """The text without invisible characters, and with every kind of space and control character as a space."""
    text = text.expandtabs(4)
    if not text.isascii():
        kept = (letter for letter in text if unicodedata.category(letter) != "Cf" or letter in "\u200c\u200d")
        text = "".join(" " if letter.isspace() else letter for letter in kept)
    return CONTROLS.sub(" ", text)
