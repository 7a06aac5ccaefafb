"""Titles and links as the importer reads them back: `hscp.brochure.reading.link_text.plain` is the inverse."""

import re

from hscp.brochure.reading.link_text import LINK
from hscp.records.rich_text.markdown import is_lost, reference
from hscp.web.wording import one_line

_ESCAPE = re.compile(r"[\\`*_<>~]|&(?=#|\w+;)")
_STARTS_LINE = re.compile(r"[-+=–—·•●◦○▪‣]|\d{1,3}(?=[.)])")


def written_title(title):
    """Return a title (str) as one line of the document, whatever characters it holds."""
    text = _ESCAPE.sub(lambda sign: f"\\{sign[0]}", title)
    text = re.sub(r"[\[\]]|#(?!\d+;)", lambda sign: reference(sign[0]), text)
    text = re.sub(r"^\s|\s$|(?<=\s)\s|[^\S ]", lambda sign: reference(sign[0]), text)
    text = "".join(reference(sign) if is_lost(sign) else sign for sign in text)
    if found := _STARTS_LINE.match(text):
        text = text[: found.end() - 1] + reference(text[found.end() - 1]) + text[found.end() :]
    return text


def written_link(title, link):
    """Return a title with its web address; with "#" where there is none. A title too long for a link is written without."""
    target = re.sub(r"[()\s]|&(?=#)", lambda sign: reference(sign[0]), link)
    target = "".join(reference(sign) if is_lost(sign) or sign.isspace() else sign for sign in target)
    written = f"[{written_title(title)}]({target or '#'})"
    return written if LINK.fullmatch(written) else written_title(title)


def written_note(text):
    """Return the words (str) that follow an item, or "" for none."""
    words = one_line(text)
    return f" – {written_title(words)}" if words else ""
