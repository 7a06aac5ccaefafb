"""The contents list: its entries, and the theme that each refers to."""

import re
from collections import Counter
from dataclasses import dataclass, field

from hscp.brochure.reading.headings import Part, heading_of
from hscp.brochure.reading.lines import Shape
from hscp.brochure.reading.link_text import items_of
from hscp.brochure.reading.values import Became
from hscp.records.titles import match_key, words_of

# "Rivers ........ 12": dots lead the eye to the page number.
LEADER_DOTS = re.compile(r"\.{2,}|…|(?:\. ){2}")
# As long as a theme's short title may be.
LONGEST_ENTRY = 120


@dataclass
class Contents:
    """The entries of the contents list, and the position in the document's lines where it ends."""

    entries: list[str] = field(default_factory=list)
    end: int = 0


def read_contents(lines, account):
    """Find the contents list and read its entries: the list, or the block of lines, below its heading."""
    contents = Contents()
    start = next((position for position, line in enumerate(lines) if _is_contents_heading(line)), None)
    if start is None:
        return contents
    account.mark(lines[start], Became.FRONT_HEADING)
    contents.end = start + 1
    is_list, is_after_gap, is_block = None, False, False
    printed = Counter(line.key for line in lines)
    for position in range(start + 1, len(lines)):
        line = lines[position]
        if line.shape is Shape.BLANK:
            is_after_gap = is_list is False
            continue
        may_be_apart = not is_block or line.text != _without_number(line.text)
        if is_after_gap and not (may_be_apart and _is_entry_apart(line, printed, contents.entries)):
            break
        is_block = is_block or bool(contents.entries and not is_after_gap)
        is_after_gap = False
        if is_list is None:
            is_list = line.is_item
        if is_list != line.is_item or len(line.body) > 3 * LONGEST_ENTRY:
            break
        titles = [_entry(item.title, printed) for item in items_of(line)]
        if not line.is_item and match_key(titles[0]) in map(match_key, contents.entries):
            # The first theme, straight below the list.
            break
        contents.entries.extend(title for title in titles if title)
        contents.end = position + 1
        account.mark(line, Became.CONTENTS_ENTRY, ", ".join(titles))
    return contents


def match_contents(groups, entries, account):
    """Return the contents entry of each theme, by the theme's match key.

    An entry and a title match if they differ in typography only; failing that, if they are at the same position between
    two that do and share half of the shorter one's words. The editor is told of whatever stays unmatched.
    """
    positions = {}
    for position, entry in enumerate(entries):
        positions.setdefault(match_key(entry), position)
    listed = {group.key: entries[positions[group.key]] for group in groups if group.key in positions}
    taken = set(map(match_key, listed.values()))
    waiting, last = [], -1
    for group in [*groups, None]:
        position = len(entries) if group is None else positions.get(group.key)
        if position is None:
            waiting.append(group)
        elif position > last:
            gap = [entry for entry in entries[last + 1 : position] if match_key(entry) not in taken]
            listed |= _match_by_position(waiting, gap)
            waiting, last = [], position
    missing = [group.title for group in groups if group.key not in listed]
    used = set(listed.values()) | {entry for entry in entries if match_key(entry) in taken}
    if entries:
        for title in missing:
            account.notice(f"“{title}” is not in the contents list.")
    for entry in entries:
        if entry not in used:
            account.notice(f"“{entry}” is in the contents list, but no page has this title.")
    return listed


def _match_by_position(groups, entries):
    """Pair the themes and entries of one gap: each theme with the entry at its own position there, or next to it."""
    found = {}
    free = dict(enumerate(entries))
    for position, group in enumerate(groups):
        words = set(words_of(match_key(group.title)))
        for near in (position, position + 1, position - 1):
            others = set(words_of(match_key(free.get(near, ""))))
            if others and 2 * len(words & others) >= min(len(words), len(others)):
                found[group.key] = free.pop(near)
                break
    return found


def _entry(title, printed):
    """An entry without its page number, which only a gap may stand before if the title without it is printed elsewhere."""
    title = _without_page_number(title)
    bare = _without_number(title)
    return bare if printed[match_key(title)] < 2 and printed[match_key(bare)] else title


def _is_entry_apart(line, printed, entries):
    """Whether a line with a gap above is an entry all the same: a title that is printed again, and not the first of them."""
    key = match_key(_entry(line.text, printed))
    is_short = line.shape is Shape.PLAIN and 0 < len(key) <= LONGEST_ENTRY
    is_again = printed[key] > (line.key == key)
    return is_short and is_again and key not in map(match_key, entries) and heading_of(line) is None


def _is_contents_heading(line):
    heading = heading_of(line)
    return bool(heading and heading.value is Part.CONTENTS)


def _without_number(title):
    """A title without a number at its end that stands apart from its words."""
    before = title.rstrip("0123456789")
    return before.rstrip(" .…") if before != title and before.endswith((" ", ".", "…")) else title


def _without_page_number(title):
    """A contents entry without the dots or the tab and the page number at its end."""
    text = title.rstrip("0123456789")
    bare = text.rstrip(" .…")
    return bare if LEADER_DOTS.search(text[len(bare) :]) else title
