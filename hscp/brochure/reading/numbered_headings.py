"""Headings and titles that carry a number, a letter or signs around them: "1.2 Training", "Theme 3: Neglect", "*** Neglect ***"."""

import re
from collections import Counter
from dataclasses import dataclass

from hscp.brochure.reading.headings import Kind
from hscp.brochure.reading.lines import PAGE_NUMBER
from hscp.brochure.reading.link_text import is_address
from hscp.records.titles import match_key

COUNTED = re.compile(
    r"(?P<mark>\s*|#{1,6}\s+)(?P<bold>\*\*)?(?:(?P<word>theme|section|part|chapter|pack)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[ivxIVX]{1,4}(?=[.):])|[a-zA-Z](?=[.):]))"
    r"(?P<sign>[.):]|\s[–—-](?=\s))?(?:\*\*)?\s+(?P<rest>\S.*)",
    re.IGNORECASE,
)
DECORATED = re.compile(r"\s*(?P<signs>[*=~_+-]{2,8})\s+(?P<rest>\S.{0,118}?)\s+[*=~_+-]{2,8}\s*")
ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
FEWEST_TITLES = 2
LONGEST_TITLE = 120
# How a title is written so that its line is one by its mark.
TITLE_MARK = "# "


@dataclass(frozen=True)
class _Counted:
    """A line (its position) that begins with a number. `series` is what the numbers of one list share."""

    position: int
    mark: str
    series: tuple
    values: frozenset
    rest: str
    is_plain: bool


def without_numbers(texts, knows_heading):
    """Return the lines (a list of str) with the numbers taken from headings, and titles that are numbered marked as such.

    `knows_heading(text)` gives the Heading that a text is, or None. The entries of a numbered list keep their numbers, and an entry of
    a list of contents that has a word before it or no full stop after it gets the form of one.
    """
    texts = _without_decoration(texts, knows_heading)
    counted = [found for position, text in enumerate(texts) if (found := _counted(position, text))]
    in_list = _in_lists(texts, counted)
    changed = list(texts)
    headings = {position for position, text in enumerate(texts) if knows_heading(text)}
    front = set()
    for each in counted:
        if each.position in in_list:
            if not each.is_plain:
                changed[each.position] = f"{each.mark}{min(each.values)}. {each.rest}"
        elif heading := knows_heading(each.rest):
            headings.add(each.position)
            if heading.kind is Kind.FRONT:
                front.add(each.position)
            changed[each.position] = each.mark.lstrip() + each.rest
    for each in _titles(counted, in_list, headings, front):
        changed[each.position] = f"{each.mark.strip() or TITLE_MARK.strip()} {each.rest}"
    return changed


def _counted(position, text):
    found = COUNTED.fullmatch(text)
    if not found or (text[:1].isspace() and len(text) - len(text.lstrip()) > 3):
        return None
    number, sign = found["number"], (found["sign"] or "").strip()
    *outer, last = number.split(".")
    values = {int(last)} if last.isdigit() else {ord(last.lower()) - 96} if len(last) == 1 else set()
    if not last.isdigit() and last.lower() in ROMAN:
        values.add(ROMAN[last.lower()])
    if not values:
        return None
    style = "number" if last.isdigit() else "capital" if last.isupper() else "letter"
    series = (found["mark"].strip(), (found["word"] or "").lower(), tuple(outer), style, sign)
    is_plain = not found["word"] and (bool(sign and sign in ".)") or not last.isdigit() or bool(outer))
    return _Counted(
        position,
        found["mark"],
        series,
        frozenset(values),
        found["rest"].strip().strip("*" if found["bold"] else ""),
        is_plain,
    )


def _in_lists(texts, counted):
    """The positions of the lines that count on from one to the next, with nothing but addresses between them."""
    solid = [n for n, text in enumerate(texts) if text.strip() and not is_address(text.strip())]
    order = {position: at for at, position in enumerate(solid)}
    found = set()
    for above, below in zip(counted, counted[1:], strict=False):
        is_next = order.get(below.position, -9) - order.get(above.position, 0) == 1
        counts_on = any(value + 1 in below.values for value in above.values)
        if is_next and counts_on and above.series == below.series:
            found |= {above.position, below.position}
    return found


def _titles(counted, in_list, headings, front):
    """The lines that are numbered from 1 on through the document, each with the headings of its parts below it.

    Headings of the front pages may have the first numbers; they are no titles.
    """
    best, taken = [], in_list | (headings - front)
    for series in {each.series for each in counted if not each.series[2] and each.series[3] != "letter"}:
        chain = []
        for each in counted:
            is_one = each.series == series and each.position not in taken
            if is_one and len(chain) + 1 in each.values and len(each.rest) <= LONGEST_TITLE:
                chain.append(each)
        ends = [each.position for each in chain[1:]] + [max(headings, default=-1) + 1]
        is_filled = all(
            start.position in front or any(start.position < heading < end for heading in headings)
            for start, end in zip(chain, ends, strict=False)
        )
        chain = [each for each in chain if each.position not in front]
        if len(chain) >= FEWEST_TITLES and is_filled and len(chain) > len(best):
            best = chain
    return best


def _without_decoration(texts, knows_heading):
    decorated = {n: found["rest"] for n, text in enumerate(texts) if (found := DECORATED.fullmatch(text))}
    printed = Counter(map(match_key, decorated.values()))
    changed = list(texts)
    for position, rest in decorated.items():
        is_title = len(decorated) >= FEWEST_TITLES and printed[match_key(rest)] == 1
        if knows_heading(rest):
            changed[position] = rest
        elif is_title and not PAGE_NUMBER.fullmatch(rest):
            changed[position] = f"{TITLE_MARK}{rest}"
    return changed
