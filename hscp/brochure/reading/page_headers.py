"""The block of lines that pages begin with: the badge of the pack and the name of the partnership, the same on every page."""

from collections import Counter
from dataclasses import dataclass

from hscp.brochure.reading.booking_lines import booking
from hscp.brochure.reading.headings import Kind, heading_of
from hscp.brochure.reading.lines import PAGE_NUMBER, Shape
from hscp.brochure.reading.link_text import is_address
from hscp.brochure.reading.theme_titles import is_title, title_strength

LONGEST_HEADER_LINE = 80
# The share of pages on which a line must appear to count as part of the page header.
MOST_PAGES = 0.6
MOST_HEADER_LINES = 12


@dataclass(frozen=True)
class Header:
    """The block of lines at the top of a page: their keys, and the key of the one before the title."""

    keys: frozenset
    anchor: str


def find_header_keys(lines, front_end, contents):
    """Return the match keys of the lines that pages begin with, as split_pages finds them; none if there is no such block."""
    solid = [line_number for line_number, line in enumerate(lines) if line.shape is not Shape.BLANK]
    header = find_header(lines, solid, front_end, contents)
    return header.keys if header else frozenset()


def find_header(lines, solid, front_end, contents):
    """Return the Header that pages begin with, or None.

    Its last line is the one that titles follow: of all repeated lines, the one with the surest titles below it, then
    with the most different titles. Of two equal lines it is the lower one.
    """
    line_numbers = [line_number for line_number in solid if line_number >= front_end]
    keys = [header_key(lines[line_number]) for line_number in line_numbers]
    key_messages = _after_key_message(lines, line_numbers)
    positions = {}
    for position, key in enumerate(keys):
        if key and key not in contents:
            positions.setdefault(key, []).append(position)
    # A short key message is also repeated on every page.
    positions = {
        key: found
        for key, found in positions.items()
        if len(found) > 1 and not all(position in key_messages for position in found)
    }
    best, anchor = None, ""
    for key, found in positions.items():
        first = lines[line_numbers[found[0]]]
        if heading_of(first) or _is_of_a_sentence(first.text):
            continue
        following = [
            lines[line_numbers[position + 1]] for position in found if position + 1 < len(line_numbers)
        ]
        titles = [line for line in following if is_title(line, contents)]
        if len(titles) < max(2, MOST_PAGES * len(found)):
            continue
        strengths = [title_strength(line, contents) for line in titles]
        strength = max(strengths)
        # What repeats in lists has a title below it by chance.
        if strength and sum(map(bool, strengths)) < MOST_PAGES * len(found):
            continue
        score = strength, len({line.key for line in titles}), found[0]
        if best is None or score > best:
            best, anchor = score, key
    if best is None:
        return None
    block = _block_before(anchor, positions, keys)
    header = Header(frozenset(block), anchor)
    # Without titles that are sure, lines that repeat below a heading are the same items of several lists.
    first = line_numbers[positions[anchor][0] - len(block) + 1]
    above = [line_number for line_number in solid if line_number < first][-1:]
    is_list = any(heading_of(lines[line_number]) for line_number in (*above, first))
    is_sure = best[0] > 0 or (not contents and len(block) > 1 and not is_list)
    return header if is_sure else None


def lines_in_headers(lines, solid, header):
    """The positions of all lines in headers. A word for an audience belongs to one only beside other header lines."""
    in_header, run = set(), []
    for line_number in (*solid, None):
        if line_number is not None and header_key(lines[line_number]) in header.keys:
            run.append(line_number)
            continue
        if any(heading_of(lines[above]) is None for above in run):
            in_header.update(run)
        run = []
    return in_header


def header_key(line):
    """The match key of a line that may belong to a page header, or "" for any other."""
    if line.shape is not Shape.PLAIN or line.reading or len(line.body) > LONGEST_HEADER_LINE:
        return ""
    text = line.text
    heading = heading_of(line)
    # A partnership's name, printed over a few lines, may have a line that looks like an audience: "Children".
    if (
        booking(text)
        or _is_item_address(text)
        or PAGE_NUMBER.fullmatch(text)
        or (heading and heading.kind is not Kind.AUDIENCE)
    ):
        return ""
    return line.key


def _is_item_address(text):
    """Whether a line is the address of one thing. A site's own, without a path, may stand in a page's header or footer."""
    return is_address(text) and "/" in text.partition("://")[2]


def _is_of_a_sentence(text):
    """Whether a line ends a sentence or goes on with one: where text wraps, "child." stands above many a title."""
    return text.endswith(".") or (text[:1].islower() and not is_address(text))


def _block_before(anchor, positions, keys):
    """The keys of the lines above the anchor on most pages, and of the anchor."""
    found = positions[anchor]
    block = [anchor]
    for back in range(1, MOST_HEADER_LINES + 1):
        above = Counter(keys[position - back] for position in found if position >= back)
        key, count = above.most_common(1)[0] if above else ("", 0)
        if key not in positions or count < max(2, MOST_PAGES * len(found)):
            break
        block.append(key)
    return block


def _after_key_message(lines, line_numbers):
    """The positions of the lines that are printed straight after a key message heading, as one paragraph."""
    positions = set()
    is_message = False
    for position, line_number in enumerate(line_numbers):
        line = lines[line_number]
        if position and is_message:
            above = lines[line_numbers[position - 1]]
            is_first = position - 1 not in positions
            is_message = is_first or line.numbers[0] == above.numbers[-1] + 1
            if is_message:
                positions.add(position)
                continue
        heading = heading_of(line)
        is_message = bool(heading and heading.kind is Kind.KEY_MESSAGE and not heading.rest)
    return positions
