"""Reading one theme's pages, line by line, into a ReadPack."""

from dataclasses import replace

from hscp.brochure.reading.booking_lines import booking
from hscp.brochure.reading.columns import reading_order
from hscp.brochure.reading.headings import Kind, Part, audience_of_toolkits
from hscp.brochure.reading.key_messages import Message, choose_key_message
from hscp.brochure.reading.line_account import line_words
from hscp.brochure.reading.lines import DESCRIPTION, Shape, is_capitals
from hscp.brochure.reading.link_text import items_of
from hscp.brochure.reading.open_section import OpenSection
from hscp.brochure.reading.pack_records import PackRecords, targets
from hscp.brochure.reading.prose import Prose
from hscp.brochure.reading.readings import Act
from hscp.brochure.reading.unmarked_lists import LONGEST_SHORT_LINE, lists_without_bullets, unknown_headings
from hscp.brochure.reading.values import (
    UNKNOWN_HEADING,
    Became,
)
from hscp.vocabulary import Section
from training.enums import CourseFormat


class PackReader(PackRecords):
    """Reads one pack. `titles` are the match keys of its names.

    `kinds` are the sections found; `courses_without_format` are positions in the pack's courses.
    """

    def __init__(self, pack, titles, account):
        super().__init__(pack, account)
        self.kinds = set()
        self._titles = titles
        self._section_before_message = self._section
        self._introduction = Prose()
        self._messages = []
        self._page_has_begun = False
        self._without_bullets = self._unknown_headings = frozenset()
        # Whether what follows is the list of a section that an editor added.
        self._is_in_own_section = False

    def read(self, pages):
        """Read the pages in order and fill the pack."""
        for page in pages:
            self._leave_message()
            self._page_has_begun = False
            entries = reading_order(page.lines, self._account)
            self._without_bullets = lists_without_bullets(entries)
            self._unknown_headings = unknown_headings(entries)
            for entry in entries:
                self._read(entry)
            self._introduction.break_paragraph()
        self._check_heading_filled()
        self._check_groups_filled()
        self.pack.introduction = str(self._introduction)
        choose_key_message(self.pack, self._messages, self._account)

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
        self._messages.append(Message(line, Prose(), []))
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


def _is_inside(heading, outer):
    """Whether a heading opens a part of what the outer heading opens."""
    if outer.kind is Kind.SECTION:
        return (outer.value, heading.kind) in ((Part.TOOLKITS, Kind.AUDIENCE), (Part.TRAINING, Kind.FORMAT))
    return outer.kind is Kind.FORMAT and outer.value is None and heading.kind is Kind.FORMAT


def _detail(line):
    """A heading's words and, if it is a link, its target: no record keeps that address."""
    return " ".join(filter(None, (line.text, targets(line))))
