"""The account of a document as an editor sees it: its lines by page or by theme, each with what it became."""

from dataclasses import dataclass, replace

from hscp.brochure.reading.lines import MARKDOWN_HEADING
from hscp.brochure.reading.link_text import LINK, plain, unescape
from hscp.brochure.reading.values import PART_HEADINGS, Became, LineAccount

RECORDS = frozenset(
    (
        Became.LEAD_TOOLKIT,
        Became.TOOLKIT,
        Became.TOOLKIT_LIST,
        Became.COLLECTION,
        Became.RESOURCE,
        Became.COURSE,
        Became.BOOKING_LINE,
    )
)
HEADINGS = PART_HEADINGS | {Became.PACK_TITLE, Became.DOCUMENT_TITLE, Became.FRONT_HEADING}
TEXTS = frozenset(
    (Became.INTRODUCTION, Became.FRONT_INTRODUCTION, Became.HOW_TO_USE, Became.KEY_MESSAGE, Became.EDITION)
)
UNPLACED = "unplaced"
# Each has a choice of some forty readings: more would make a page too large to open.
MOST_ROWS = 150


@dataclass(frozen=True)
class Box:
    """Where a line stands on the page of a PDF, in thousandths of its width and height from the upper left corner."""

    number: int
    kind: str
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Printed:
    """A line as it reads in print, and the addresses of the links in it."""

    text: str
    links: list[str]


@dataclass(frozen=True)
class Part:
    """The lines of a page of a PDF, or of a theme. `page` is the number of the page, 0 without one."""

    key: str
    label: str
    lines: list[LineAccount]
    page: int = 0

    @property
    def unplaced(self):
        """How many of the lines could not be placed, beside those that are listed for that."""
        return (
            0 if self.key.startswith(UNPLACED) else sum(line.became == Became.UNPLACED for line in self.lines)
        )


def kind_of(line):
    """Return what a line became, roughly: "record", "heading", "text", "unplaced", or "other" for what no record keeps."""
    if line.became == Became.UNPLACED:
        return UNPLACED
    return next(
        (
            kind
            for kind, became in (("record", RECORDS), ("heading", HEADINGS), ("text", TEXTS))
            if line.became in became
        ),
        "other",
    )


def printed(line):
    """Return the Printed of a LineAccount: with its bullet and as far in as it stands, but without the form of links and headings."""
    text = line.text.expandtabs(4)
    if mark := MARKDOWN_HEADING.match(text):
        text = text[mark.end() :]
    indent = len(text) - len(text.lstrip())
    links = [unescape(link[2]) for link in LINK.finditer(text)]
    return Printed(" " * indent + plain(text), links)


def parts_of(account, boxes):
    """Return the Parts of an account: the lines that could not be placed, if there are any, then pages or themes in order.

    `boxes` is what ImportedPdf keeps; without it, or where no line has a box, the parts are the front pages and the themes.
    """
    lines = [line for line in account if line.text.strip()]
    unplaced = [line for line in lines if line.became == Became.UNPLACED]
    parts = [Part(UNPLACED, "Lines not placed", unplaced)] if unplaced else []
    parts += _pages(lines, boxes) if boxes else _themes(lines)
    return [piece for part in parts for piece in _pieces(part)]


def _pieces(part):
    """Return a part in pieces of at most MOST_ROWS lines, each with its number behind the first."""
    starts = range(0, len(part.lines), MOST_ROWS)
    return [
        replace(
            part,
            key=f"{part.key}-{number}" if number > 1 else part.key,
            label=f"{part.label} ({number})" if number > 1 else part.label,
            lines=part.lines[start : start + MOST_ROWS],
        )
        for number, start in enumerate(starts, start=1)
    ]


def _pages(lines, boxes):
    pages = {}
    for line in lines:
        for page in dict.fromkeys(box[0] for box in boxes.get(str(line.number), ())):
            pages.setdefault(page, []).append(line)
    return [Part(f"page-{page}", f"Page {page}", pages[page], page) for page in sorted(pages)]


def _themes(lines):
    parts = {"": Part("theme-0", "Front pages", [])}
    title = ""
    for line in lines:
        if line.became == Became.PACK_TITLE:
            title = line.detail or line.text
            parts.setdefault(title, Part(f"theme-{len(parts)}", title, []))
        parts[title].lines.append(line)
    return [part for part in parts.values() if part.lines]


def boxes_on(part, boxes):
    """Return the Boxes of a part's lines on its page."""
    return [
        Box(
            line.number,
            kind_of(line),
            left=round(1000 * left),
            top=round(1000 * (1 - top)),
            width=round(1000 * (right - left)),
            height=round(1000 * (top - bottom)),
        )
        for line in part.lines
        for page, left, bottom, right, top in boxes.get(str(line.number), ())
        if page == part.page
    ]
