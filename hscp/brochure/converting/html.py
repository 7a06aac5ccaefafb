"""A web page that was saved as a file, as lines: headings, lists with their levels, paragraphs and links, without what is around them.

Accordions are headings: a page saved from a browser has what they hold, even where nobody opened them.
"""

import re
from urllib.parse import urljoin, urlsplit

from hscp.brochure.converting.encodings import decode
from hscp.brochure.converting.lines import Converted, as_link
from hscp.brochure.reading.link_text import as_label

# What is no content, wherever it stands.
LEFT_OUT = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "iframe",
        "svg",
        "head",
        "dialog",
        # A whole page may be one form; what is typed into is none of its text.
        "select",
        "input",
        "textarea",
        "datalist",
    )
)
HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"summary": 3}
BLOCKS = frozenset(
    (
        "p",
        "div",
        "section",
        "article",
        "main",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "dl",
        "dt",
        "dd",
        "details",
    )
    + (
        "blockquote",
        "figure",
        "figcaption",
        "address",
        "aside",
        "header",
        "body",
        "br",
        "hr",
        "tbody",
        "thead",
        "pre",
    )
)
DEEPEST = 200
# Of the start of a page, where it says its encoding, in bytes.
LOOKED_AT = 4_000
BY_ADDRESS = ("mailto:", "tel:")


def convert_html(content):
    """Return the Converted of a web page (bytes, in the encoding that it states). Raises ValueError for what is none."""
    from lxml import html

    # A page that does not say its encoding is read as other texts are.
    stated = re.search(rb"charset\s*=", content[:LOOKED_AT], re.IGNORECASE)
    page = html.document_fromstring(content if stated else decode(content)[0])
    base = next(iter(page.xpath("//base/@href")), "") or next(
        iter(page.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")), ""
    )
    mains = page.xpath("//main | //*[@role='main']") or page.xpath("//article")
    body = mains[0] if len(mains) == 1 else page.find("body")
    writer = _Writer(base)
    writer.block(page if body is None else body, 0)
    writer.end_line()
    if writer.too_deep:
        writer.converted.notices.append(
            "Parts of the page are nested too deep to be read. They were left out."
        )
    return writer.converted


class _Writer:
    def __init__(self, base):
        self.converted = Converted()
        self.too_deep = False
        self._base = base
        self._prefix, self._pieces = "", []
        self._list_depth = 0

    def block(self, element, depth):
        """Write an element with all that is in it."""
        if depth > DEEPEST:
            self.too_deep = True
            return
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in LEFT_OUT or element.get("hidden") is not None and tag != "div":
            return
        level = HEADINGS.get(tag) or self._level_of_role(element)
        if level:
            self.end_line()
            self.converted.lines.append("")
            self._start(f"{'#' * min(level, 6)} ")
        elif tag in BLOCKS:
            self.end_line()
            if tag == "li":
                self._start(f"{'  ' * max(0, self._list_depth - 1)}- ")
            elif tag in ("p", "table", "section"):
                self.converted.lines.append("")
        is_list = tag in ("ul", "ol")
        self._list_depth += is_list
        if tag == "a":
            self._link(element)
        else:
            self._text(element.text)
            for child in element:
                self.block(child, depth + 1)
                self._text(child.tail)
        self._list_depth -= is_list
        if level or tag in BLOCKS:
            self.end_line()
        if level or tag == "li":
            # One without words: its mark is not for what follows.
            self._prefix = ""

    @staticmethod
    def _level_of_role(element):
        """The level of what is a heading by its role, or opens a part of an accordion."""
        if element.get("role") == "heading":
            level = element.get("aria-level", "")
            return int(level) if level.isdecimal() and 0 < int(level) < 7 else 3
        opens = element.get("aria-expanded") is not None and element.get("aria-controls")
        return 3 if opens and element.tag in ("button", "a") and not _in_heading(element) else 0

    def _link(self, element):
        label = " ".join(_label_of(element).split())
        address = (element.get("href") or "").strip()
        if not address or address.startswith("#"):
            self._pieces.append(as_label(label))
            return
        if address.lower().startswith(BY_ADDRESS):
            value = address.partition(":")[2].partition("?")[0]
            shown = (
                label
                if value.replace(" ", "").lower() in label.replace(" ", "").lower()
                else f"{label} ({value})"
            )
            self._pieces.append(as_label(shown))
            return
        try:
            address = urljoin(self._base, address)
            is_web = urlsplit(address).scheme in ("http", "https")
        except ValueError:
            is_web = False
        self._pieces.append(as_link(label, address if is_web else ""))

    def _start(self, prefix):
        self._prefix = prefix

    def _text(self, text):
        if text:
            self._pieces.append(as_label(text))

    def end_line(self):
        """Write the line that has been put together, if there is any."""
        text = " ".join("".join(self._pieces).split())
        if text:
            self.converted.lines.append(f"{self._prefix}{text}")
            self._prefix = ""
        self._pieces = []


def _label_of(element):
    """Return the words in an element as one line, without those of what is no content; blocks stand apart."""
    pieces = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in LEFT_OUT:
            apart = " " if child.tag in BLOCKS or child.tag in HEADINGS else ""
            pieces.append(f"{apart}{_label_of(child)}{apart}")
        pieces.append(child.tail or "")
    return "".join(pieces)


def _in_heading(element):
    return any(parent.tag in HEADINGS for parent in element.iterancestors())
