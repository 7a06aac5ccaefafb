"""Reading one theme's pages, line by line, into a ReadPack."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from hscp.brochure.reading.columns import reading_order
from hscp.brochure.reading.headings import (
    Kind,
    Part,
    audience_of_toolkits,
    booking,
    format_in_title,
    what_to_book,
)
from hscp.brochure.reading.line_account import line_words
from hscp.brochure.reading.lines import DESCRIPTION, Line, Shape, is_capitals
from hscp.brochure.reading.link_text import LINK, is_address, items_of, plain
from hscp.brochure.reading.open_section import OpenSection
from hscp.brochure.reading.prose import Prose
from hscp.brochure.reading.readings import Act
from hscp.brochure.reading.values import (
    UNKNOWN_HEADING,
    Became,
    ReadBookingLine,
    ReadCourse,
    ReadResource,
    ReadToolkit,
    ReadToolkitList,
)
from hscp.records.titles import match_key
from hscp.vocabulary import AudienceGroup, Section
from training.enums import CourseFormat

# As long as a record's title may be.
LONGEST_TITLE = 300
LONGEST_SHORT_LINE = 80
SENTENCE_ENDS = (".", ",", ";", ":", "!", "?")
LONGEST_UNMARKED_ITEM = 160
# The share of the lines under a heading that must look like items, where nothing marks them.
MOST_OF_A_LIST = 0.6
TOOLKIT = " toolkit"
CONTINUED = re.compile(r"(?<!\s)\s*+\((?:continued|cont(?:'d|\.|d)?)\):?$", re.IGNORECASE)


@dataclass
class _Message:
    """One printing of the key message."""

    heading: Line
    text: Prose
    lines: list


def _lists_without_bullets(entries):
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


def _unknown_headings(entries):
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


class PackReader:
    """Reads one pack. `titles` are the match keys of its names.

    `kinds` are the sections found; `courses_without_format` are positions in the pack's courses.
    """

    def __init__(self, pack, titles, account):
        self.pack = pack
        self.courses_without_format = []
        self.kinds = set()
        self._titles = titles
        self._account = account
        self._section = self._section_before_message = OpenSection()
        self._introduction = Prose()
        self._messages = []
        self._empty_heading = None
        self._page_has_begun = False
        self._without_bullets = self._unknown_headings = frozenset()
        # Whether what follows is the list of a section that an editor added.
        self._is_in_own_section = False
        self._end_list()

    def read(self, pages):
        """Read the pages in order and fill the pack."""
        for page in pages:
            self._leave_message()
            self._page_has_begun = False
            entries = reading_order(page.lines, self._account)
            self._without_bullets = _lists_without_bullets(entries)
            self._unknown_headings = _unknown_headings(entries)
            for entry in entries:
                self._read(entry)
            self._introduction.break_paragraph()
        self._check_heading_filled()
        self._check_groups_filled()
        self.pack.introduction = str(self._introduction)
        self._choose_key_message()

    def _read(self, entry):
        line = entry.line
        if line.shape is Shape.BLANK:
            self._introduction.break_paragraph()
            if self._section.part is Part.KEY_MESSAGE:
                self._messages[-1].text.break_paragraph()
            return
        if entry.heading and (line.reading or not self._is_inside_what_is_kept_elsewhere(entry.heading)):
            self._open(entry)
        elif line.reading:
            self._read_as_said(line)
        elif self._section.part is Part.KEY_MESSAGE:
            self._messages[-1].text.add(line.as_prose)
            self._messages[-1].lines.append(line)
        else:
            self._read_content(line)
        self._page_has_begun = True

    def _is_inside_what_is_kept_elsewhere(self, heading):
        """Whether a heading belongs to a part such as the contacts, where "Professionals" says whom a number is for."""
        return self._section.part is Part.KEPT_ELSEWHERE and heading.kind in (Kind.AUDIENCE, Kind.FORMAT)

    # Headings

    def _open(self, entry):
        line, heading = entry.line, entry.heading
        if heading.kind is not Kind.FRONT and heading.value is not Part.KEPT_ELSEWHERE:
            self.kinds.add(heading.value if heading.kind is Kind.SECTION else heading.kind)
        if heading.kind is Kind.KEY_MESSAGE:
            self._open_message(line, heading)
            return
        if heading.kind is Kind.AUDIENCE and self._names_all_toolkits(line, heading):
            self._read_items(line)
            return
        self._leave_message()
        self._end_list()
        self._is_in_own_section = False
        if heading.kind is Kind.FRONT:
            self._open_front_heading(line, heading)
            return
        self._check_heading_filled(heading)
        self._empty_heading = None if entry.is_empty_by_print else (line, heading)
        if heading.kind is Kind.SECTION:
            self._section = OpenSection(heading.value)
            self._account.mark(line, Became.SECTION_HEADING, _detail(line))
        elif heading.kind is Kind.AUDIENCE:
            self._open_audience(line, heading)
        else:
            self._open_format(line, heading)

    def _open_front_heading(self, line, heading):
        if heading.value is Part.FRONT_INTRODUCTION:
            self._section = OpenSection()
            self._account.mark(line, Became.SECTION_HEADING)
        else:
            self._account.mark(line, Became.UNPLACED, "a heading of the front pages inside a theme")

    def _open_audience(self, line, heading):
        self._account.mark(line, Became.AUDIENCE_HEADING, heading.value.label)
        names_toolkits = line.reading or audience_of_toolkits(line.text)
        if isinstance(self._section.part, Section) and self._page_has_begun and not names_toolkits:
            self._account.notice(
                f"“{line.text}” ({line_words(line)}) is printed inside a list of resources. The list goes on under "
                f"its own heading, since resources are not kept by audience."
            )
            self._empty_heading = None
            return
        self._section = OpenSection(Part.TOOLKITS, audience=heading.value)

    def _names_all_toolkits(self, line, heading):
        """Whether "Parents and carers toolkits" stands below "Parents and carers": it is all that this list has."""
        is_again = self._empty_heading is not None and self._empty_heading[1] == heading
        return is_again and not line.reading and bool(audience_of_toolkits(line.text))

    def _open_format(self, line, heading):
        self._account.mark(line, Became.FORMAT_HEADING, _detail(line))
        names_training = line.key.startswith(("training", "learning")) or line.key.endswith(" training")
        if isinstance(self._section.part, Section) and self._page_has_begun and not names_training:
            self._account.notice(
                f"“{line.text}” ({line_words(line)}) is printed among resources. What follows it was read as training."
            )
        if heading.value is CourseFormat.NOT_STATED:
            self._account.notice(
                f"“{line.text}” ({line_words(line)}) is not a known format. The courses below it have no "
                f"format."
            )
        self._section = OpenSection(Part.TRAINING, format=heading.value)

    def _open_message(self, line, heading):
        if self._section.part is not Part.KEY_MESSAGE:
            self._section_before_message = self._section
        self._section = OpenSection(Part.KEY_MESSAGE)
        self._messages.append(_Message(line, Prose(), []))
        self._account.mark(line, Became.KEY_MESSAGE_HEADING)
        if heading.rest:
            self._messages[-1].text.add(heading.rest)

    def _leave_message(self):
        """Return to the section before the key message: it may continue below the message or on the next page."""
        if self._section.part is Part.KEY_MESSAGE:
            self._section = self._section_before_message

    def _check_heading_filled(self, following=None):
        """Report a heading that nothing follows, unless a heading inside it does or it is printed again."""
        if self._empty_heading is None:
            return
        line, heading = self._empty_heading
        if following and (following == heading or _is_inside(following, heading)):
            return
        self._account.notice(
            f"Nothing is printed under “{line.text}” in “{self.pack.title}” ({line_words(line)})."
        )

    def _check_groups_filled(self):
        """Report a group that holds nothing, as where the indents of its list were lost."""
        for above, below in pairwise(self.pack.resources):
            if above.is_collection and not below.collection and above.section == below.section:
                self._account.notice(
                    f"Nothing stands inside “{above.title}” in “{self.pack.title}” (line {above.lines[0]}). If the lines below belong "
                    f"to it, say so on the page that shows how every line was read."
                )

    # Content

    def _read_content(self, line):
        text = line.text
        part = self._section.part
        if line.shape is Shape.PLAIN and line.key in self._titles:
            self._account.mark(line, Became.REPEATED_TITLE, self.pack.title)
        elif booking(text) and (line.is_item or len(text) <= LONGEST_SHORT_LINE):
            self._add_booking_line(line)
        elif part is Part.INTRODUCTION and self._is_lead_toolkit(line) and items_of(line)[0].link:
            self._add_lead_toolkit(line)
        elif part is Part.INTRODUCTION:
            self._introduction.add(line.as_prose)
            self._account.mark(line, Became.INTRODUCTION)
        elif part is Part.KEPT_ELSEWHERE and not line.is_heading:
            self._empty_heading = None
            self._account.mark(line, Became.KEPT_ELSEWHERE)
        elif part is Part.TOOLKITS and self._is_lead_toolkit(line):
            self._add_lead_toolkit(line)
        elif line.whole.startswith(DESCRIPTION):
            self._account.mark(line, Became.DESCRIPTION)
        elif id(line) in self._without_bullets and self._may_list_without_bullets():
            if self._empty_heading:
                self._account.notice(
                    f"The lines under “{self._empty_heading[0].text}” in “{self.pack.title}” ({line_words(line)} on) have no bullets. "
                    f"Each was read as an item of its list."
                )
            self._read_items(replace(line, shape=Shape.BULLET))
        elif not line.is_item and not (isinstance(part, Section) and text.endswith(":")):
            self._leave_unplaced(line, text)
        elif part is Part.UNKNOWN:
            self._account.mark(line, Became.UNPLACED, "under a heading that the reader does not know")
        else:
            self._read_items(line)

    def _read_as_said(self, line):
        """Read a line as an editor said, who knows better than its shape and place do."""
        act = line.reading.act
        if act is Act.RECORD:
            self._read_record_as_said(line, line.reading.opens)
        elif act is Act.SECTION_OF_ITS_OWN:
            self._leave_message()
            self._check_heading_filled()
            self._end_list()
            if not isinstance(self._section.part, Section):
                self._section = OpenSection(Section.ADDITIONAL)
            self._read_items(replace(line, body=f"{line.body.rstrip(': ')}:"))
            self._empty_heading = None
            self._is_in_own_section = True
        elif act is Act.INSIDE and self._parent is not None:
            self._leave_message()
            # That of the group, wherever the line is printed.
            around = self._section
            self._section = OpenSection(Section(self.pack.resources[self._parent].section))
            if self._list_indent is None:
                self._list_indent = line.indent
            self._read_items(replace(line, indent=max(line.indent, self._list_indent + 1)))
            self._section = around
        elif act is Act.INSIDE:
            self._account.mark(
                line, Became.UNPLACED, "no resource or group is above that it could be part of"
            )
        else:
            self._introduction.add(line.as_prose)
            self._account.mark(line, Became.INTRODUCTION)

    def _read_record_as_said(self, line, section):
        around, list_around = self._section, (self._list_indent, self._child_indent, self._parent)
        is_elsewhere = section != around
        self._section = section
        self._end_list()
        self._read_items(line)
        self._section = around
        # A list that was there goes on; without one, what follows may be part of this record.
        if is_elsewhere and list_around[2] is not None:
            self._list_indent, self._child_indent, self._parent = list_around

    def _may_list_without_bullets(self):
        part = self._section.part
        if part is Part.TOOLKITS:
            return self._section.audience is not None
        return part is Part.TRAINING or isinstance(part, Section)

    def _leave_unplaced(self, line, text):
        is_in_capitals = is_capitals(text) and len(text) <= LONGEST_SHORT_LINE
        is_heading = line.is_heading or is_in_capitals or id(line) in self._unknown_headings
        if is_heading:
            # Better to list the lines below as unplaced than to put them under a heading that is not theirs.
            self._section = OpenSection(Part.UNKNOWN)
            self._check_heading_filled()
            self._empty_heading = None
        self._end_list()
        reason = UNKNOWN_HEADING if is_heading else "text that belongs to no list"
        self._account.mark(line, Became.UNPLACED, reason)

    def _read_items(self, line):
        items = items_of(line)
        if not all(self._is_title(item.title) for item in items):
            self._account.mark(
                line,
                Became.UNPLACED,
                f"no title, or one of more than {LONGEST_TITLE} characters",
            )
            return
        self._empty_heading = None
        for item in items:
            if LINK.search(item.note):
                self._account.notice(
                    f"“{item.title}” ({line_words(line)}) has more links behind it. They were read as a note: {plain(item.note)}"
                )
            if item.target.strip("#") and not item.link and not item.target.startswith("#"):
                self._account.notice(
                    f"The link of “{item.title}” ({line_words(line)}) is not a web address that can be used. It was left out."
                )
        if self._section.part is Part.TOOLKITS:
            self._add_toolkits(line, items)
        elif self._section.part is Part.TRAINING:
            self._add_courses(line, items)
        else:
            self._add_resources(line, items)

    @staticmethod
    def _is_title(title):
        is_named = any(letter.isalnum() for letter in title) and not is_address(title)
        return is_named and len(title) <= LONGEST_TITLE

    # Booking lines

    def _add_booking_line(self, line):
        kind, toolkit = what_to_book(line.text)
        self.pack.booking_lines.append(ReadBookingLine(line.text, kind.value, line.numbers, toolkit))
        self._account.mark(line, Became.BOOKING_LINE, _targets(line))

    # Toolkits

    def _is_lead_toolkit(self, line):
        is_above_lists = self._section.audience is None and line.shape in (Shape.PLAIN, Shape.LINK)
        title = items_of(line)[0].title
        return is_above_lists and title.lower().endswith(TOOLKIT) and self._is_title(title)

    def _add_lead_toolkit(self, line):
        item = items_of(line)[0]
        self._empty_heading = None
        if any(toolkit.lead for toolkit in self.pack.toolkits):
            self._account.notice(
                f"“{item.title}” ({line_words(line)}) is a second leading toolkit of “{self.pack.title}”. It was read as one of "
                f"the professionals' toolkits."
            )
        self._add_toolkit(line, item, is_lead=not any(toolkit.lead for toolkit in self.pack.toolkits))

    def _add_toolkits(self, line, items):
        for item in items:
            listed = audience_of_toolkits(item.title)
            if listed:
                self.pack.toolkit_lists.append(ReadToolkitList(item.title, listed.value, line.numbers))
                self._account.mark(line, Became.TOOLKIT_LIST, item.title)
            else:
                self._add_toolkit(line, item)

    def _add_toolkit(self, line, item, *, is_lead=False):
        title = f"{item.title} {item.note}".strip()
        if title.lower().endswith(TOOLKIT):
            title = title[: -len(TOOLKIT)].rstrip()
        if self._section.audience is None and not is_lead:
            self._account.notice(
                f"“{title}” ({line_words(line)}) is printed above the first audience. It was read as a toolkit for professionals."
            )
        audience = self._section.audience or AudienceGroup.PROFESSIONALS
        self.pack.toolkits.append(ReadToolkit(title, audience.value, line.numbers, is_lead, item.link))
        self._account.mark(line, Became.LEAD_TOOLKIT if is_lead else Became.TOOLKIT, title)

    # Courses

    def _add_courses(self, line, items):
        heading_format = self._section.format
        for item in items:
            title = f"{item.title} {item.note}".strip()
            title_format = format_in_title(title)
            if title_format and heading_format and title_format != heading_format:
                self._account.notice(
                    f"“{title}” ({line_words(line)}) is printed under {heading_format.label}, but its title says "
                    f"{title_format.label.lower()}. The title was followed."
                )
            course_format = title_format or heading_format
            if course_format is None:
                self.courses_without_format.append(len(self.pack.courses))
            self.pack.courses.append(
                ReadCourse(
                    title,
                    (course_format or CourseFormat.NOT_STATED).value,
                    line.numbers,
                    item.link,
                    item.is_link,
                )
            )
            self._account.mark(line, Became.COURSE, title)

    # Resources

    def _end_list(self):
        """Forget the list above: what follows is not part of a collection in it."""
        self._list_indent = self._child_indent = None
        self._parent = None

    def _add_resources(self, line, items):
        is_bullet = line.shape in (Shape.BULLET, Shape.NUMBERED)
        is_child = is_bullet and self._list_indent is not None and line.indent > self._list_indent
        if (above := self._continued(items[0].title)) is not None:
            self._account.mark(line, Became.COLLECTION, self.pack.resources[above].title)
            # Where the list goes on inside it, what follows stands as far in as this title.
            indent = line.indent - is_child if is_bullet else -1
            self._parent, self._list_indent, self._child_indent = above, indent, None
            return
        if is_child:
            self._make_collection()
            self._check_depth(line)
        for item in items:
            title = item.title.rstrip(": ") or item.title
            is_collection = not is_child and item.title.endswith(":")
            self.pack.resources.append(
                ReadResource(
                    title=title,
                    section=self._section.part.value,
                    lines=line.numbers,
                    collection=self.pack.resources[self._parent].title if is_child else "",
                    is_collection=is_collection,
                    note=item.bare_note,
                    link=item.link,
                )
            )
            self._account.mark(line, Became.COLLECTION if is_collection else Became.RESOURCE, title)
        if not is_child:
            self._parent = len(self.pack.resources) - 1
            self._child_indent = None
            # A group's title without a bullet holds the list below it.
            self._list_indent = line.indent if is_bullet else (-1 if is_collection else None)

    def _continued(self, title):
        """Return the position of the collection that a title such as "Guides (continued)" goes on with, or None."""
        if not (found := CONTINUED.search(title)):
            return None
        key = match_key(title[: found.start()])
        matches = [n for n, each in enumerate(self.pack.resources) if match_key(each.title) == key]
        return matches[-1] if matches else None

    def _make_collection(self):
        parent = self.pack.resources[self._parent]
        if not parent.is_collection:
            self.pack.resources[self._parent] = replace(parent, is_collection=True)
            self._account.mark_numbers(parent.lines, Became.COLLECTION, parent.title)

    def _check_depth(self, line):
        if self._child_indent is None:
            self._child_indent = line.indent
        elif line.indent > self._child_indent:
            self._account.notice(
                f"A list in “{self.pack.title}” ({line_words(line)}) has more than two levels. They were read as two."
            )

    # The key message

    def _choose_key_message(self):
        """Keep the most common printing of the key message, and record what became of every other."""
        printings = [(str(message.text), message) for message in self._messages]
        texts = [text for text, _ in printings if text]
        if not texts:
            self._account.notice(f"“{self.pack.title}” has no key message.")
            return
        common = Counter(map(match_key, texts)).most_common(1)[0][0]
        chosen = Counter(text for text in texts if match_key(text) == common).most_common(1)[0][0]
        self.pack.key_message = chosen
        became = Became.KEY_MESSAGE
        for text, message in printings:
            is_same = match_key(text) == common
            for line in message.lines:
                self._account.mark(line, became if is_same else Became.OTHER_KEY_MESSAGE)
            if is_same:
                became = Became.REPEATED_KEY_MESSAGE
            elif text:
                self._account.notice(
                    f"A key message of “{self.pack.title}” ({line_words(message.heading)}) differs from the others, and was left "
                    f"out: {text}"
                )


def _is_inside(heading, outer):
    """Whether a heading opens a part of what the outer heading opens."""
    if outer.kind is Kind.SECTION:
        return (outer.value, heading.kind) in ((Part.TOOLKITS, Kind.AUDIENCE), (Part.TRAINING, Kind.FORMAT))
    return outer.kind is Kind.FORMAT and outer.value is None and heading.kind is Kind.FORMAT


def _targets(line):
    return ", ".join(item.link for item in items_of(line) if item.link)


def _detail(line):
    """A heading's words and, if it is a link, its target: no record keeps that address."""
    return " ".join(filter(None, (line.text, _targets(line))))
