"""Where pages begin and which titles they have: below their headers, or at the titles themselves."""

from collections import Counter
from dataclasses import dataclass

from hscp.brochure.reading.headings import Kind, heading_of
from hscp.brochure.reading.lines import Shape, is_capitals
from hscp.brochure.reading.page_headers import header_key
from hscp.brochure.reading.theme_titles import LONGEST_TITLE, is_title, title_of, title_strength
from hscp.brochure.reading.values import Became
from hscp.records.titles import match_key

FEWEST_MARKED = 2


@dataclass(frozen=True)
class Start:
    """Where a page begins, where its body begins, and its title."""

    line_number: int
    body: int
    title: str
    is_said: bool = False


def starts_after_headers(lines, solid, in_header, header, front_end, contents, account):
    """Return the Starts of pages that begin with a header, each with the title below it."""
    starts = []
    run = []
    for position, line_number in enumerate(solid):
        if line_number in in_header:
            run.append(line_number)
            if position + 1 < len(solid):
                continue
        if not run or line_number < front_end:
            run = []
            continue
        begins_page = any(header_key(lines[above]) == header.anchor for above in run)
        first, run = run[0], []
        title, last = "", line_number - 1
        if line_number not in in_header and is_title(lines[line_number], contents):
            title, last = _read_title(lines, position, solid, contents)
        is_known = match_key(title) in contents if title else False
        if not (begins_page or is_known) or (not starts and _is_cover(lines, solid, position, last)):
            continue
        for above in range(line_number, last + 1):
            if lines[above].shape is not Shape.BLANK:
                account.mark(lines[above], Became.PACK_TITLE, title)
        starts.append(Start(first, last + 1, title))
    return starts


def _read_title(lines, position, solid, contents):
    """The title at a position, and the position of its last line: a long title may be printed on two."""
    line_number = solid[position]
    title = title_of(lines[line_number])
    if position + 1 < len(solid) and match_key(title) not in contents:
        below = lines[solid[position + 1]]
        both = f"{title} {below.text}"
        is_adjacent = below.numbers[0] == lines[line_number].numbers[-1] + 1
        if (
            is_adjacent
            and is_capitals(title)
            and is_capitals(below.text)
            and is_title(below, contents)
            and len(both) <= LONGEST_TITLE
        ):
            return both, solid[position + 1]
    return title, line_number


def _is_cover(lines, solid, position, last):
    """Whether what follows is the brochure's own cover, which may also have the page header."""
    below = next((lines[line_number] for line_number in solid[position:] if line_number > last), None)
    heading = below and heading_of(below)
    return bool(heading and heading.kind is Kind.FRONT)


def starts_at_titles(lines, solid, front_end, contents, account):
    """Where pages begin in a document without page headers: at the lines that look like titles."""
    line_numbers = [line_number for line_number in solid if line_number >= front_end]
    titles = [
        line_number
        for line_number in line_numbers
        if lines[line_number].shape is Shape.PLAIN
        and len(lines[line_number].body) <= LONGEST_TITLE
        and match_key(title_of(lines[line_number])) in contents
    ]
    marked = [line_number for line_number in titles if title_strength(lines[line_number], frozenset())]
    titles = _marked_titles(lines, line_numbers) or marked or titles
    if not titles:
        has_blank_lines = any(line.shape is Shape.BLANK for line in lines)
        titles = [
            line_number
            for position, line_number in enumerate(line_numbers)
            if lines[line_number].shape is Shape.PLAIN
            and title_strength(lines[line_number], contents)
            and is_title(lines[line_number], contents)
            and _opens_a_pack(lines, line_number, line_numbers[position + 1 : position + 2], has_blank_lines)
        ]
    titles = _without_cover(lines, line_numbers, titles)
    for line_number in titles:
        account.mark(lines[line_number], Became.PACK_TITLE, lines[line_number].text)
    return [Start(line_number, line_number + 1, title_of(lines[line_number])) for line_number in titles]


def _without_cover(lines, line_numbers, titles):
    """The titles without the brochure's own: before the next title it has headings of the front pages and no others."""
    for position, title in enumerate(titles):
        end = titles[position + 1] if position + 1 < len(titles) else len(lines)
        kinds = {
            heading.kind
            for line_number in line_numbers
            if title < line_number < end and (heading := heading_of(lines[line_number]))
        }
        if kinds != {Kind.FRONT}:
            return titles[position:]
    return titles


def _marked_titles(lines, line_numbers):
    """The positions of the headings of the highest level that has several, if what stands on them may be titles."""
    headings = [
        line_number
        for line_number in line_numbers
        if lines[line_number].is_heading and is_title(lines[line_number], frozenset())
    ]
    levels = Counter(lines[line_number].level for line_number in headings)
    highest = min((level for level, count in levels.items() if count > 1), default=None)
    return [line_number for line_number in headings if lines[line_number].level == highest]


def _opens_a_pack(lines, title, following, has_blank_lines):
    """Whether the next line is what follows a title: prose, or a heading of a pack. Prose may be wrapped after few words.

    Where a document has blank lines, a title has one above it: one in capitals is else an item of a list.
    """
    if not following:
        return False
    is_set_apart = not title or lines[title - 1].shape is Shape.BLANK
    if not is_set_apart and has_blank_lines:
        return False
    below = lines[following[0]]
    if heading := heading_of(below):
        return heading.kind in (Kind.SECTION, Kind.AUDIENCE)
    if below.shape is not Shape.PLAIN:
        return False
    is_prose = below.text.count(" ") > 2 and not (is_capitals(below.text) or below.is_heading)
    is_wrapped = is_set_apart and is_capitals(lines[title].text) and is_prose
    return is_wrapped or not is_title(below, frozenset())
