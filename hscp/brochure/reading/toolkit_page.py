"""A partnership's page of toolkits: lists of toolkits under their audiences, without themes."""

import re

from hscp.brochure.reading.headings import audience_of, audience_of_toolkits
from hscp.brochure.reading.line_account import Account
from hscp.brochure.reading.lines import Shape
from hscp.brochure.reading.link_text import items_of
from hscp.brochure.reading.values import Became, ReadBrochure, ReadToolkit
from hscp.brochure.reading.wrapped_lines import read_lines
from hscp.vocabulary import AudienceGroup

FEWEST = 2
LONGEST_TITLE = 300
LONGEST_HEADING = 120
ANY_LEVEL = 99
TOOLKIT = re.compile(r"\btool\s?kits?\b", re.IGNORECASE)
TOOLKIT_AT_END = re.compile(r"(?<!\s)\s++tool\s?kit$", re.IGNORECASE)


def read_toolkit_page(printed):
    """Return the ReadBrochure of a page of toolkits (its lines, a list of str), with `toolkits` alone; None if it is none.

    An item is a toolkit if its own words say so, or those of the heading above it; the rest of the page stays unplaced.
    """
    lines = read_lines(printed, is_known_heading=_is_heading, readings={})
    account = Account(printed, lines)
    title, audience, is_list, list_level, toolkits = "", None, False, 0, []
    for line in lines:
        if _is_heading(line):
            found = _audience(line.text)
            names_list = bool(found or TOOLKIT.search(line.text))
            # A heading of a deeper level stays inside the list, and one that names an audience has it for those below it.
            is_inside = line.level > list_level and is_list
            audience = found or (audience if is_inside else None)
            is_list = names_list or is_inside
            if names_list and not is_inside:
                # Of the page's own title, only what comes before the next heading is a list.
                list_level = line.level if title else ANY_LEVEL
            if not title and is_list:
                title = line.text
                account.mark(line, Became.DOCUMENT_TITLE)
            elif names_list:
                account.mark(line, Became.AUDIENCE_HEADING if found else Became.SECTION_HEADING)
            continue
        if line.shape is Shape.BLANK or not line.is_item:
            continue
        for item in items_of(line):
            if not (is_list or TOOLKIT.search(item.title)) or not _is_title(item.title):
                continue
            name = TOOLKIT_AT_END.sub("", item.title)
            group = audience or _audience(item.note) or AudienceGroup.PROFESSIONALS
            if audience is None and group is AudienceGroup.PROFESSIONALS:
                account.notice(f"“{name}” is under no audience. It was read as a toolkit for professionals.")
            toolkits.append(ReadToolkit(name, group.value, line.numbers, link=item.link))
            account.mark(line, Became.TOOLKIT, name)
    if not title or len(toolkits) < FEWEST:
        return None
    return ReadBrochure(
        edition="",
        title=title,
        introduction="",
        how_to_use="",
        packs=[],
        account=account.entries(),
        notices=account.notices,
        toolkits=toolkits,
    )


def _is_heading(line):
    return line.is_heading and len(line.text) <= LONGEST_HEADING


def _is_title(title):
    return 0 < len(title) <= LONGEST_TITLE and any(letter.isalpha() for letter in title)


def _audience(text):
    """Return the AudienceGroup that a heading or a note names: "For parents and carers", "Toolkits for young people"."""
    bare = TOOLKIT.sub("", text).strip(" -–:()").removeprefix("for ").strip()
    return audience_of_toolkits(text) or audience_of(bare) or audience_of(bare.removesuffix(" for"))
