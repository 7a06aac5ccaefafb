"""Lists that nothing marks, and headings that are in no table: told by what stands around them."""

from hscp.brochure.reading.booking_lines import booking
from hscp.brochure.reading.lines import DESCRIPTION, Shape, is_capitals
from hscp.brochure.reading.link_text import items_of
from hscp.brochure.reading.readings import Act

LONGEST_SHORT_LINE = 80
LONGEST_UNMARKED_ITEM = 160
SENTENCE_ENDS = (".", ",", ";", ":", "!", "?")
# The share of the lines under a heading that must look like items, where nothing marks them.
MOST_OF_A_LIST = 0.6


def lists_without_bullets(entries):
    """Return the ids of the lines that are lists though nothing marks them: short ones, under a heading that has no other list."""
    found, block = set(), []
    for entry in [*entries, None]:
        if entry is None or entry.heading or _is_section_of_its_own(entry.line):
            lines = [
                each
                for each in block
                if each.shape is not Shape.BLANK and not each.reading and not booking(each.text)
            ]
            items = [each for each in lines if _may_be_unmarked_item(each)]
            if len(items) >= MOST_OF_A_LIST * max(1, len(lines)) and not any(map(_is_marked_item, lines)):
                found |= {id(each) for each in items}
            block = []
        else:
            block.append(entry.line)
    return found


def _is_marked_item(line):
    """Whether a line shows that it is an item: by a sign, or as a link in print. An address below a title is none."""
    return line.is_item and not (line.shape is Shape.LINK and not line.whole.startswith("["))


def unknown_headings(entries):
    """Return the ids of the lines that a list with signs stands below though they are in no table: short, set apart, no sentence."""
    solid = [at for at, entry in enumerate(entries) if entry.line.shape is not Shape.BLANK]
    found = set()
    for position, at in enumerate(solid[:-1]):
        line, below = entries[at].line, entries[solid[position + 1]].line
        is_apart = at > 0 and entries[at - 1].line.shape is Shape.BLANK
        is_short = len(line.text) <= LONGEST_SHORT_LINE and not line.text.endswith(SENTENCE_ENDS)
        is_plain = line.shape is Shape.PLAIN and not (line.reading or line.whole.startswith(DESCRIPTION))
        if is_plain and is_apart and is_short and below.shape in (Shape.BULLET, Shape.NUMBERED):
            found.add(id(line))
    return found


def _is_section_of_its_own(line):
    return line.reading is not None and line.reading.act is Act.SECTION_OF_ITS_OWN


def _may_be_unmarked_item(line):
    item = items_of(line)[0]
    text = item.title
    is_sentence = text.endswith((".", ";", ",")) and not item.link
    is_short = len(text) <= LONGEST_UNMARKED_ITEM and not is_sentence
    is_heading = line.is_heading or (is_capitals(text) and " " in text)
    return (
        (line.shape is Shape.PLAIN or (line.is_item and not _is_marked_item(line)))
        and is_short
        and not is_heading
    )
