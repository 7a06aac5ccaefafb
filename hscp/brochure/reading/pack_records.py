"""What the items of a theme become: its toolkits, resources and courses, and the lines that invite to book."""

from dataclasses import replace
from itertools import pairwise

from hscp.brochure.reading.booking_lines import what_to_book
from hscp.brochure.reading.headings import Part, audience_of_toolkits, format_in_title
from hscp.brochure.reading.line_account import line_words
from hscp.brochure.reading.lines import Shape
from hscp.brochure.reading.link_text import LINK, is_address, items_of, plain
from hscp.brochure.reading.open_section import OpenSection
from hscp.brochure.reading.theme_titles import CONTINUED
from hscp.brochure.reading.values import (
    Became,
    ReadBookingLine,
    ReadCourse,
    ReadResource,
    ReadToolkit,
    ReadToolkitList,
)
from hscp.records.titles import match_key
from hscp.vocabulary import AudienceGroup
from training.enums import CourseFormat

# As long as a record's title may be.
LONGEST_TITLE = 300
TOOLKIT = " toolkit"


class PackRecords:
    """Adds the records that lines name to a ReadPack, by the section that is open. A subclass opens the sections.

    `courses_without_format` are positions in the pack's courses.
    """

    def __init__(self, pack, account):
        self.pack = pack
        self.courses_without_format = []
        self._account = account
        self._section = OpenSection()
        self._empty_heading = None
        self._end_list()

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

    def _add_booking_line(self, line):
        kind, toolkit = what_to_book(line.text)
        self.pack.booking_lines.append(ReadBookingLine(line.text, kind.value, line.numbers, toolkit))
        self._account.mark(line, Became.BOOKING_LINE, targets(line))

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

    def _check_groups_filled(self):
        """Report a group that holds nothing, as where the indents of its list were lost."""
        for above, below in pairwise(self.pack.resources):
            if above.is_collection and not below.collection and above.section == below.section:
                self._account.notice(
                    f"Nothing stands inside “{above.title}” in “{self.pack.title}” (line {above.lines[0]}). If the lines below belong "
                    f"to it, say so on the page that shows how every line was read."
                )


def targets(line):
    return ", ".join(item.link for item in items_of(line) if item.link)
