"""Whether a line may be the title of a theme."""

from hscp.brochure.reading.booking_lines import booking
from hscp.brochure.reading.headings import heading_of
from hscp.brochure.reading.lines import PAGE_NUMBER, Shape, is_capitals
from hscp.brochure.reading.link_text import is_address

LONGEST_TITLE = 120
SENTENCE_ENDS = (".", ";", ",", ":", "!")


def is_title(line, contents):
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


def title_strength(line, contents):
    """2 for a title that the contents list, 1 for one in capitals or marked as a heading, 0 for any other line."""
    return 2 * (line.key in contents) or int(is_capitals(line.text) or line.is_heading)
