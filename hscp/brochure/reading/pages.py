"""Finding where the pages of a document begin, and the theme that each belongs to.

An extracted page begins with a block of short lines that is the same on every page (the pack's badge, the partnership's
name), and the line after that block is the theme's title. The block is found by this shape: it may have any number of
lines and any words. A document without such a block is split at its titles.
"""

from collections import Counter
from dataclasses import dataclass, replace
from os.path import commonprefix

from hscp.brochure.reading.headings import Kind, booking, heading_of
from hscp.brochure.reading.lines import PAGE_NUMBER, Shape, is_capitals
from hscp.brochure.reading.link_text import is_address
from hscp.brochure.reading.readings import Act
from hscp.brochure.reading.values import Became
from hscp.records.titles import match_key

LONGEST_TITLE = 120
LONGEST_HEADER_LINE = 80
# The share of pages on which a line must appear to count as part of the page header.
MOST_PAGES = 0.6
MOST_HEADER_LINES = 12
FEWEST_MARKED = 2
# The share of a misprinted title, counted from both ends, that must agree with the right one.
MISPRINT_AGREES = 0.9
SENTENCE_ENDS = (".", ";", ",", ":", "!")


@dataclass
class Page:
    """One page: its title (empty if none is printed), and the lines after it."""

    title: str
    lines: list
    # Whether an editor said that this is the title.
    is_said: bool = False


@dataclass
class PackPages:
    """The pages of one theme. `key` is the match key of its title."""

    key: str
    pages: list

    @property
    def title(self):
        """The title as most of the pages with this key print it."""
        printed = [page.title for page in self.pages if match_key(page.title) == self.key]
        return Counter(printed).most_common(1)[0][0]


@dataclass(frozen=True)
class _Header:
    """The block of lines at the top of a page: their keys, and the key of the one before the title."""

    keys: frozenset
    anchor: str


@dataclass(frozen=True)
class _Start:
    """Where a page begins, where its body begins, and its title."""

    line_number: int
    body: int
    title: str
    is_said: bool = False


def split_pages(lines, front_end, contents, account):
    """Return the lines before the first page, and the pages.

    `front_end` is the position in `lines` where the contents list ends; `contents` holds the match keys of its entries.
    Page headers, page numbers and titles are written to the account and are in neither result.
    """
    solid = [line_number for line_number, line in enumerate(lines) if line.shape is not Shape.BLANK]
    # Titles that are marked need no page header to be found by, and a line that repeats below them is none.
    is_marked = sum(line.level == 1 for line in lines) >= FEWEST_MARKED
    header = None if is_marked else _find_header(lines, solid, front_end, contents)
    in_header = set()
    if header:
        in_header = _lines_in_headers(lines, solid, header)
        starts = _starts_after_headers(lines, solid, in_header, header, front_end, contents, account)
    else:
        starts = _starts_at_titles(lines, solid, front_end, contents, account)
    starts = _as_said(starts, lines, account)
    for line_number in in_header:
        account.mark(lines[line_number], Became.PAGE_HEADER)

    def between(first, last):
        return [lines[line_number] for line_number in range(first, last) if line_number not in in_header]

    ends = [start.line_number for start in starts[1:]] + [len(lines)] * bool(starts)
    pages = [
        Page(start.title, between(start.body, end), start.is_said)
        for start, end in zip(starts, ends, strict=True)
    ]
    for page in pages:
        _take_page_numbers(page, account)
    return between(0, starts[0].line_number if starts else len(lines)), pages


def _as_said(starts, lines, account):
    """Return the starts of pages with the titles that an editor named, and without those that the editor says are none."""
    kept = []
    for start in starts:
        said = [
            at
            for at in range(start.line_number, start.body)
            if lines[at].reading
            and (lines[at].reading.act is not Act.LEAVE_OUT or lines[at].text == start.title)
        ]
        kept.append(replace(start, body=said[0], title="") if said else start)
    titles = [at for at, line in enumerate(lines) if line.reading and line.reading.act is Act.TITLE]
    for at in titles:
        account.mark(lines[at], Became.PACK_TITLE, lines[at].text)
        # The page header above it stays with it.
        header = [start for start in kept if start.body == at and not start.title]
        kept = [start for start in kept if start not in header]
        first = header[0].line_number if header else at
        kept.append(_Start(first, at + 1, lines[at].text, is_said=True))
    return sorted(kept, key=lambda start: start.line_number)


def group_pages(pages, contents, account):
    """Return the PackPages of a document in order, and the pages before any title.

    A page without a title belongs to the theme before it, and so does a page whose title is a misprint of that theme's.
    """
    packs, by_key, untitled = [], {}, []
    for page in pages:
        current = packs[-1] if packs else None
        key = match_key(page.title) if page.title else ""
        if not page.title:
            (current.pages if current else untitled).append(page)
        elif current and key == current.key:
            current.pages.append(page)
        elif key in by_key:
            account.notice(f"The pages of “{page.title}” are not next to each other. They were joined.")
            by_key[key].pages.append(page)
        elif current and not page.is_said and _is_misprint(page, key, current, contents):
            account.notice(f"A page titled “{page.title}” was read as a page of “{current.title}”.")
            current.pages.append(page)
            if key in contents:
                current.key = key
                by_key[key] = current
        else:
            packs.append(PackPages(key, [page]))
            by_key[key] = packs[-1]
    return packs, untitled


def find_header_keys(lines, front_end, contents):
    """Return the match keys of the lines that pages begin with, as split_pages finds them; none if there is no such block."""
    solid = [line_number for line_number, line in enumerate(lines) if line.shape is not Shape.BLANK]
    header = _find_header(lines, solid, front_end, contents)
    return header.keys if header else frozenset()


def _header_key(line):
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


def _lines_in_headers(lines, solid, header):
    """The positions of all lines in headers. A word for an audience belongs to one only beside other header lines."""
    in_header, run = set(), []
    for line_number in (*solid, None):
        if line_number is not None and _header_key(lines[line_number]) in header.keys:
            run.append(line_number)
            continue
        if any(heading_of(lines[above]) is None for above in run):
            in_header.update(run)
        run = []
    return in_header


def _is_title(line, contents):
    """Whether a line may be a theme's title: short, plain, no sentence, and no heading unless the contents list it."""
    if line.shape not in (Shape.PLAIN, Shape.LINK) or len(line.body) > LONGEST_TITLE:
        return False
    text = line.text
    if line.key in contents:
        return True
    return not (
        heading_of(line)
        or is_address(text)
        or text.startswith("(")
        or booking(text)
        or PAGE_NUMBER.fullmatch(text)
        or text.endswith(SENTENCE_ENDS)
    ) and any(letter.isalnum() for letter in text)


def _title_strength(line, contents):
    """2 for a title that the contents list, 1 for one in capitals or marked as a heading, 0 for any other line."""
    return 2 * (line.key in contents) or int(is_capitals(line.text) or line.is_heading)


def _find_header(lines, solid, front_end, contents):
    """Return the _Header that pages begin with, or None.

    Its last line is the one that titles follow: of all repeated lines, the one with the surest titles below it, then
    with the most different titles. Of two equal lines it is the lower one.
    """
    line_numbers = [line_number for line_number in solid if line_number >= front_end]
    keys = [_header_key(lines[line_number]) for line_number in line_numbers]
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
        if heading_of(lines[line_numbers[found[0]]]):
            continue
        following = [
            lines[line_numbers[position + 1]] for position in found if position + 1 < len(line_numbers)
        ]
        titles = [line for line in following if _is_title(line, contents)]
        if len(titles) < max(2, MOST_PAGES * len(found)):
            continue
        strengths = [_title_strength(line, contents) for line in titles]
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
    header = _Header(frozenset(block), anchor)
    # Without titles that are sure, lines that repeat below a heading are the same items of several lists.
    first = line_numbers[positions[anchor][0] - len(block) + 1]
    above = [line_number for line_number in solid if line_number < first][-1:]
    is_list = any(heading_of(lines[line_number]) for line_number in (*above, first))
    is_sure = best[0] > 0 or (not contents and len(block) > 1 and not is_list)
    return header if is_sure else None


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


def _starts_after_headers(lines, solid, in_header, header, front_end, contents, account):
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
        begins_page = any(_header_key(lines[above]) == header.anchor for above in run)
        first, run = run[0], []
        title, last = "", line_number - 1
        if line_number not in in_header and _is_title(lines[line_number], contents):
            title, last = _read_title(lines, position, solid, contents)
        is_known = match_key(title) in contents if title else False
        if not (begins_page or is_known) or (not starts and _is_cover(lines, solid, position, last)):
            continue
        for above in range(line_number, last + 1):
            if lines[above].shape is not Shape.BLANK:
                account.mark(lines[above], Became.PACK_TITLE, title)
        starts.append(_Start(first, last + 1, title))
    return starts


def _read_title(lines, position, solid, contents):
    """The title at a position, and the position of its last line: a long title may be printed on two."""
    line_number = solid[position]
    title = lines[line_number].text
    if position + 1 < len(solid) and match_key(title) not in contents:
        below = lines[solid[position + 1]]
        both = f"{title} {below.text}"
        is_adjacent = below.numbers[0] == lines[line_number].numbers[-1] + 1
        if (
            is_adjacent
            and is_capitals(title)
            and is_capitals(below.text)
            and _is_title(below, contents)
            and len(both) <= LONGEST_TITLE
        ):
            return both, solid[position + 1]
    return title, line_number


def _is_cover(lines, solid, position, last):
    """Whether what follows is the brochure's own cover, which may also have the page header."""
    below = next((lines[line_number] for line_number in solid[position:] if line_number > last), None)
    heading = below and heading_of(below)
    return bool(heading and heading.kind is Kind.FRONT)


def _starts_at_titles(lines, solid, front_end, contents, account):
    """Where pages begin in a document without page headers: at the lines that look like titles."""
    line_numbers = [line_number for line_number in solid if line_number >= front_end]
    titles = [
        line_number
        for line_number in line_numbers
        if lines[line_number].shape is Shape.PLAIN
        and len(lines[line_number].body) <= LONGEST_TITLE
        and lines[line_number].key in contents
    ]
    marked = [line_number for line_number in titles if _title_strength(lines[line_number], frozenset())]
    titles = _marked_titles(lines, line_numbers) or marked or titles
    if not titles:
        has_blank_lines = any(line.shape is Shape.BLANK for line in lines)
        titles = [
            line_number
            for position, line_number in enumerate(line_numbers)
            if lines[line_number].shape is Shape.PLAIN
            and _title_strength(lines[line_number], contents)
            and _is_title(lines[line_number], contents)
            and _opens_a_pack(lines, line_number, line_numbers[position + 1 : position + 2], has_blank_lines)
        ]
    titles = _without_cover(lines, line_numbers, titles)
    for line_number in titles:
        account.mark(lines[line_number], Became.PACK_TITLE, lines[line_number].text)
    return [_Start(line_number, line_number + 1, lines[line_number].text) for line_number in titles]


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
        if lines[line_number].is_heading and _is_title(lines[line_number], frozenset())
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
    return is_wrapped or not _is_title(below, frozenset())


def _is_misprint(page, key, current, contents):
    """Whether a page's title is a misprint of the current theme's: nearly equal, and the page opens no new theme."""
    if key in contents and current.key in contents:
        return False
    if [letter for letter in key if letter.isdigit()] != [
        letter for letter in current.key if letter.isdigit()
    ]:
        return False
    first = next((line for line in page.lines if line.shape is not Shape.BLANK), None)
    if first is None or not (first.is_item or heading_of(first)):
        return False
    start = len(commonprefix((key, current.key)))
    end = len(commonprefix((key[start:][::-1], current.key[start:][::-1])))
    return start + end >= MISPRINT_AGREES * max(len(key), len(current.key))


def _take_page_numbers(page, account):
    solid = [line for line in page.lines if line.shape is not Shape.BLANK]
    for line in {id(line): line for line in (*solid[:1], *solid[-1:])}.values():
        if line.shape is Shape.PLAIN and PAGE_NUMBER.fullmatch(line.body):
            account.mark(line, Became.PAGE_NUMBER)
            page.lines.remove(line)
