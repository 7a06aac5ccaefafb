"""Cleaned rich text as a tree of blocks and words. Texts that read the same are equal, whichever editor wrote the markup.

A line of words is a list of Atoms: words, single spaces and line breaks, each with its marks. A space between two words
has the marks that both have, so it does not matter on which side of it an editor ended the bold. A block holds either
such a line (p, h3, h4) or blocks; the items of a list (li) are blocks that hold blocks. What is empty is left out.
"""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby

LINES = ("p", "h3", "h4")
LISTS = ("ul", "ol")
_BLOCKS = (*LINES, *LISTS, "li", "blockquote")
BREAK = "\n"
_DEEPEST = 50


@dataclass(frozen=True)
class Marks:
    """How a word is marked, and the address that it links to ("" for none)."""

    strong: bool = False
    em: bool = False
    href: str = ""

    def __and__(self, other):
        same = self.href if self.href == other.href else ""
        return Marks(self.strong and other.strong, self.em and other.em, same)


@dataclass(frozen=True)
class Atom:
    """A word, a space (" ") or a line break (BREAK)."""

    text: str
    marks: Marks

    @property
    def is_word(self):
        return self.text not in (" ", BREAK)


@dataclass
class Block:
    """A paragraph, heading, list, item or quotation. `start` is the first number of an ordered list."""

    tag: str
    blocks: list = field(default_factory=list)
    atoms: list = field(default_factory=list)
    start: int = 1

    @property
    def line(self):
        """The atoms where there is room for one line only: a heading with a space for each line break."""
        if self.tag == "p":
            return self.atoms
        return tidy_line(Atom(" ", atom.marks) if atom.text == BREAK else atom for atom in self.atoms)


def read_blocks(markup, deepest=_DEEPEST):
    """Return the Blocks of cleaned rich text (str).

    No more than `deepest` blocks are nested in each other; the words of deeper ones belong to the last of these.
    """
    reader = _Reader(deepest)
    reader.feed(markup)
    reader.close()
    return _tidy(reader.root)


def write_html(blocks):
    """Return Blocks as HTML without spaces between tags. The only paragraph of an item, or its first, has no tags."""
    return "".join(_block_html(block) for block in blocks)


class _Reader(HTMLParser):
    """Reads HTML into Blocks as they are nested; words outside every block stay with the block around them."""

    def __init__(self, deepest):
        super().__init__()
        self._deepest = deepest
        self.root = Block("")
        self._open = [("", self.root)]
        self._strong = self._em = 0
        self._hrefs = []

    def handle_starttag(self, tag, attrs):
        if tag in _BLOCKS:
            start = dict(attrs).get("start") or ""
            block = Block(tag, start=int(start) if re.fullmatch(r"[0-9]{1,9}", start) else 1)
            if len(self._open) > self._deepest:
                block = self._open[-1][1]
            else:
                self._open[-1][1].blocks.append(block)
            self._open.append((tag, block))
        elif tag == "br":
            self._add(BREAK)
        elif tag == "a":
            self._hrefs.append(dict(attrs).get("href") or "")
        elif tag in ("strong", "em"):
            setattr(self, f"_{tag}", getattr(self, f"_{tag}") + 1)

    def handle_endtag(self, tag):
        if tag in _BLOCKS:
            if self._open[-1][0] == tag:
                self._open.pop()
        elif tag == "a" and self._hrefs:
            self._hrefs.pop()
        elif tag in ("strong", "em"):
            setattr(self, f"_{tag}", max(0, getattr(self, f"_{tag}") - 1))

    def handle_data(self, data):
        for part in re.split(r"(\s+)", data):
            if part:
                self._add(" " if part.isspace() else part)

    def _add(self, text):
        marks = Marks(self._strong > 0, self._em > 0, self._hrefs[-1] if self._hrefs else "")
        self._open[-1][1].blocks.append(Atom(text, marks))


def _tidy(block):
    """Return the blocks inside a block as read, with bare words as paragraphs of their own."""
    found = []
    for is_line, group in groupby(block.blocks, key=lambda each: isinstance(each, Atom)):
        if is_line:
            atoms = tidy_line(group)
            found += [Block("p", atoms=atoms)] if atoms else []
            continue
        for each in group:
            found += _tidy_block(each)
    return found


def _tidy_block(block):
    """Return a block as read as a list of blocks: none if it is empty, those in it if it may not hold any itself."""
    holds_blocks = any(isinstance(each, Block) for each in block.blocks)
    if block.tag in LINES and not holds_blocks:
        atoms = tidy_line(block.blocks)
        return [Block(block.tag, atoms=atoms)] if atoms else []
    if block.tag in LISTS:
        items = [
            Block("li", _tidy(each)) for each in block.blocks if isinstance(each, Block) and each.tag == "li"
        ]
        items = [item for item in items if item.blocks]
        return [Block(block.tag, items, start=block.start if block.tag == "ol" else 1)] if items else []
    inside = _tidy(block)
    return [Block("blockquote", inside)] if inside and block.tag == "blockquote" else inside


def tidy_line(atoms):
    """Return the atoms of one line of words: no space doubled or at an end, marks of spaces by their neighbours."""
    line = []
    for atom in atoms:
        if atom.text == " " and (not line or not line[-1].is_word):
            continue
        if atom.text == BREAK and line and line[-1].text == " ":
            line.pop()
        if atom.is_word and line and line[-1].is_word and line[-1].marks == atom.marks:
            atom = Atom(line.pop().text + atom.text, atom.marks)
        if line or atom.is_word:
            line.append(atom)
    while line and not line[-1].is_word:
        line.pop()
    words = [position for position, atom in enumerate(line) if atom.is_word]
    for before, after in zip(words, words[1:], strict=False):
        for position in range(before + 1, after):
            line[position] = Atom(line[position].text, line[before].marks & line[after].marks)
    return line


def _block_html(block):
    if block.tag in LINES:
        return f"<{block.tag}>{_line_html(block.line)}</{block.tag}>"
    start = f' start="{block.start}"' if block.start != 1 else ""
    if block.tag == "li" and block.blocks and block.blocks[0].tag == "p":
        first, *rest = block.blocks
        if not rest or rest[0].tag in LISTS:
            return f"<li>{_line_html(first.atoms)}{write_html(rest)}</li>"
    return f"<{block.tag}{start}>{write_html(block.blocks)}</{block.tag}>"


def _line_html(atoms):
    text = ""
    for marks, run in groupby(atoms, key=lambda atom: atom.marks):
        words = "".join("<br>" if atom.text == BREAK else html.escape(atom.text, quote=False) for atom in run)
        for tag in ("em", "strong"):
            words = f"<{tag}>{words}</{tag}>" if getattr(marks, tag) else words
        text += f'<a href="{html.escape(marks.href)}">{words}</a>' if marks.href else words
    return text
