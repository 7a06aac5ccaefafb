"""The lines of a PDF as items: what wraps is joined, hyphens at the end of a line are taken out or kept, bullets are recognised."""

import re
from dataclasses import dataclass, field

from hscp.brochure.converting.pdf_order import LARGER, starts_item
from hscp.brochure.reading.booking_lines import booking
from hscp.brochure.reading.headings import heading_of
from hscp.brochure.reading.lines import ends_inside_word, read_line

# The space between two lines of one paragraph, in sizes of its type, and how near to the edge a full line ends.
NEXT_LINE, FULL = 1.75, 0.8
INDENT = 3.0
WORD_END = re.compile(r"[^\w]+$")
WORDS = re.compile(r"\w+(?:-\w+)*")
FEWEST_DIVIDED = 2
SAME_SIZE = 0.6
HEADING_INDENT = 40.0
DASHES = ("-", "–", "—")
SENTENCE_ENDS = (".", "!", "?", ":", ";")


@dataclass
class Item:
    """A line of the result: its (text, address) runs, and what is needed to see whether the next line goes on with it."""

    runs: list
    whole: list
    first: object
    last: object
    page: int
    boxes: list = field(default_factory=list)
    bullet: str = ""
    text_left: float = 0.0
    bullet_left: float = 0.0
    size: float = 0.0
    is_bold: bool = False
    level: int = 0
    is_description: bool = False


def items_of_pages(printed, body):
    """Return the Items of `printed`, the (page, PrintedLine) pairs of a document in order; `body` is the size of most text."""
    items = []
    known = {word.lower() for _, line in printed for word in WORDS.findall(line.text)}
    known |= {part for word in known for part in word.split("-")}
    known = _Words(known, [line for _, line in printed])
    for page, line in printed:
        item = _item(page, line, body)
        if not item.runs:
            # A bullet without anything behind it.
            continue
        if items and _goes_on(items[-1], item, line):
            _join(items[-1], item, known)
            continue
        item.is_description = bool(items) and _describes(items[-1], item, line)
        if item.is_description and not items[-1].is_description:
            item.bullet_left, item.text_left = items[-1].bullet_left, items[-1].text_left
        items.append(item)
    return items


def _item(page, line, body):
    runs = []
    for piece in line.pieces:
        if runs:
            runs.append((" ", ""))
        runs += piece.runs
    text = "".join(text for text, _ in runs)
    item = Item(
        runs,
        runs,
        line,
        line,
        page.number,
        [line.box],
        size=line.size,
        text_left=line.box.left,
        bullet_left=line.box.left,
    )
    longest = max(line.pieces, key=lambda piece: len(piece.text))
    item.is_bold = longest.is_bold
    if found := starts_item(text):
        item.bullet = found[1]
        item.runs = _without_start(runs, found.end())
        rest = list(line.pieces[1:]) if len(line.pieces[0].text.strip()) <= len(found[1]) else []
        item.text_left = rest[0].box.left if rest else line.box.left + found.end() * line.size * 0.4
    elif line.size >= LARGER * body:
        item.level = 1
    return item


def _goes_on(above, item, line):
    """Whether a line goes on with what stands above it, or with the end of the column or page before."""
    if item.bullet in DASHES and above.runs[-1][1].strip("#") and above.runs[-1][1] == item.whole[0][1]:
        # "… | - GOV.UK": a dash in a link that goes on.
        item.runs, item.bullet = item.whole, ""
    if item.bullet.endswith(")") and _is_in_brackets(above):
        # "… (Tier | 2) Partnerships": the end of a bracket, and no number of an item.
        item.runs, item.bullet = item.whole, ""
    if item.bullet or not item.runs or abs(above.size - item.size) > SAME_SIZE:
        return False
    last = above.last
    gap = last.box.middle - line.box.middle
    is_below = above.page == item.page and 0 < gap <= NEXT_LINE * max(above.size, item.size)
    if above.level or item.level:
        return (
            is_below
            and above.level == item.level
            and abs(last.box.left - line.box.left) < HEADING_INDENT
            and above.is_bold == item.is_bold
        )
    if above.runs[-1][1].strip("#") and above.runs[-1][1] == item.runs[0][1]:
        return True
    if not is_below:
        return _goes_on_elsewhere(above, item, line)
    text = "".join(text for text, _ in item.runs)
    is_behind_link = above.runs[-1][1].strip("#") and not item.runs[0][1]
    if booking(text) or (is_behind_link and heading_of(read_line(0, text))):
        return False
    if (
        not above.bullet
        and line.box.left > above.text_left + INDENT
        and above.runs[-1][0].rstrip().endswith(":")
    ):
        # What stands further in below "Guides:" is the first of them.
        return False
    is_full = last.box.right >= last.column.left + FULL * (last.column.right - last.column.left)
    if above.bullet:
        is_hanging = (
            abs(line.box.left - above.text_left) <= 2 * INDENT or line.box.left > above.bullet_left + INDENT
        )
        is_below_bullet = abs(line.box.left - above.bullet_left) <= INDENT and above.is_bold == item.is_bold
        return is_hanging or (is_full and is_below_bullet)
    return is_full and above.is_bold == item.is_bold


def _is_in_brackets(item):
    text = "".join(text for text, _ in item.runs)
    return text.count("(") > text.count(")")


def _describes(above, item, line):
    """Whether a line is a description in smaller type below the title of an item."""
    if item.bullet or not (above.bullet or above.is_description) or above.page != item.page:
        return False
    is_smaller = item.size < above.size - SAME_SIZE or (above.is_description and item.size <= above.size)
    return is_smaller and line.box.left > above.bullet_left + INDENT


def _goes_on_elsewhere(above, item, line):
    """Whether a line at the top of a column or page goes on with the last one of the column or page before."""
    is_new_column = above.page != item.page or line.box.left > above.last.box.right
    if not is_new_column or above.is_bold != item.is_bold:
        return False
    text, start = "".join(text for text, _ in above.runs), item.runs[0][0]
    return not above.bullet and start[:1].islower() and not text.rstrip().endswith(SENTENCE_ENDS)


def _join(above, item, known):
    text = "".join(text for text, _ in above.runs)
    start = "".join(text for text, _ in item.runs)
    if text.endswith("\xad"):
        hyphen = "-" if known.keep_hyphen(text, start) else ""
        above.runs[-1] = (above.runs[-1][0][:-1] + hyphen, above.runs[-1][1])
    elif not ends_inside_word(text, start):
        same = above.runs[-1][1] and above.runs[-1][1] == item.runs[0][1]
        above.runs.append((" ", above.runs[-1][1] if same else ""))
    above.runs += item.runs
    above.boxes += item.boxes
    above.last = item.last


class _Words:
    """The words of a document, by which a hyphen at the end of a line is kept or taken out."""

    def __init__(self, known, lines):
        self._known = known
        ends = [
            (line.text, below.text)
            for line, below in zip(lines, lines[1:], strict=False)
            if line.text.endswith("\xad")
        ]
        # Most documents divide no word: then all hyphens belong where they are.
        self._divides = sum(self._joined(*each) in known for each in ends) >= FEWEST_DIVIDED

    def keep_hyphen(self, text, start):
        """Whether the hyphen that `text` ends with stays when `start` follows."""
        if self._joined(text, start) in self._known:
            return False
        before, after = _last_word(text).lower(), (start.split() or [""])[0]
        is_whole = f"{before}-{WORD_END.sub('', after)}".lower() in self._known
        return not self._divides or is_whole or "-" in before or not after[:1].islower()

    @staticmethod
    def _joined(text, start):
        before, after = _last_word(text), WORD_END.sub("", (start.split() or [""])[0])
        return f"{before.rpartition('-')[2]}{after}".lower()


def _last_word(text):
    """Return the last word of a line that ends with a hyphen, without that."""
    return (text[:-1].split() or [""])[-1]


def _without_start(runs, length):
    kept = []
    for text, address in runs:
        if length >= len(text):
            length -= len(text)
        else:
            kept.append((text[length:], address))
            length = 0
    return kept
