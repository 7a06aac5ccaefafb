"""Whether a line may be the title of a theme."""

import re

from hscp.brochure.reading.booking_lines import booking
from hscp.brochure.reading.headings import heading_of
from hscp.brochure.reading.lines import PAGE_NUMBER, Shape, is_capitals
from hscp.brochure.reading.link_text import is_address
from hscp.records.titles import match_key

LONGEST_TITLE = 120
# "Neglect (continued)"
CONTINUED = re.compile(r"(?<!\s)\s*+\((?:continued|cont(?:'d|\.|d)?)\):?$", re.IGNORECASE)
SENTENCE_ENDS = (".", ";", ",", ":", "!")


def is_title(line, contents):
    """Whether a line may be a theme's title: short, plain, no sentence, and no heading unless the contents list it."""
    if line.shape not in (Shape.PLAIN, Shape.LINK) or len(line.body) > LONGEST_TITLE:
        return False
    text = line.text
    if match_key(title_of(line)) in contents:
        return True
    return not (
        heading_of(line)
        or is_address(text)
        or text.startswith("(")
        or booking(text)
        or PAGE_NUMBER.fullmatch(text)
        or text.endswith(SENTENCE_ENDS)
    ) and any(letter.isalnum() for letter in text)


def title_strength(line, contents):
    """2 for a title that the contents list, 1 for one in capitals or marked as a heading, 0 for any other line."""
    title = title_of(line)
    return 2 * (match_key(title) in contents) or int(is_capitals(title) or line.is_heading)


def title_of(line):
    """Return the title that a line prints, without "(continued)"."""
    return CONTINUED.sub("", line.text)
