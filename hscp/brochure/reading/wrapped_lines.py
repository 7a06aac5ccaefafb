"""The printed lines of a document, with those of one wrapped item joined."""

import re
from collections import Counter
from dataclasses import replace

from hscp.brochure.reading.addresses_below import with_addresses
from hscp.brochure.reading.booking_lines import booking
from hscp.brochure.reading.lines import (
    BULLET,
    ENDS_IN_HYPHEN,
    Line,
    Shape,
    ends_inside_word,
    is_capitals,
    read_line,
)
from hscp.brochure.reading.link_text import LINK, is_address
from hscp.brochure.reading.readings import Act

END_IN_CAPITALS = re.compile(r"\(|\S*\.\S")
SITE = re.compile(r"[^\s.]+\.\S+")
ENDS_OPEN = re.compile(r"(?:[&,–-]|\b(?:and|or|of|the|an?|for|to|in|on|with|by|from))$", re.IGNORECASE)
END_OF_BRACKET = re.compile(r"\w{1,3}\)")
# Longer lines are not wrapped by a program that fills pages with text.
WIDEST_PAGE = 120
# How many printed lines one wrapped item may take.
LONGEST_ITEM = 6
# How often lines must go on below an item, and how many of them because they did not fit, for a list to have a width.
FEWEST_WRAPPED = 3
MOST_WRAPPED = 0.9
NEARLY_ALL = 0.98
# How many headings must stand apart for this to be the way of the document.
FEWEST_APART = 5
# A dash begins the second line of a title only where the lists have another sign.
DASHES = frozenset(("-", "–", "—"))
FEW = 0.1


def read_lines(printed, *, is_known_heading, readings, left_out=frozenset()):
    """Return a Line for every printed line, with the lines of a wrapped item joined.

    `is_known_heading(line)` says which lines are headings: they go on with nothing. `readings` is {line number: Reading}.
    `left_out` has the numbers of the lines that are none of the text, such as page numbers.
    """
    read = [(read_line(n, text), text) for n, text in enumerate(printed, start=1) if n not in left_out]
    widths = _Widths(read, is_known_heading)
    lines, above = [], ""
    for position, (line, text) in enumerate(read):
        number = line.numbers[0]
        if number in readings:
            _add_as_said(lines, line, readings[number])
        elif (
            lines
            and lines[-1].shape is not Shape.BLANK
            and (
                _continues(lines[-1], line)
                or (
                    widths.is_wrapped(lines[-1], above, line)
                    and (
                        not is_known_heading(line)
                        or widths.headings_are_apart
                        or _is_end_of_title(lines[-1], line, read[position + 1 : position + 2])
                    )
                )
            )
        ):
            lines[-1] = _joined(lines[-1], line)
        else:
            lines.append(line)
        above = text
    return with_addresses(lines, is_known_heading)


class _Widths:
    """How many characters fit on the lines of a document (Line, text), each width 0 if its lines are not wrapped."""

    def __init__(self, read, is_known_heading):
        self._page = page_width([text for _, text in read])
        items, hanging = [], []
        is_list = False
        for (above, text), (below, _) in zip(read, read[1:], strict=False):
            is_list = above.is_item or (is_list and above.shape is Shape.PLAIN)
            if not _may_go_on(above, below) or is_known_heading(below) or LINK.search(text):
                continue
            if is_list:
                items.append((text, below))
            elif below.indent > above.indent + 1 and not above.body.endswith(":"):
                hanging.append((text, below))
        listed = [text for line, text in read if line.is_item] + [text for text, _ in items]
        self._list = _width_of(items, listed)
        self._hanging = _width_of(hanging, [text for text, _ in hanging])
        signs = Counter(
            mark[1] for line, _ in read if line.shape is Shape.BULLET and (mark := BULLET.match(line.whole))
        )
        gaps = Counter(
            above.shape is Shape.BLANK
            for (above, _), (below, _) in zip(read, read[1:], strict=False)
            if is_known_heading(below)
        )
        # Where headings are set apart, "Professionals" straight below an item is the end of its title.
        self.headings_are_apart = gaps[True] >= FEWEST_APART and gaps[False] <= max(1, FEW * gaps[True])
        self._dashes_are_rare = sum(signs[dash] for dash in DASHES) <= max(2, FEW * sum(signs.values()))

    def is_wrapped(self, item, above, line):
        """Whether a line goes on with the item above it, whose last line is `above`: its first word did not fit there."""
        # "- responding to neglect" and "- GOV.UK" begin no title, even where dashes mark the items.
        goes_on = self._dashes_are_rare or line.body[:2].islower() or SITE.fullmatch(line.body)
        is_dashed = line.shape is Shape.BULLET and goes_on and line.whole[0] in DASHES
        # "(CERAF)" and "GOV.UK" end a title, and open nothing.
        is_heading = line.is_heading or (is_capitals(line.body) and not END_IN_CAPITALS.match(line.body))
        is_plain = (line.shape is Shape.PLAIN or is_dashed) and not is_heading
        if not is_plain or len(item.numbers) >= LONGEST_ITEM or LINK.search(above) or booking(line.text):
            return False
        if not item.is_item:
            is_hanging = self._hanging and line.indent > item.indent + 1 and not is_capitals(item.body)
            return bool(is_hanging) and does_not_fit(above, line, self._hanging)
        width = self._list if is_dashed else min(filter(None, (self._page, self._list)), default=0)
        return bool(width) and does_not_fit(above, line, width)


def _may_go_on(above, below):
    """Whether one plain line may be the end of what the line above begins."""
    is_heading = above.is_heading or (above.shape is Shape.PLAIN and is_capitals(above.body))
    is_plain = below.shape is Shape.PLAIN and not below.is_heading
    is_beside_address = is_address(above.body) or is_address(below.body)
    return above.shape is not Shape.BLANK and is_plain and not (is_heading or is_beside_address)


def _is_end_of_title(item, line, below):
    """Whether words that are a heading elsewhere end a title: "… on Children &" goes on with "Young People"."""
    is_linked = bool(below) and is_address(below[0][0].body)
    return bool(ENDS_OPEN.search(item.body)) or line.indent > item.indent + 1 or is_linked


def page_width(printed):
    """Return after how many characters the printed lines (str) of a text are wrapped; 0 if they are not."""
    wrapped = [text for text in printed if text.strip().count(" ") > 2 and "://" not in text]
    longest = max((len(text.rstrip()) for text in wrapped), default=0)
    return longest if longest <= WIDEST_PAGE else 0


def _width_of(pairs, texts):
    """The width of lines of which `pairs` (text, Line below) go on, if nearly all of these did not fit where they began."""
    lengths = sorted(len(text.rstrip()) for text in texts if not LINK.search(text))
    # A sentence among the items may be wider than the list.
    longest = lengths[int(NEARLY_ALL * (len(lengths) - 1))] if lengths else 0
    wrapped = sum(does_not_fit(text, below, longest) for text, below in pairs)
    is_wrapped = len(pairs) >= FEWEST_WRAPPED and wrapped >= MOST_WRAPPED * len(pairs)
    # What has its links in it was not wrapped to fit a page.
    is_wrapped = is_wrapped and 2 * len(lengths) > len(texts)
    return longest if is_wrapped and longest <= WIDEST_PAGE else 0


def does_not_fit(above, line, width):
    """Whether the first word of a Line would have gone beyond `width` (characters) on the printed line above it (str)."""
    return len(above.rstrip()) + 1 + len(line.whole.split()[0]) > width


def _add_as_said(lines, line, reading):
    """Add a line to `lines` as an editor said that it is to be read."""
    above = next(
        (number for number in reversed(range(len(lines))) if lines[number].shape is not Shape.BLANK), None
    )
    if reading.act is Act.JOIN and above is not None:
        first = lines[above]
        joined = _joined(first, replace(line, whole=line.body))
        lines[above] = replace(joined, shape=first.shape, is_heading=first.is_heading, level=first.level)
        return
    shapes = {Act.RECORD: Shape.BULLET, Act.INSIDE: Shape.BULLET, Act.LEAVE_OUT: Shape.BLANK}
    shape = shapes.get(reading.act, Shape.PLAIN)
    lines.append(replace(line, shape=shape, is_heading=False, level=0, reading=reading))


def _continues(item, line):
    """Whether a line continues the item above: its label or bracket is open, or the line is indented below a bullet."""
    if line.shape is Shape.NUMBERED and item.is_item and END_OF_BRACKET.match(line.whole):
        # "… (Tier" goes on with "2) Partnerships".
        return item.body.count("(") > item.body.count(")") and len(item.numbers) < LONGEST_ITEM
    if line.shape not in (Shape.PLAIN, Shape.LINK) or line.is_heading or len(item.numbers) >= LONGEST_ITEM:
        return False
    if ENDS_IN_HYPHEN.search(item.whole) and ends_inside_word(item.whole, line.whole):
        return True
    if item.shape is Shape.BULLET and line.indent > item.indent + 1 and line.shape is Shape.PLAIN:
        return True
    opens = item.shape is Shape.BULLET or item.body.startswith("[")
    return opens and item.body.count("[") > item.body.count("]") and not is_capitals(line.body)


def _joined(item, line):
    space = "" if ends_inside_word(item.whole, line.whole) else " "
    body = f"{item.body}{space}{line.whole}"
    opens_link = item.shape is Shape.PLAIN and item.body.startswith("[")
    return Line(
        (*item.numbers, *line.numbers),
        Shape.LINK if opens_link else item.shape,
        f"{item.whole}{space}{line.whole}",
        body,
        item.indent,
        reading=item.reading,
    )
