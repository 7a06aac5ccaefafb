"""Editors' rich text as JSON that a document's template sets.

A node is a dict with its `kind`. Blocks: paragraph, heading (`depth` 0, or 1 where it follows one of 0), list (`ordered`,
`start`, `items`: lists of blocks) and quote. In a line: text (`text`), space, break, strong, emphasis and link
(`address`). All but list, text, space and break hold `children`. Spaces at the ends of a text are nodes of their own,
because the worker strips every text.
"""

import re
from dataclasses import replace
from itertools import groupby
from urllib.parse import urlsplit

from django.conf import settings

from hscp.records.rich_text import SCHEMES, clean_rich_text
from hscp.records.rich_text.plain_text import as_lines
from hscp.records.rich_text.tree import BREAK, LISTS, read_blocks
from hscp.web.wording import one_line

# Typst refuses a longer address.
_LONGEST_ADDRESS = 4000
# Blocks nested in each other. Typst refuses 40 levels, and up to three marks come on top.
_DEEPEST = 9
# From the outside in: what a line's marks are called here.
_MARKS = {"href": "link", "strong": "strong", "em": "emphasis"}


def rich_text(html):
    """Return the list of block nodes that stored rich text (str or None) is made of. Cleaned here once more; [] for no text."""
    blocks = read_blocks(clean_rich_text(html or ""), _DEEPEST)
    return _block_nodes(blocks, levels=set())


def absolute_address(href):
    """Return a link's address as paper needs it: with its host. "" for what may not or cannot be followed from paper."""
    try:
        scheme = urlsplit(href).scheme.lower()
    except ValueError:
        return ""
    if len(href) > _LONGEST_ADDRESS:
        return ""
    if scheme:
        return href if scheme in SCHEMES and href.lower() != f"{scheme}:" else ""
    return settings.HSCP_ADDRESS + href if re.match(r"/(?![/\\])", href) else ""


def first_sentences(html, longest):
    """Return the first sentences of rich text as plain text: those that fit in `longest` characters, or else its first words."""
    text = one_line(as_lines(clean_rich_text(html or ""), bullet=""))
    if len(text) <= longest:
        return text
    ends = [found.end() for found in re.finditer(r"[.!?][’”'\")]*(?=\s)", text)]
    fitting = [end for end in ends if end <= longest]
    if fitting:
        return text[: fitting[-1]]
    # A single word that is too long is cut.
    words = text[:longest].rpartition(" ")[0] or text[: longest - 1]
    return words.rstrip(",;:") + "…"


def _block_nodes(blocks, levels):
    """Return the nodes of Blocks. `levels` are those of the headings so far: the depths of headings leave none out."""
    nodes = []
    for block in blocks:
        if block.tag in LISTS:
            items = [_block_nodes(item.blocks, levels) for item in block.blocks]
            nodes.append({"kind": "list", "ordered": block.tag == "ol", "start": block.start, "items": items})
        elif block.tag == "blockquote":
            nodes.append({"kind": "quote", "children": _block_nodes(block.blocks, levels)})
        elif block.tag == "p":
            nodes.append({"kind": "paragraph", "children": _line_nodes(block.atoms)})
        else:
            levels.add(block.tag)
            depth = int(block.tag == "h4" and "h3" in levels)
            nodes.append({"kind": "heading", "depth": depth, "children": _line_nodes(block.atoms)})
    return nodes


def _line_nodes(atoms):
    """Return the nodes of a line of Atoms. A link that cannot be followed from paper is only its words."""
    return _marked_nodes(
        [replace(atom, marks=replace(atom.marks, href=absolute_address(atom.marks.href))) for atom in atoms],
        tuple(_MARKS),
    )


def _marked_nodes(atoms, marks):
    if not marks:
        return _word_nodes("".join(atom.text for atom in atoms))
    mark, *inner = marks
    nodes = []
    for value, run in groupby(atoms, key=lambda atom: getattr(atom.marks, mark)):
        children = _marked_nodes(list(run), inner)
        if value:
            address = {"address": value} if mark == "href" else {}
            nodes.append({"kind": _MARKS[mark], **address, "children": children})
        else:
            nodes += children
    return nodes


def _word_nodes(text):
    """Return the nodes of words without marks: texts, line breaks, and the spaces at the ends of a text."""
    nodes = []
    for part in re.split(f"({BREAK}|^ | $)", text):
        if part in (BREAK, " "):
            nodes.append({"kind": "break" if part == BREAK else "space"})
        elif part:
            nodes.append({"kind": "text", "text": part})
    return nodes
