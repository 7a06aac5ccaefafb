"""The plain values that the reader fills from a brochure and the planner reads.

Titles are as printed, without the spaces around them, Markdown marks, a collection's colon or the word "Toolkit" after
a toolkit's name; none is longer than a record's title may be. `lines` are line numbers of the file, from 1. A `link` is
a complete http or https address, or empty if the document gives none.
"""

from dataclasses import dataclass, field
from enum import StrEnum

# Why a line is unplaced that an editor can tell the meaning of.
UNKNOWN_HEADING = "a heading that the reader does not know"


class Became(StrEnum):
    """What a line of the file may become. Every line becomes exactly one of these."""

    BLANK = "blank"
    FORM = "form of the document"
    DOCUMENT_TITLE = "document title"
    EDITION = "edition"
    FRONT_HEADING = "front heading"
    FRONT_INTRODUCTION = "brochure introduction"
    HOW_TO_USE = "how to use"
    CONTENTS_ENTRY = "contents entry"
    PAGE_HEADER = "page header"
    PAGE_NUMBER = "page number"
    PACK_TITLE = "pack title"
    REPEATED_TITLE = "repeated pack title"
    INTRODUCTION = "introduction"
    SECTION_HEADING = "section heading"
    AUDIENCE_HEADING = "audience heading"
    FORMAT_HEADING = "format heading"
    KEY_MESSAGE_HEADING = "key message heading"
    LEAD_TOOLKIT = "lead toolkit"
    TOOLKIT = "toolkit"
    TOOLKIT_LIST = "toolkit list"
    COLLECTION = "collection"
    RESOURCE = "resource"
    COURSE = "course"
    BOOKING_LINE = "booking line"
    KEY_MESSAGE = "key message"
    REPEATED_KEY_MESSAGE = "repeated key message"
    OTHER_KEY_MESSAGE = "other key message"
    DESCRIPTION = "description in small type, not kept"
    KEPT_ELSEWHERE = "kept elsewhere: no import changes it"
    LEFT_OUT = "left out, as an editor said"
    UNPLACED = "unplaced"


# What opens a list, or the key message, within a theme.
PART_HEADINGS = frozenset(
    (
        Became.SECTION_HEADING,
        Became.AUDIENCE_HEADING,
        Became.FORMAT_HEADING,
        Became.KEY_MESSAGE_HEADING,
    )
)


@dataclass(frozen=True)
class ReadToolkit:
    """A toolkit printed in a pack. `audience_group` is an AudienceGroup value; `lead` marks the pack's own toolkit."""

    title: str
    audience_group: str
    lines: tuple[int, ...]
    lead: bool = False
    link: str = ""


@dataclass(frozen=True)
class ReadToolkitList:
    """A pointer to every toolkit for an audience, printed instead of the toolkits themselves."""

    label: str
    audience_group: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class ReadResource:
    """A resource printed in a section (a Section value), under a collection's title if it is nested.

    A collection comes before its children. `note` is what follows the link on its line, without brackets around it.
    """

    title: str
    section: str
    lines: tuple[int, ...]
    collection: str = ""
    is_collection: bool = False
    note: str = ""
    link: str = ""


@dataclass(frozen=True)
class ReadCourse:
    """A course printed in a pack. `format` is a CourseFormat value; "not_stated" if nothing printed gives it.

    `printed_as_link` is set if the title was a link, wherever it led.
    """

    title: str
    format: str
    lines: tuple[int, ...]
    link: str = ""
    printed_as_link: bool = False


@dataclass(frozen=True)
class ReadBookingLine:
    """A line that asks readers to book. `kind` is a BookingLineKind value, `toolkit` the title of the toolkit it names, if any."""

    text: str
    kind: str
    lines: tuple[int, ...]
    toolkit: str = ""


@dataclass
class ReadPack:
    """One theme's pages, joined. Texts are Markdown; each list keeps the printed order.

    `short_title` is the title in the contents list, usually the same; `order` counts from 1.
    """

    title: str
    short_title: str
    order: int
    introduction: str = ""
    key_message: str = ""
    toolkits: list[ReadToolkit] = field(default_factory=list)
    toolkit_lists: list[ReadToolkitList] = field(default_factory=list)
    resources: list[ReadResource] = field(default_factory=list)
    courses: list[ReadCourse] = field(default_factory=list)
    booking_lines: list[ReadBookingLine] = field(default_factory=list)


@dataclass(frozen=True)
class LineAccount:
    """What one line of the file became (a Became value), with a detail such as the record's title or the reason.

    `reading` is the code of the Reading by which an editor corrected it.
    """

    number: int
    text: str
    became: str
    detail: str = ""
    reading: str = ""


@dataclass
class ReadBrochure:
    """The whole document, with an account of every line of the file, in order.

    `edition` is as printed ("2026-2027"), or empty. `notices` are sentences for an editor: what the reader had to decide.
    `is_marked` is set for a document that the portal wrote: it says nothing about records that the public does not see,
    and its titles suggest nothing about records that exist. `conversion_notices` are those of the notices that say how the
    file was turned into text, such as a footnote that was left out. `toolkits` are those of a page of toolkits, which has no packs.
    """

    edition: str
    title: str
    introduction: str
    how_to_use: str
    packs: list[ReadPack]
    account: list[LineAccount]
    notices: list[str] = field(default_factory=list)
    is_marked: bool = False
    toolkits: list[ReadToolkit] = field(default_factory=list)
    conversion_notices: list[str] = field(default_factory=list)

    @property
    def unplaced(self):
        """The lines that the reader could not place."""
        return [line for line in self.account if line.became == Became.UNPLACED]


class NotABrochure(ValueError):
    """The file is not a brochure. The text says why, in words for an editor."""
