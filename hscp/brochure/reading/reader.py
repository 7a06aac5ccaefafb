"""The brochure reader: reads a document's text into plain values, with an account of every line.

No title, theme, partnership or line number of any edition is known here: pages and titles are found by their shape, and
sections by the words of the document form (`headings.py`).
"""

import re
from dataclasses import replace

from django.conf import settings

from hscp.brochure.converting.encodings import SAVE_AS_TEXT
from hscp.brochure.reading.contents import match_contents, read_contents
from hscp.brochure.reading.front_matter import read_front
from hscp.brochure.reading.headings import nearest_heading, title_case
from hscp.brochure.reading.line_account import Account, line_words
from hscp.brochure.reading.lines import is_capitals, split_lines
from hscp.brochure.reading.marked_headings import is_marked, read_marked, read_marked_lines
from hscp.brochure.reading.pack_reader import PackReader
from hscp.brochure.reading.pages import group_pages, split_pages
from hscp.brochure.reading.plain_text import read_plain_text
from hscp.brochure.reading.reading_choices import READINGS
from hscp.brochure.reading.readings import Act
from hscp.brochure.reading.theme_titles import LONGEST_TITLE
from hscp.brochure.reading.toolkit_page import read_toolkit_page
from hscp.brochure.reading.values import Became, NotABrochure, ReadBrochure, ReadPack
from hscp.records.titles import WORD, is_acronym, match_key
from training.enums import CourseFormat

CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]+\b")
# A text with fewer kinds of sections has a line such as "Training" only by chance.
FEWEST_KINDS = 2
NOT_FOUND = (
    "This is not a brochure that can be read: no theme with toolkits, resources or training was found. Each theme needs its "
    "title on a line, then headings such as “Supporting toolkits”, “Training” or “If you do one thing”, with lists below."
)
NEAREST_NAMED = 5
# Of a long text that is no brochure, the lines in which headings are looked for.
LINES_SEARCHED = 500


def _forget_own_addresses(packs):
    """Take out links to this site: they lead to the records themselves, not to what these lead to."""
    own = settings.HSCP_ADDRESS.rstrip("/") + "/"
    for pack in packs:
        for records in (pack.toolkits, pack.resources, pack.courses):
            for position, record in enumerate(records):
                if record.link.startswith(own):
                    records[position] = replace(record, link="")


def read_brochure(text: str, *, notices=(), readings=None) -> ReadBrochure:
    """Read a brochure's text. The result's account has every line, in order, exactly once.

    `notices` are what the editor should know of the file that the text comes from; they come before the reader's own.
    `readings` says how an editor has some lines read: {line number: code of a Reading}. A document that marks its headings
    says that itself, and is read as it does.
    Raise NotABrochure, with a message for an editor, if no theme with at least two kinds of sections is found, and it is no page of
    toolkits either.
    """
    chosen = {number: READINGS[code] for number, code in (readings or {}).items() if code in READINGS}
    text = text.removeprefix("\ufeff")
    try:
        document = _read(text, chosen)
    except NotABrochure:
        # What an editor has corrected was a brochure, and is to stay one.
        document = None if chosen or "\0" in text else read_toolkit_page(split_lines(text))
        if document is None:
            raise
    document.conversion_notices[:] = notices
    if corrected := sum(bool(line.reading) for line in document.account):
        document.notices.insert(
            0, f"{corrected} {'line is' if corrected == 1 else 'lines are'} read as an editor said."
        )
    document.notices[:0] = notices
    _forget_own_addresses(document.packs)
    return document


def _read(text, readings):
    if "\0" in text:
        raise NotABrochure(f"The file holds binary data, not text. {SAVE_AS_TEXT}")
    if not text.strip():
        raise NotABrochure(f"The file is empty. {SAVE_AS_TEXT}")
    printed = split_lines(text)
    if is_marked(printed):
        return _read_marked(printed)
    lines, account = read_plain_text(printed, readings)
    contents = read_contents(lines, account)
    keys = frozenset(map(match_key, contents.entries))
    front_lines, pages = split_pages(lines, contents.end, keys, account)
    groups, untitled = group_pages(pages, keys, account)
    for line in (line for page in untitled for line in page.lines if line.whole):
        if line.reading and line.reading.act is Act.LEAVE_OUT:
            continue
        account.mark(line, Became.UNPLACED, "above the first theme's title")
    acronyms = _find_acronyms(lines)
    front = read_front(front_lines, acronyms, account)
    packs = _read_packs(groups, contents.entries, acronyms, account)
    if packs is None:
        raise _not_found(lines)
    if not front.edition:
        account.notice(
            "No edition, such as “2031-2032”, is printed on a line of its own or in the document's title."
        )
    return ReadBrochure(
        edition=front.edition,
        title=front.title,
        introduction=front.introduction,
        how_to_use=front.how_to_use,
        packs=packs,
        account=account.entries(),
        notices=account.notices,
    )


def _read_marked(printed):
    lines = read_marked_lines(printed)
    account = Account(printed, lines)
    front, packs = read_marked(lines, account)
    if not packs:
        raise _not_found(lines)
    return ReadBrochure(
        **vars(front), packs=packs, account=account.entries(), notices=account.notices, is_marked=True
    )


def _not_found(lines):
    """Return the NotABrochure of a text without themes, with the lines that come closest to headings."""
    near = []
    for line in lines[:LINES_SEARCHED]:
        if phrase := nearest_heading(line):
            meant = "" if phrase == line.key else f" (“{phrase}”?)"
            near.append(f"{line_words(line)} “{line.text}”{meant}")
            if len(near) == NEAREST_NAMED:
                break
    if not near:
        return NotABrochure(f"{NOT_FOUND} No line of it is like such a heading.")
    return NotABrochure(f"{NOT_FOUND} These lines come closest: {'; '.join(near)}.")


def _find_acronyms(lines):
    """The words that lines in mixed case always print in capitals."""
    capitals, others = set(), set()
    for line in lines:
        if not is_capitals(line.body):
            for word in WORD.findall(line.body):
                (capitals if CAPITALS.fullmatch(word) else others).add(word)
    lowered = {word.lower() for word in others}
    return frozenset(word for word in capitals if word.lower() not in lowered)


def _read_packs(groups, entries, acronyms, account):
    listed = match_contents(groups, entries, account)
    readers = []
    for order, group in enumerate(groups, start=1):
        entry = listed.get(group.key, "")
        title = _title_of(group, entry, acronyms)
        pack = ReadPack(title=title, short_title=entry or title, order=order)
        readers.append(PackReader(pack, {group.key, match_key(pack.short_title)}, account))
        readers[-1].read(group.pages)
    if len(set().union(*(reader.kinds for reader in readers))) < FEWEST_KINDS:
        return None
    _find_formats(readers, account)
    _name_lead_toolkits([reader.pack for reader in readers])
    return [reader.pack for reader in readers]


def _title_of(group, entry, acronyms):
    """The theme's title: as the contents print it, else a line of its pages in mixed case, else in title case."""
    if entry and match_key(entry) == group.key:
        return entry
    if not is_capitals(group.title):
        return group.title
    for page in group.pages:
        for line in page.lines:
            is_short = len(line.body) <= LONGEST_TITLE
            if is_short and line.key == group.key and not is_capitals(line.text):
                return line.text
    return title_case(group.title, acronyms)


def _find_formats(readers, account):
    """Give a course printed under no format the one that its title has elsewhere in the document, if there is one."""
    stated = {}
    for reader in readers:
        for course in reader.pack.courses:
            if course.format != CourseFormat.NOT_STATED:
                stated.setdefault(match_key(course.title), set()).add(course.format)
    for reader in readers:
        for position in reader.courses_without_format:
            course = reader.pack.courses[position]
            found = stated.get(match_key(course.title), ())
            if len(found) == 1:
                reader.pack.courses[position] = replace(course, format=next(iter(found)))
            else:
                why = "more than one format" if found else "no format"
                account.notice(
                    f"“{course.title}” in “{reader.pack.title}” (line {course.lines[0]}) is printed under no format, and the "
                    f"rest of the document gives it {why}."
                )


def _name_lead_toolkits(packs):
    """Take the acronym from the front of a lead toolkit's name if the rest is a toolkit's or the theme's name."""
    named = {match_key(toolkit.title) for pack in packs for toolkit in pack.toolkits if not toolkit.lead}
    for pack in packs:
        names = named | {match_key(pack.title), match_key(pack.short_title)}
        for position, toolkit in enumerate(pack.toolkits):
            first, _, rest = toolkit.title.partition(" ")
            if toolkit.lead and is_acronym(first) and match_key(rest) in names:
                pack.toolkits[position] = replace(toolkit, title=rest)
