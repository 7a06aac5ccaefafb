"""The plain text of rich text: as one line, or as lines with a mark before each item of a list."""

import re
from html import unescape

from django.utils.html import strip_tags

from hscp.records.rich_text.tree import LINES, LISTS, read_blocks
from hscp.web.wording import one_line

# Other tags, such as those of links, stand within a word or beside a full stop.
_ENDS_A_WORD = re.compile(r"</?(?:p|h[1-6]|ul|ol|li|blockquote|br)\b", re.IGNORECASE)


def words_to_find(html):
    """Return the words of rich text as one line, for search: signs that HTML writes as references stay references."""
    return one_line(strip_tags(_ENDS_A_WORD.sub(r" \g<0>", html)))


def as_line(html):
    """Return the words of rich text as one line of plain text; "" where it shows no word."""
    return one_line(unescape(words_to_find(html)))


def as_lines(html, bullet="- "):
    """Return rich text as lines of plain text: one for each paragraph, heading and item, `bullet` before each item."""
    return "\n".join(_lines(read_blocks(html), bullet))


def _lines(blocks, bullet):
    """Yield the lines of Blocks, none of them empty."""
    for block in blocks:
        if block.tag in LINES:
            yield from filter(None, "".join(atom.text for atom in block.atoms).split("\n"))
        elif block.tag in LISTS:
            for item in block.blocks:
                first, *rest = _lines(item.blocks, bullet)
                # The first line of a list in a list has a bullet of its own.
                yield first if item.blocks[0].tag in LISTS else f"{bullet}{first}"
                yield from rest
        else:
            yield from _lines(block.blocks, bullet)


def as_lines_with_addresses(html):
    """Return rich text as lines of plain text; a link is followed by its address, since that may change alone.

    Line breaks of the markup stay. Published editions keep this text and are compared with later ones by it, so it must
    not change for markup that stays the same.
    """
    text = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', r"\2 (\1)", html, flags=re.DOTALL)
    text = re.sub(r"<li>", "• ", text)
    text = re.sub(r"<br>|</(?:p|h3|h4|li|blockquote)>", "\n", text)
    return unescape(strip_tags(re.sub(r"\n+", "\n", text))).strip()
