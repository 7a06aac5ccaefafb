"""Reading a document that marks every heading, as the portal writes it: no heading is guessed from words or shape.

It begins with MARK. A line with # is the brochure's title or a theme's, and a line with ## is the heading of a part,
whose words say which part (headings.py, and two more below). All other lines are text or items, exactly as they are: a
title may look like a heading, and Markdown's own headings in a text have three marks or more.

An item is a bullet; one indented under a resource, or under a line without a bullet, belongs to that group. A link on a
line of its own under an audience is the theme's own toolkit.
"""

from dataclasses import replace

from hscp.brochure.reading.columns import Entry
from hscp.brochure.reading.front_matter import Front
from hscp.brochure.reading.headings import (
    PART_LEVEL,
    Heading,
    Kind,
    Part,
    audience_of,
    format_in_title,
    heading_of,
)
from hscp.brochure.reading.key_messages import choose_key_message
from hscp.brochure.reading.lines import Shape, read_line
from hscp.brochure.reading.link_text import items_of, plain
from hscp.brochure.reading.open_section import OpenSection
from hscp.brochure.reading.pack_reader import PackReader
from hscp.brochure.reading.pack_records import LONGEST_TITLE
from hscp.brochure.reading.prose import Prose
from hscp.brochure.reading.values import (
    Became,
    ReadBookingLine,
    ReadCourse,
    ReadPack,
    ReadResource,
    ReadToolkit,
    ReadToolkitList,
)
from hscp.records.titles import match_key
from hscp.vocabulary import AudienceGroup, BookingLineKind, Section
from training.enums import CourseFormat

MARK = "<!-- Written by the portal."
EDITION = "Edition: "
ALL_TOOLKITS = "All toolkits for "
OTHER_TRAINING = "Other training"
TO_BOOK = "To book"
TOUR_OF = ": "


def is_marked(printed):
    """Whether a document (its lines, a list of str) says that it marks its headings."""
    return any(line.startswith(MARK) for line in printed[:1])


def read_marked_lines(printed):
    """Return a Line for every printed line: none are joined, and only empty ones are blank."""
    return [_marked_line(number, text) for number, text in enumerate(printed, start=1)]


def read_marked(lines, account):
    """Return the Front of a document and its ReadPacks."""
    account.mark(lines[0], Became.FORM)
    starts = [position for position, line in enumerate(lines) if line.level == 1]
    if not starts:
        return Front(), []
    ends = [*starts[1:], len(lines)]
    parts = [lines[start:end] for start, end in zip(starts, ends, strict=True)]
    for line in lines[1 : starts[0]]:
        if line.whole:
            account.mark(line, Became.UNPLACED, "above the brochure's title")
    front, entries = _read_front(parts[0], account)
    names = dict(zip(range(1, len(parts)), entries, strict=False)) if len(entries) == len(parts) - 1 else {}
    by_key = {match_key(entry): entry for entry in entries}
    packs = []
    for order, part in enumerate(parts[1:], start=1):
        title = part[0].text
        account.mark(part[0], Became.PACK_TITLE, title)
        short_title = names.get(order) or by_key.get(match_key(title), title)
        packs.append(ReadPack(title=title, short_title=short_title, order=order))
        _MarkedPackReader(packs[-1], frozenset(), account).read(part[1:])
    return front, packs


def _marked_line(number, text):
    line = read_line(number, text)
    indent = len(text) - len(text.lstrip(" "))
    if line.shape is Shape.BLANK and line.whole:
        line = replace(line, shape=Shape.PLAIN, body=line.whole)
    is_heading = line.is_heading and not indent and line.level <= PART_LEVEL
    return replace(
        line,
        indent=indent,
        is_marked=True,
        is_heading=is_heading,
        level=line.level if is_heading else 0,
        body=line.body if is_heading or not line.is_heading else line.whole,
    )


def _read_front(lines, account):
    """Read the pages before the first theme. Return the Front and the entries of its contents list."""
    front, entries, part = Front(title=lines[0].text), [], None
    prose = {Part.FRONT_INTRODUCTION: Prose(), Part.HOW_TO_USE: Prose()}
    became = {Part.FRONT_INTRODUCTION: Became.FRONT_INTRODUCTION, Part.HOW_TO_USE: Became.HOW_TO_USE}
    account.mark(lines[0], Became.DOCUMENT_TITLE)
    for line in lines[1:]:
        heading = heading_of(line)
        if line.is_heading:
            is_known = heading and heading.kind is Kind.FRONT
            part = heading.value if is_known else Part.UNKNOWN
            if is_known:
                account.mark(line, Became.FRONT_HEADING)
        elif not line.whole:
            for text in prose.values():
                text.break_paragraph()
        elif part in prose:
            prose[part].add(line.as_prose)
            account.mark(line, became[part])
        elif part is Part.CONTENTS and line.is_item:
            entries.append(items_of(line)[0].title)
            account.mark(line, Became.CONTENTS_ENTRY, entries[-1])
        elif part is None and not front.edition and line.text.startswith(EDITION):
            front.edition = line.text.removeprefix(EDITION)
            account.mark(line, Became.EDITION)
    front.introduction = str(prose[Part.FRONT_INTRODUCTION])
    front.how_to_use = str(prose[Part.HOW_TO_USE])
    return front, entries


class _MarkedPackReader(PackReader):
    """Reads the lines of one theme, taking titles as they are."""

    def read(self, lines):
        for line in lines:
            heading = self._heading_of(line)
            if line.is_heading and heading is None:
                self._leave_message()
                self._leave_unplaced(line, line.text)
            else:
                self._read(Entry(line, heading))
        self._check_heading_filled()
        self.pack.introduction = str(self._introduction)
        choose_key_message(self.pack, self._messages, self._account)

    def _heading_of(self, line):
        if not line.is_heading:
            return None
        if line.text == OTHER_TRAINING:
            return Heading(Kind.FORMAT, CourseFormat.NOT_STATED)
        if line.text == TO_BOOK:
            return Heading(Kind.SECTION, Part.BOOKING)
        audience = audience_of(line.text[len(ALL_TOOLKITS) :]) if line.text.startswith(ALL_TOOLKITS) else None
        self._is_list = audience is not None
        return Heading(Kind.AUDIENCE, audience) if audience else heading_of(line)

    @staticmethod
    def _is_title(title):
        return 0 < len(title) <= LONGEST_TITLE

    def _end_list(self):
        super()._end_list()
        self._group = ""

    def _open_audience(self, line, heading):
        self._account.mark(line, Became.AUDIENCE_HEADING, heading.value.label)
        self._section = OpenSection(Part.TOOLKITS, audience=heading.value)

    def _open_format(self, line, heading):
        self._account.mark(line, Became.FORMAT_HEADING, line.text)
        self._section = OpenSection(Part.TRAINING, format=heading.value)

    def _read_content(self, line):
        part = self._section.part
        if part is Part.INTRODUCTION:
            self._introduction.add(line.as_prose)
            self._account.mark(line, Became.INTRODUCTION)
        elif part is Part.UNKNOWN:
            self._account.mark(line, Became.UNPLACED, "under a heading that the reader does not know")
        elif part is Part.BOOKING and line.is_item:
            self._add_booking_line(line)
        elif isinstance(part, Section) and line.shape is Shape.PLAIN:
            self._group = line.text
            self._account.mark(line, Became.COLLECTION, line.text)
        elif line.is_item:
            self._read_items(line)
        else:
            self._leave_unplaced(line, line.text)

    def _add_booking_line(self, line):
        words, _, toolkit = items_of(line)[0].title.partition(TOUR_OF)
        kind = next((kind for kind in BookingLineKind if kind.label == words), None)
        if kind is None:
            self._account.mark(line, Became.UNPLACED, "a booking line that the reader does not know")
            return
        self._empty_heading = None
        self.pack.booking_lines.append(ReadBookingLine(line.text, kind.value, line.numbers, toolkit))
        self._account.mark(line, Became.BOOKING_LINE, line.text)

    def _add_toolkits(self, line, items):
        audience = (self._section.audience or AudienceGroup.PROFESSIONALS).value
        for item in items:
            if self._is_list:
                self.pack.toolkit_lists.append(ReadToolkitList(item.title, audience, line.numbers))
                self._account.mark(line, Became.TOOLKIT_LIST, item.title)
                continue
            is_lead = line.shape is Shape.LINK and not any(each.lead for each in self.pack.toolkits)
            self.pack.toolkits.append(ReadToolkit(item.title, audience, line.numbers, is_lead, item.link))
            self._account.mark(line, Became.LEAD_TOOLKIT if is_lead else Became.TOOLKIT, item.title)

    def _add_courses(self, line, items):
        for item in items:
            course_format = self._section.format or format_in_title(item.title) or CourseFormat.NOT_STATED
            self.pack.courses.append(
                ReadCourse(item.title, course_format.value, line.numbers, item.link, item.is_link)
            )
            self._account.mark(line, Became.COURSE, item.title)

    def _add_resources(self, line, items):
        is_child = line.indent > 0 and (self._group != "" or self._parent is not None)
        if is_child and not self._group:
            self._make_collection()
        for item in items:
            group = self._group or self.pack.resources[self._parent].title if is_child else ""
            self.pack.resources.append(
                ReadResource(
                    title=item.title,
                    section=self._section.part.value,
                    lines=line.numbers,
                    collection=group,
                    note=plain(item.bare_note),
                    link=item.link,
                )
            )
            self._account.mark(line, Became.RESOURCE, item.title)
        if not is_child:
            self._group = ""
            self._parent = len(self.pack.resources) - 1
