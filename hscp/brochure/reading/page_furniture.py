"""The running lines of a text that was taken from pages: page numbers in their order, and what repeats beside them."""

import re
from collections import Counter, defaultdict
from itertools import pairwise

from hscp.brochure.reading.lines import PAGE_NUMBER, Shape, is_capitals, read_line
from hscp.brochure.reading.link_text import ADDRESS, is_address
from hscp.brochure.reading.wrapped_lines import ENDS_OPEN, WIDEST_PAGE, does_not_fit, page_width
from hscp.web.wording import one_line

# "Brochure 2031-32 | 4", "4 | Brochure", "Brochure - page 4 of 54", "Page 4 of 54 Brochure".
BESIDE_NUMBER = (
    re.compile(
        r"(?P<words>.{0,100}?\S)(?: ?[|·•–—-] ?| )(?:page |p\.? ?)?(?P<page>\d{1,3})(?: ?(?:of|/) ?\d{1,3})?",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:page |p\.? ?)?(?P<page>\d{1,3})(?: ?(?:of|/) ?\d{1,3})?(?: ?[|·•–—-] ?| )(?P<words>\S.*)",
        re.IGNORECASE,
    ),
)
DECORATION = "-–—=*~| "
FEWEST_PAGES = 3
# Numbers that stand closer together, in lines, number something else: the items of a list, the rows of a table. A few pages
# hold less, such as the last, or one with a picture.
SHORTEST_PAGE = 8
MOST_SHORT = 0.2
# How many pages a number may be ahead of the one before: some pages print none.
MOST_SKIPPED = 6
# What share of the numbers may be others, such as the end of a wrapped line, and how many of these may stand above the first page's.
MOST_OTHERS = 0.2
MOST_ABOVE = 2
# How many lines of words a page may print beside its number, and the share of numbers that they stand beside.
MOST_BESIDE = 3
MOST_PAGES = 0.6
GOES_ON = re.compile(rf"(?:[a-z(]|[<\[]?{ADDRESS})")


def find_page_numbers(texts):
    """Return the numbers of the lines that are page numbers, with or without words: they count up through the document."""
    series = defaultdict(list)
    for number, text in enumerate(texts, start=1):
        for words, page in _pages_of(one_line(text)):
            series[words].append((number, page))
    return {number for words, found in series.items() for number in _counting_up(found)}


def find_running_lines(texts, page_numbers, kept):
    """Return the numbers of the lines that stand beside page numbers (a set of line numbers) all through the document.

    `kept(text)` says which lines never are such: headings, and what titles are found by.
    """
    solid = [number for number, text in enumerate(texts, start=1) if text.strip()]
    at = {number: position for position, number in enumerate(solid)}
    beside = defaultdict(set)
    for number in page_numbers:
        for step in (-1, 1):
            for position in range(at[number] + step, at[number] + step * (MOST_BESIDE + 1), step):
                if not 0 <= position < len(solid) or solid[position] in page_numbers:
                    break
                beside[_words(texts[solid[position] - 1])].add(solid[position])
    everywhere = Counter(_words(texts[number - 1]) for number in solid)
    least = max(FEWEST_PAGES, MOST_PAGES * len(page_numbers))
    return {
        number
        for words, numbers in beside.items()
        if least <= len(numbers) and everywhere[words] <= len(page_numbers) + 1 and not kept(words)
        for number in solid
        if _words(texts[number - 1]) == words
    }


def with_gaps_closed(texts, furniture):
    """Return the numbers of the empty lines around furniture (a set of line numbers) that a text goes on after."""
    gaps = set()
    width = page_width(texts)
    for number in sorted(furniture):
        first = last = number
        while first > 1 and (first - 1 in furniture or not texts[first - 2].strip()):
            first -= 1
        while last < len(texts) and (last + 1 in furniture or not texts[last].strip()):
            last += 1
        if first == 1 or last == len(texts):
            continue
        if _goes_on(texts[first - 2], texts[last], texts[last + 1 : last + 2], width):
            gaps.update(range(first, last + 1))
    return gaps - furniture


def _goes_on(above, below, after, width):
    """Whether the first line of a page goes on with the last line of the page before. `after` is [the line after it], or empty."""
    if GOES_ON.match(below.strip()) or ENDS_OPEN.search(above.rstrip()):
        return True
    item, line = read_line(1, above), read_line(2, below)
    if line.shape is not Shape.PLAIN or is_capitals(line.body):
        return False
    # What stands further to the right than the words of the item is a title in the middle of the page.
    words = item.indent + len(item.whole) - len(item.body)
    is_hanging = (
        item.indent + 1 < line.indent <= words + 1 if item.is_item else 0 < line.indent == item.indent
    )
    is_in_list = bool(after) and (read_line(3, after[0]).is_item or is_address(after[0].strip()))
    return is_hanging or (is_in_list and does_not_fit(above, line, width))


def _pages_of(text):
    """Yield (the words beside it, page number) for each way in which a line may be a page number."""
    bare = text.strip(DECORATION)
    if not bare or len(text) > WIDEST_PAGE:
        return
    if PAGE_NUMBER.fullmatch(bare):
        yield "", int(re.search(r"\d+", bare)[0])
        return
    for side, pattern in enumerate(BESIDE_NUMBER):
        if found := pattern.fullmatch(bare):
            yield f"{side} {found['words'].casefold()}", int(found["page"])


def _counting_up(found):
    """Return the line numbers of the pages [(line number, page)], if nearly all of these count up through the document."""
    most_others = int(MOST_OTHERS * len(found))
    pages = max((_chain(found[first:]) for first in range(min(most_others, MOST_ABOVE) + 1)), key=len)
    if len(pages) < max(FEWEST_PAGES, len(found) - most_others):
        return []
    short = sum(below[0] - above[0] < SHORTEST_PAGE for above, below in pairwise(pages[:-1]))
    return [number for number, _ in pages] if short <= MOST_SHORT * len(pages) else []


def _chain(found):
    """Return those of the pages [(line number, page)] that count up from the first."""
    chain = found[:1]
    for number, page in found[1:]:
        if 0 < page - chain[-1][1] <= MOST_SKIPPED:
            chain.append((number, page))
    return chain


def _words(text):
    return one_line(text).strip(DECORATION).casefold()
