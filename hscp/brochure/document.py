"""What the reader makes of a brochure: plain values, no database. The reader fills them, the planner reads them."""

from dataclasses import dataclass, field


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
    """A resource printed in a section (a Section value), under a collection's title if it is nested."""

    title: str
    section: str
    lines: tuple[int, ...]
    collection: str = ""
    is_collection: bool = False
    note: str = ""
    link: str = ""


@dataclass(frozen=True)
class ReadCourse:
    """A course printed in a pack. `format` is a CourseFormat value; "not_stated" where nothing printed tells it."""

    title: str
    format: str
    lines: tuple[int, ...]
    link: str = ""
    printed_as_link: bool = False


@dataclass
class ReadPack:
    """One theme's pages, joined. Texts are Markdown; each list keeps the printed order."""

    title: str
    short_title: str
    order: int
    introduction: str = ""
    key_message: str = ""
    toolkits: list[ReadToolkit] = field(default_factory=list)
    toolkit_lists: list[ReadToolkitList] = field(default_factory=list)
    resources: list[ReadResource] = field(default_factory=list)
    courses: list[ReadCourse] = field(default_factory=list)


@dataclass(frozen=True)
class LineAccount:
    """What one line of the file became: `became` is a word such as "toolkit", "page header", "unplaced"."""

    number: int
    text: str
    became: str
    detail: str = ""


@dataclass
class ReadBrochure:
    """The whole document, with an account of every line of the file."""

    edition: str
    title: str
    introduction: str
    how_to_use: str
    packs: list[ReadPack]
    account: list[LineAccount]
    notices: list[str] = field(default_factory=list)

    @property
    def unplaced(self):
        """The lines that the reader could not place."""
        return [line for line in self.account if line.became == "unplaced"]


class NotABrochure(ValueError):
    """The file is not a brochure. The text says why, in words for an editor."""
