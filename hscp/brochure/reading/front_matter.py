"""The pages before the first theme: the document's title, edition, introduction and how to use it."""

import re
from dataclasses import dataclass

from hscp.brochure.reading.headings import Kind, Part, heading_of, title_case
from hscp.brochure.reading.lines import PAGE_NUMBER, Shape, is_capitals
from hscp.brochure.reading.prose import Prose
from hscp.brochure.reading.values import Became

YEAR = r"(?:19|20)\d\d"
EDITION = re.compile(rf"{YEAR}(?: ?[-–—/] ?(?:{YEAR}|\d\d))?\b")
LONGEST_COVER_LINE = 120
LONGEST_EDITION_LINE = 30


@dataclass
class Front:
    """What comes before the first theme."""

    title: str = ""
    edition: str = ""
    introduction: str = ""
    how_to_use: str = ""


def read_front(lines, acronyms, account):
    """Read what comes before the first theme into a Front. Lines that fit nowhere stay unplaced."""
    front = Front()
    prose = {Part.FRONT_INTRODUCTION: Prose(), Part.HOW_TO_USE: Prose()}
    words = {Part.FRONT_INTRODUCTION: Became.FRONT_INTRODUCTION, Part.HOW_TO_USE: Became.HOW_TO_USE}
    part = None
    title_ends = 0
    for line in lines:
        heading = heading_of(line)
        if line.shape is Shape.BLANK:
            for text in prose.values():
                text.break_paragraph()
        elif heading and heading.kind is Kind.FRONT:
            part = heading.value
            account.mark(line, Became.FRONT_HEADING)
        elif line.shape is Shape.PLAIN and PAGE_NUMBER.fullmatch(line.body):
            account.mark(line, Became.PAGE_NUMBER)
        elif part in prose:
            prose[part].add(line.whole)
            account.mark(line, words[part])
        elif part is not None or line.shape is not Shape.PLAIN:
            continue
        elif not front.edition and (edition := _edition_line(line, front)):
            front.edition = edition
            account.mark(line, Became.EDITION)
        elif len(line.body) > LONGEST_COVER_LINE or line.body.endswith("."):
            prose[Part.FRONT_INTRODUCTION].add(line.whole)
            account.mark(line, Became.FRONT_INTRODUCTION)
        elif not front.title or line.numbers[0] == title_ends + 1:
            front.title = f"{front.title} {line.text}".strip()
            title_ends = line.numbers[-1]
            account.mark(line, Became.DOCUMENT_TITLE)
        else:
            account.mark(line, Became.UNPLACED, "a line of the cover")
    front.introduction = str(prose[Part.FRONT_INTRODUCTION])
    front.how_to_use = str(prose[Part.HOW_TO_USE])
    found = EDITION.search(front.title)
    if not front.edition and found:
        front.edition = found[0]
    if is_capitals(front.title):
        front.title = title_case(front.title, acronyms)
    return front


def _edition_line(line, front):
    """The years on a line of the cover: "2031-32" alone, or a few words such as "Edition 2031" below the title."""
    found = EDITION.search(line.text)
    if found and (found[0] == line.text or (front.title and len(line.text) <= LONGEST_EDITION_LINE)):
        return found[0]
    return ""
