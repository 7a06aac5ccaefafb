"""Editors' rich text as a tree of JSON, for a document to set. Foundation: imports no app.

A node is a dict with its `kind`. Blocks: paragraph, heading (`depth` 0 or 1: it stands under one of 0), list (`ordered`, `start`, `items`: lists of
blocks) and quote. In a line: text (`text`), space, break, strong, emphasis and link (`address`). All but list, text, space
and break hold `children`. Spaces are nodes of their own, because texts reach the typesetter without those at their ends.
"""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings

from hscp.records.rich_text import SCHEMES, clean_rich_text

_BLOCKS = {"p": "paragraph", "h3": "heading", "h4": "heading", "blockquote": "quote"}
_INLINE = {"strong": "strong", "em": "emphasis", "a": "link"}
# The typesetter refuses a longer address.
_LONGEST_ADDRESS = 4000
# Tags that stand within each other; what goes deeper stands there as part of them. The typesetter refuses 40.
_DEEPEST = 12


def rich_text(html):
    """Return the list of block nodes that stored rich text (str) is made of. Cleaned here once more; [] for no text."""
    reader = _Reader()
    reader.feed(clean_rich_text(html or ""))
    reader.close()
    blocks = _blocks(reader.root["children"])
    _set_depths(blocks, seen=set())
    return blocks


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
    """Return the first sentences of rich text as plain text: as many as `longest` signs hold, or else its first words."""
    text = " ".join(" ".join(_texts(rich_text(html))).split())
    if len(text) <= longest:
        return text
    ends = [found.end() for found in re.finditer(r"[.!?][’”'\")]*(?=\s)", text)]
    fitting = [end for end in ends if end <= longest]
    if fitting:
        return text[: fitting[-1]]
    # One word that is too long to stand whole is cut.
    words = text[:longest].rpartition(" ")[0] or text[: longest - 1]
    return words.rstrip(",;:") + "…"


def _texts(nodes):
    """Return the plain text of each of `nodes` (blocks)."""
    texts = []
    for node in nodes:
        if node["kind"] == "list":
            texts += [" ".join(_texts(item)) for item in node["items"]]
        elif node["kind"] == "quote":
            texts += _texts(node["children"])
        else:
            texts.append(_words(node["children"]))
    return texts


def _words(nodes):
    return "".join(
        _words(node["children"]) if "children" in node else node.get("text", " ") for node in nodes
    )


class _Reader(HTMLParser):
    """Reads cleaned HTML into nodes, as they are nested."""

    def __init__(self):
        super().__init__()
        self.root = {"kind": "root", "children": []}
        self.open = [("", self.root)]

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "br":
            self._add({"kind": "break"})
        elif tag in ("ul", "ol"):
            start = attrs.get("start") or ""
            ordered = tag == "ol"
            self._open(
                tag,
                {
                    "kind": "list",
                    "ordered": ordered,
                    "start": int(start) if ordered and re.fullmatch(r"[0-9]{1,6}", start) else 1,
                    "children": [],
                },
            )
        elif tag == "li":
            self._open(tag, {"kind": "item", "children": []})
        elif tag == "a":
            self._open(
                tag,
                {"kind": "link", "address": absolute_address(attrs.get("href") or ""), "children": []},
            )
        elif tag in _INLINE:
            self._open(tag, {"kind": _INLINE[tag], "children": []})
        else:
            level = {"level": int(tag[1])} if tag in ("h3", "h4") else {}
            self._open(tag, {"kind": _BLOCKS[tag], **level, "children": []})

    def handle_endtag(self, tag):
        # Cleaned HTML is well nested, so an end tag closes what stands on top.
        if self.open[-1][0] == tag:
            self.open.pop()

    def handle_data(self, text):
        for part in re.split(r"(\s+)", text):
            if part:
                self._add({"kind": "space"} if part.isspace() else {"kind": "text", "text": part})

    def _open(self, tag, node):
        if len(self.open) > _DEEPEST:
            node = self.open[-1][1]
        else:
            self._add(node)
        self.open.append((tag, node))

    def _add(self, node):
        self.open[-1][1]["children"].append(node)


def _set_depths(blocks, seen):
    """Replace the level of each heading by its depth, so that no level is left out; `seen` are the levels so far."""
    for block in blocks:
        if block["kind"] == "heading":
            level = block.pop("level")
            seen.add(level)
            block["depth"] = int(level == 4 and 3 in seen)
        elif block["kind"] == "quote":
            _set_depths(block["children"], seen)
        elif block["kind"] == "list":
            for item in block["items"]:
                _set_depths(item, seen)


def _blocks(nodes):
    """Return `nodes` as blocks: what stands in no block of its own becomes a paragraph; what is empty is left out."""
    blocks, line = [], []
    for node in [*nodes, {"kind": "end"}]:
        if node["kind"] in ("text", "space", "break", "strong", "emphasis", "link"):
            line.append(node)
            continue
        if children := _line(line):
            blocks.append({"kind": "paragraph", "children": children})
        line = []
        if node["kind"] in ("paragraph", "heading"):
            blocks += _from_paragraph(node)
        elif node["kind"] == "quote":
            if children := _blocks(node["children"]):
                blocks.append({"kind": "quote", "children": children})
        elif node["kind"] == "list":
            items = [_blocks(item["children"]) for item in node["children"] if item["kind"] == "item"]
            if items := [item for item in items if item]:
                blocks.append(
                    {"kind": "list", "ordered": node["ordered"], "start": node["start"], "items": items}
                )
        elif node["kind"] == "item":
            blocks += _blocks(node["children"])
    return blocks


def _from_paragraph(node):
    """Return the block of a paragraph or heading, or what stands in it where that is blocks, as wrong HTML has it."""
    if any(child["kind"] in ("paragraph", "heading", "quote", "list", "item") for child in node["children"]):
        return _blocks(node["children"])
    children = _line(node["children"])
    return [{**node, "children": children}] if children else []


def _line(nodes):
    """Return the nodes of one line of thought: joined texts, one space at a time, none at the ends, no empty mark."""
    return _trimmed(_joined(nodes))


def _joined(nodes):
    joined = []
    for node in nodes:
        kind = node["kind"]
        if "children" in node:
            children = _joined(node["children"])
            if not any(child["kind"] != "space" for child in children):
                joined += children
                continue
            if kind == "link" and not node["address"]:
                joined += children
                continue
            joined.append({**node, "children": children})
        elif kind == "space":
            if joined and joined[-1]["kind"] not in ("space", "break"):
                joined.append(node)
        else:
            if kind == "break" and joined and joined[-1]["kind"] == "space":
                joined.pop()
            joined.append(node)
    return _with_sentences(joined)


def _with_sentences(nodes):
    """Return `nodes` with runs of words and spaces as one text each; spaces at the ends of a run stay nodes."""
    out = []
    for node in nodes:
        follows_word = len(out) > 1 and out[-1]["kind"] == "space" and out[-2]["kind"] == "text"
        if node["kind"] == "text" and follows_word:
            out.pop()
            out[-1] = {"kind": "text", "text": f"{out[-1]['text']} {node['text']}"}
        elif node["kind"] == "text" and out and out[-1]["kind"] == "text":
            out[-1] = {"kind": "text", "text": out[-1]["text"] + node["text"]}
        else:
            out.append(node)
    return out


def _trimmed(nodes):
    while nodes and nodes[-1]["kind"] in ("space", "break"):
        nodes = nodes[:-1]
    while nodes and nodes[0]["kind"] in ("space", "break"):
        nodes = nodes[1:]
    return nodes
