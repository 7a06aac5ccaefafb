"""The lines of an extracted document, each with its shape: blank, a bullet, a numbered point, a link or plain text.

The document is untrusted. Every pattern here runs in linear time, whatever the line.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property

from hscp.brochure.reading.readings import Act, Reading
from hscp.records.titles import match_key
from hscp.web.wording import one_line

NEWLINE = re.compile(r"\r\n|\r|\n")
# Word's symbol fonts draw their bullets at U+F0B7 and near it; its second level is often an "o" typed before a tab.
BULLET = re.compile(r"([-*+•–—·●◦○▪▫■□◆◇❖‣⁃∙►▶➢➤➔→⇒»✓✔✗☐☑\uf0a7\uf0b7\uf0d8\uf0fc\uf076]|o)(?:\s+(?=\S)|$)")
TIGHT_BULLET = re.compile(r"([•●◦○▪‣■►➢➤✓✔\uf0a7\uf0b7\uf0d8\uf0fc])(?=\S)")
NUMBERED = re.compile(r"(?:\d{1,3}[.)]|[a-z]\)|[ivx]{2,4}\))\s+(?=\S)")
# These bullets mark the inner level of a list even where the extraction lost the spaces before them.
INNER_MARKS = frozenset("◦○▪‣o")
MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
# A label may hold one level of brackets, but no escaped opening one, so that an unclosed bracket costs few steps.
LABEL = r"\[((?:[^\[\]\\]|\\[^\[]|\[[^\[\]\\]{0,100}\]){0,600})\]"
TARGET = r"\(([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200}){0,9})(?: \"[^\"]{0,300}\")?\)"
LINK = re.compile(LABEL + TARGET)
BETWEEN_LINKS = re.compile(r"[\s,;|/&.:]+|\band\b")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~&=])|&#(\d{1,7});")
# Signs that a label may not have, in the form that `unescape` turns back.
LABEL_SIGNS = str.maketrans({"[": "&#91;", "]": "&#93;", "\\": "&#92;"})
END_IN_CAPITALS = re.compile(r"\(|\S*\.\S")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
RULE = re.compile(r"[-*_=~]{3,}")
PAGE_NUMBER = re.compile(r"(?:page )?\d{1,3}(?: ?(?:of|/) ?\d{1,3})?", re.IGNORECASE)
WEB_ADDRESS = re.compile(r"https?://[^/]", re.IGNORECASE)
LONGEST_ADDRESS = 1000
ADDRESS = r"(?:https?://|www\.)(?:[^\s<>()\[\]]|\([^\s<>()\[\]]{0,200}\))++"
# "(for schools)" behind an address
NOTE = r"(?: ?(?P<note>\([^()]{1,300}\)))?"
# "Neglect (https://…)", "Neglect <https://…>", "Neglect - www.…", "Neglect: https://…"
ADDRESS_AT_END = re.compile(
    rf"(?P<title>\S.{{0,600}}?)[\s(<\[:|–—-]{{1,10}}(?P<address>{ADDRESS})[)>\].,; ]*+{NOTE}"
)
BEFORE_ADDRESS = " :-–—|(<["
ADDRESS_ALONE = re.compile(rf"[(<\[]?(?P<address>{ADDRESS})[)>\]]?[.,;]?{NOTE}")
# As the portal's own PDF prints it below a title: "Hampshire · [Open: hampshire.gov.uk](https://…)".
OPENS = re.compile(r"(?:[^\[\]]{0,300} · )?\[(?:[^\[\]]{0,300} · )?Open: [^\[\]]{1,300}\]" + TARGET)
# What a line begins with that describes the item above it, as a quotation does in Markdown.
DESCRIPTION = "> "
ENDS_OPEN = re.compile(r"(?:[&,–-]|\b(?:and|or|of|the|an?|for|to|in|on|with|by|from))$", re.IGNORECASE)
# Longer lines are not wrapped by a program that fills pages with text.
WIDEST_PAGE = 120
# How many printed lines one wrapped item may take.
LONGEST_ITEM = 6


class Shape(Enum):
    BLANK = auto()
    BULLET = auto()
    NUMBERED = auto()
    LINK = auto()
    PLAIN = auto()


@dataclass(frozen=True)
class Line:
    """A line of the document, or the few printed lines of one wrapped item.

    `body` is the text without the marks of a list or heading; `whole` is the text with them. `level` is the number of
    marks of a heading. `is_marked` is set in a document that marks all its headings: see marked_headings.py. `reading` is how
    an editor said that it is to be read.
    """

    numbers: tuple[int, ...]
    shape: Shape
    whole: str
    body: str
    indent: int = 0
    is_heading: bool = False
    level: int = 0
    is_marked: bool = False
    reading: Reading | None = None

    @cached_property
    def text(self):
        """The body as it reads in print."""
        return plain(self.body)

    @cached_property
    def key(self):
        """The match key of `text`."""
        return match_key(self.text)

    @property
    def as_prose(self):
        """The line as Markdown, with its indentation if the document can be trusted about that."""
        return f"{' ' * self.indent}{self.whole}" if self.is_marked else self.whole

    @property
    def is_item(self):
        """Whether the line can name a toolkit, a resource or a course."""
        return self.shape in (Shape.BULLET, Shape.NUMBERED, Shape.LINK)


@dataclass(frozen=True)
class Item:
    """What a line names: a title, its link's target, and what follows the link."""

    title: str
    target: str
    is_link: bool
    note: str = ""

    @property
    def link(self):
        """The web address, or "" if the target is missing or is not one."""
        return self.target if len(self.target) <= LONGEST_ADDRESS and WEB_ADDRESS.match(self.target) else ""

    @property
    def bare_note(self):
        """The note without the brackets around it or the dash before it."""
        note = self.note.removeprefix("- ").removeprefix("– ")
        is_bracketed = note.startswith("(") and note.endswith(")") and note.count("(") == 1
        return note[1:-1].strip() if is_bracketed else note


def split_lines(text):
    """Return the lines of a text as an editor counts them: a final line break does not start another."""
    lines = NEWLINE.split(text)
    if not lines[-1]:
        lines.pop()
    return lines


def read_lines(printed, *, is_known_heading, readings):
    """Return a Line for every printed line, with the lines of a wrapped item joined.

    `is_known_heading(line)` says which lines are headings: they go on with nothing. `readings` is {line number: Reading}.
    """
    lines, width = [], _page_width(printed)
    for number, text in enumerate(printed, start=1):
        line = read_line(number, text)
        if number in readings:
            _add_as_said(lines, line, readings[number])
        elif (
            lines
            and lines[-1].shape is not Shape.BLANK
            and (
                _continues(lines[-1], line)
                or (
                    _is_wrapped(lines[-1], printed[number - 2], line, width)
                    # "… on Children &" goes on with "Young People".
                    and (ENDS_OPEN.search(lines[-1].body) or not is_known_heading(line))
                )
            )
        ):
            lines[-1] = _joined(lines[-1], line)
        else:
            lines.append(line)
    return _with_addresses(lines)


def _add_as_said(lines, line, reading):
    """Add a line to `lines` as an editor said that it is to be read."""
    above = next(
        (number for number in reversed(range(len(lines))) if lines[number].shape is not Shape.BLANK), None
    )
    if reading.act is Act.JOIN and above is not None:
        first = lines[above]
        joined = _joined(first, replace(line, whole=line.body))
        lines[above] = replace(joined, shape=first.shape, is_heading=first.is_heading, level=first.level)
        return
    shapes = {Act.RECORD: Shape.BULLET, Act.INSIDE: Shape.BULLET, Act.LEAVE_OUT: Shape.BLANK}
    shape = shapes.get(reading.act, Shape.PLAIN)
    lines.append(replace(line, shape=shape, is_heading=False, level=0, reading=reading))


def _page_width(printed):
    """Return how many characters fit on a line of the document, or 0 if its lines are not wrapped."""
    wrapped = [text for text in printed if text.strip().count(" ") > 2 and "://" not in text]
    longest = max((len(text.rstrip()) for text in wrapped), default=0)
    return longest if longest <= WIDEST_PAGE else 0


def _is_wrapped(item, printed, line, width):
    """Whether a plain line goes on with the item above it: its first word did not fit there."""
    # "(CERAF)" and "GOV.UK" end a title, and open nothing.
    is_heading = line.is_heading or (is_capitals(line.body) and not END_IN_CAPITALS.match(line.body))
    is_plain = line.shape is Shape.PLAIN and not is_heading
    if not (width and item.is_item and is_plain) or len(item.numbers) >= LONGEST_ITEM or LINK.search(printed):
        return False
    return len(printed.rstrip()) + 1 + len(line.body.split()[0]) > width


def _with_addresses(lines):
    """Return the lines with an address on a line of its own as the link of the item above it."""
    found = []
    above, is_described = None, False
    for line in lines:
        address = None if above is None or line.reading else _address_of(line)
        # A link that is there stays, unless the line says what the thing opens; so does one with a description below it.
        is_kept = address and (is_described or items_of(found[above])[0].link)
        if is_kept and not OPENS.fullmatch(line.whole):
            address = None
        if address:
            item = found[above]
            link = f"[{as_label(items_of(item)[0].title.rstrip(BEFORE_ADDRESS))}]({address[0]}) {address[1]}".rstrip()
            found[above] = replace(
                item,
                numbers=(*item.numbers, *line.numbers),
                body=link,
                whole=f"{item.whole} {line.whole}",
            )
            above = None
            continue
        found.append(line)
        if line.is_item and len(items_of(line)) == 1:
            above, is_described = len(found) - 1, False
        elif line.whole.startswith(DESCRIPTION):
            is_described = True
        elif line.shape is not Shape.BLANK:
            above = None
    return found


def _address_of(line):
    """Return (address, note) of a line that has no more, or None: it is the link of the item above it."""
    if line.shape is Shape.NUMBERED:
        return None
    # The dash of "Neglect - https://…" may begin a line.
    if alone := ADDRESS_ALONE.fullmatch(line.body):
        return complete_address(alone["address"]), alone["note"] or ""
    link = LINK.fullmatch(line.whole)
    if link and is_address(plain(link[1])):
        return link[2], ""
    opens = OPENS.fullmatch(line.whole)
    return (opens[1], "") if opens else None


def is_address(text):
    """Whether a text is a web address and nothing else."""
    return bool(ADDRESS_ALONE.fullmatch(text))


def complete_address(text):
    """Return a web address with its "https://", and without what ends the sentence that it stands in."""
    text = text.rstrip(".,;:")
    return text if WEB_ADDRESS.match(text) else f"https://{text}"


def items_of(line):
    """Return the items that a line names: several if it holds nothing but links, otherwise one."""
    found = list(LINK.finditer(line.body))
    if not found:
        if at_end := ADDRESS_AT_END.fullmatch(line.body):
            title = plain(at_end["title"]).rstrip(BEFORE_ADDRESS)
            return [Item(title, complete_address(at_end["address"]), is_link=True, note=at_end["note"] or "")]
        return [Item(plain(line.body), "", is_link=False)]
    if len(found) > 1 and _is_only_links(line.body):
        return [Item(plain(link[1]), unescape(link[2]), is_link=True) for link in found]
    first = found[0]
    title = plain(f"{line.body[: first.start()]}{first[1]}")
    note = line.body[first.end() :].strip()
    if note.strip(".:;, ") == "":
        title, note = (f"{title}{note}" if note.startswith(":") else title), ""
    return [Item(title, unescape(first[2]), is_link=True, note=note)]


def as_label(text):
    """Return `text` with what would read as the mark of a link escaped."""
    return text.translate(LABEL_SIGNS)


def plain(text):
    """Return Markdown text as it reads in print: links as their labels, without emphasis around it or escapes."""
    text = LINK.sub(lambda link: link[1], text).strip()
    for mark in ("**", "__", "*", "_"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            text = text[len(mark) : -len(mark)].strip()
    return unescape(one_line(text))


def unescape(text):
    """Return a text with escapes and numeric character references turned into the characters they stand for."""
    return ESCAPED.sub(_sign, text)


def _sign(found):
    if found[1]:
        return found[1]
    number = int(found[2])
    is_sign = 0 < number < 0xD800 or 0xE000 <= number < 0x110000
    return chr(number) if is_sign else found[0]


def is_capitals(text):
    """Whether a text is printed in capitals."""
    return text.isupper() and sum(letter.isalpha() for letter in text) >= 2


def read_line(number, text):
    """Return the Line for one printed line."""
    text = _clean(text)
    whole = text.strip()
    indent = len(text) - len(text.lstrip())
    if not whole or RULE.fullmatch(whole):
        return Line((number,), Shape.BLANK, whole, "")
    if mark := MARKDOWN_HEADING.match(whole):
        body = whole[mark.end() :].rstrip("#").rstrip() or whole
        return Line((number,), Shape.PLAIN, whole, body, is_heading=True, level=len(mark[0].rstrip()))
    if mark := BULLET.match(whole) or TIGHT_BULLET.match(whole):
        body = whole[mark.end() :]
        if not body:
            return Line((number,), Shape.BLANK, whole, "")
        return Line((number,), Shape.BULLET, whole, body, indent + (mark[1] in INNER_MARKS))
    if mark := NUMBERED.match(whole):
        return Line((number,), Shape.NUMBERED, whole, whole[mark.end() :], indent)
    first = LINK.match(whole)
    if first and (_is_only_links(whole) or whole[first.end() :].lstrip().startswith(("(", "-", "–"))):
        return Line((number,), Shape.LINK, whole, whole, indent)
    return Line((number,), Shape.PLAIN, whole, whole, indent)


def _is_only_links(text):
    return not BETWEEN_LINKS.sub("", LINK.sub(" ", text))


def _clean(text):
    """The text without invisible characters, and with every kind of space and control character as a space."""
    text = text.expandtabs(4)
    if not text.isascii():
        kept = (letter for letter in text if unicodedata.category(letter) != "Cf" or letter in "\u200c\u200d")
        text = "".join(" " if letter.isspace() else letter for letter in kept)
    return CONTROLS.sub(" ", text)


def _continues(item, line):
    """Whether a line continues the item above: the item's label is open, or the line is indented below a bullet."""
    if line.shape not in (Shape.PLAIN, Shape.LINK) or line.is_heading or len(item.numbers) >= LONGEST_ITEM:
        return False
    if item.shape is Shape.BULLET and line.indent > item.indent + 1 and line.shape is Shape.PLAIN:
        return True
    opens = item.shape is Shape.BULLET or item.body.startswith("[")
    return opens and item.body.count("[") > item.body.count("]") and not is_capitals(line.body)


def _joined(item, line):
    body = f"{item.body} {line.whole}"
    shape = Shape.LINK if item.shape is Shape.PLAIN else item.shape
    return Line(
        (*item.numbers, *line.numbers),
        shape,
        f"{item.whole} {line.whole}",
        body,
        item.indent,
        reading=item.reading,
    )
