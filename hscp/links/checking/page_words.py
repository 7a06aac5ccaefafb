"""What a web page says of itself: its title, its main heading, and whether it says that it is withdrawn.

Pages come from anywhere, so this reads each character once, whatever is in it, and believes nothing.
"""

import html
import re
from dataclasses import dataclass

from hscp.web.wording import printable_line

_LONGEST = 300  # characters of a title or heading that are kept
_READ = 20_000  # characters of the text in which a notice is looked for
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{1,20})", re.IGNORECASE)
_CHARSETS = {
    **dict.fromkeys(("iso-8859-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii"), "cp1252"),
    **{name: name for name in ("iso-8859-15", "windows-1250", "utf-16", "utf-16le", "utf-16be")},
}
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
# What holds no text that readers see. Pictures have titles of their own.
_SKIPPED = ("script", "style", "noscript", "template", "svg", "textarea", "select", "iframe")
_TAG_NAME = re.compile(r"/?[a-z][a-z0-9:-]{0,20}")
_NOTICE = re.compile(
    r"\b(?:this|the) (?:[\w’'-]{1,30} ){1,4}?(?:has been|have been|was|were|is|are) (?:now |since )?"
    r"(?:withdrawn|superseded|archived|replaced by|no longer (?:available|current|in force|in use|maintained|valid))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PageWords:
    """The title and the first main heading of a page, each on one line, and the sentence that says it is withdrawn; "" for none."""

    title: str = ""
    heading: str = ""
    notice: str = ""
    has_text: bool = False


def read_page(body, charset=""):
    """Return the PageWords of the start of an HTML page, `body` (bytes), whose headers name this `charset`, "" for none."""
    title, heading, text = _pieces(_decoded(body, charset))
    text = _line(text[:_READ])
    notice = _NOTICE.search(text)
    return PageWords(
        _line(title)[:_LONGEST], _line(heading)[:_LONGEST], notice[0] if notice else "", bool(text)
    )


def _line(text):
    return printable_line(html.unescape(text))


def _decoded(body, charset):
    """Return the text of `body`, in the character set that is named, if it is a usual one."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if not charset and (named := _CHARSET.search(body[:1024])):
        charset = named[1].decode("ascii", "replace").lower()
    return body.decode(_CHARSETS.get(charset, "utf-8"), "replace")


def _pieces(source):
    """Return the title, the first h1 that is not empty, and the text, each with its entities as they stand."""
    lower = source.translate(_LOWER)  # keeps every position, which lower() does not
    title, heading, text = "", "", []
    within_heading = None  # where in `text` the heading begins
    at = 0
    while (opened := source.find("<", at)) >= 0:
        text.append(source[at:opened])
        if source.startswith("<!--", opened):
            at = _after(source, "-->", opened + 4)
            continue
        name = _TAG_NAME.match(lower, opened + 1)
        if name is None:
            text.append("<")
            at = opened + 1
            continue
        at = _after(source, ">", name.end())
        if name[0] in _SKIPPED:
            at = _after(lower, ">", _after(lower, f"</{name[0]}", at))
        elif name[0] == "title":
            closed = lower.find("</title", at)
            title = title or source[at : closed if closed >= 0 else len(source)]
            at = _after(lower, ">", closed) if closed >= 0 else len(source)
        elif name[0] == "h1" and not heading:
            within_heading = len(text)
        elif name[0] == "/h1" and within_heading is not None:
            heading = heading or "".join(text[within_heading:]).strip()
            within_heading = None
        text.append(" ")
    text.append(source[at:])
    return title, heading, "".join(text)


def _after(text, end, at):
    """Return where `text` goes on after the next `end`; its length where there is none."""
    found = text.find(end, at)
    return found + len(end) if found >= 0 else len(text)
