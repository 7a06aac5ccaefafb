"""Finding where the pages of a document begin, and the theme that each belongs to.

An extracted page begins with a block of short lines that is the same on every page (the pack's badge, the partnership's
name), and the line after that block is the theme's title. The block is found by this shape: it may have any number of
lines and any words. A document without such a block is split at its titles.
"""

from collections import Counter
from dataclasses import dataclass, replace
from os.path import commonprefix

from hscp.brochure.reading.headings import heading_of
from hscp.brochure.reading.lines import PAGE_NUMBER, Shape
from hscp.brochure.reading.page_headers import find_header, lines_in_headers
from hscp.brochure.reading.page_starts import FEWEST_MARKED, Start, starts_after_headers, starts_at_titles
from hscp.brochure.reading.readings import Act
from hscp.brochure.reading.values import Became
from hscp.records.titles import match_key

# The share of a misprinted title, counted from both ends, that must agree with the right one.
MISPRINT_AGREES = 0.9


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


def split_pages(lines, front_end, contents, account):
    """Return the lines before the first page, and the pages.

    `front_end` is the position in `lines` where the contents list ends; `contents` holds the match keys of its entries.
    Page headers, page numbers and titles are written to the account and are in neither result.
    """
    solid = [line_number for line_number, line in enumerate(lines) if line.shape is not Shape.BLANK]
    # Titles that are marked need no page header to be found by, and a line that repeats below them is none.
    is_marked = sum(line.level == 1 for line in lines) >= FEWEST_MARKED
    header = None if is_marked else find_header(lines, solid, front_end, contents)
    in_header = set()
    if header:
        in_header = lines_in_headers(lines, solid, header)
        starts = starts_after_headers(lines, solid, in_header, header, front_end, contents, account)
    else:
        starts = starts_at_titles(lines, solid, front_end, contents, account)
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
        kept.append(Start(first, at + 1, lines[at].text, is_said=True))
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
