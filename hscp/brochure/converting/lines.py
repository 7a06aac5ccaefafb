"""A converted document: its lines in the form that the reader reads, and what an editor should know."""

from dataclasses import dataclass, field

from hscp.brochure.reading.link_text import as_label

# What a web address may have, but the target of a link in the text only in another form: the reader turns &#40; back.
TARGETS = str.maketrans({" ": "%20", "<": "%3C", ">": "%3E", '"': "%22", "(": "&#40;", ")": "&#41;"})


MEGABYTE = 1024 * 1024
# Of the text of a brochure, in bytes, whatever file it is in.
MOST_TEXT = 5 * MEGABYTE


@dataclass
class Converted:
    """The text of a document: one line each for a heading, an item of a list or a paragraph, with links as [label](address).

    `notices` are sentences for an editor. `boxes` says for each line (its number from 1) where it stands in a PDF: the page
    (from 1) and the box as left, bottom, right and top, in shares of the page. `pdf` is the file itself, where its pages show
    the lines.
    """

    lines: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    boxes: dict[int, list] = field(default_factory=dict)
    pdf: bytes | None = None

    def add(self, line, boxes):
        """Add a line that stands in `boxes` of a PDF."""
        self.lines.append(line)
        self.boxes[len(self.lines)] = boxes

    @property
    def text(self):
        """All lines as one text."""
        return "\n".join(self.lines)


def as_link(label, address):
    """Return a link as the reader reads it; without an address the label alone."""
    label = label.strip()
    if not (label and address):
        return as_label(label)
    return f"[{as_label(label)}]({as_target(address)})"


def as_target(address):
    """Return an address as it stands in a link, without the line breaks that some programs leave in it."""
    return "".join(sign for sign in address.strip() if sign.isprintable()).translate(TARGETS)
