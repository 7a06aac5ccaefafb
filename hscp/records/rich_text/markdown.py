"""Rich text as Markdown that `hscp.records.rich_text.markdown_to_rich_text` reads back to the same text.

Every character that Markdown could take for a mark is escaped. Where a mark cannot be next to a letter (Markdown does not
read "**(a)**b"), the letter is written as a character reference: "**(a)**&#98;".
"""

import re
import unicodedata
from itertools import groupby

from hscp.records.rich_text.tree import BREAK, LINES, LISTS, read_blocks

_ESCAPE = re.compile(r"[\\`*_\[\]<~]|&(?=#|\w+;)")
_JOINERS = "\u200c\u200d"


def to_markdown(html):
    """Return cleaned rich text (str) as Markdown (str, lines without spaces at their ends)."""
    return "\n".join(_lines_of(read_blocks(html)))


def reference(char):
    """Return a character as a numeric character reference."""
    return f"&#{ord(char)};"


def is_lost(sign):
    """Return whether the reader leaves this character out: those that show nothing."""
    return unicodedata.category(sign) in ("Cf", "Cc") and sign not in _JOINERS


def _lines_of(blocks):
    """Return the lines of consecutive blocks, with an empty line between two."""
    lines = []
    for is_list, group in groupby(blocks, key=lambda block: block.tag if block.tag in LISTS else ""):
        for number, block in enumerate(group):
            if lines:
                lines.append("")
            lines += _list_lines(block, number % 2) if is_list else _block_lines(block)
    return lines


def _block_lines(block):
    if block.tag == "blockquote":
        return [f"> {line}".rstrip() for line in _lines_of(block.blocks)]
    text = _line(block.line)
    if block.tag in LINES[1:]:
        # "###" at the end of a heading would not be part of it.
        text = f"{text[:-1]}\\#" if text.endswith("#") else text
        return [f"{'#' * int(block.tag[1])} {text}"]
    return [_escape_start(line) for line in text.split("\n")]


def _list_lines(block, is_second):
    """Return the lines of a list. The second of two consecutive lists has other marks, or they would become one."""
    lines = []
    for number, item in enumerate(block.blocks, start=block.start):
        mark = f"{number}{').'[not is_second]}" if block.tag == "ol" else "-*"[is_second]
        first, *rest = _lines_of(item.blocks)
        lines.append(f"{mark} {first}")
        lines += [f"{' ' * (len(mark) + 1)}{line}".rstrip() for line in rest]
    return lines


def _escape_start(line):
    if found := re.match(r"(\d{1,9})([.)])", line):
        return f"{found[1]}\\{line[found.end(1) :]}"
    return f"\\{line}" if line[:1] in "#+->=" and line else line


def _line(atoms):
    """Return a line of words with its marks: links outermost, bold inside them, italics inside that."""
    pieces = []
    for href, run in groupby(atoms, key=lambda atom: atom.marks.href):
        run = list(run)
        if href:
            target = re.sub(r"[<>\\]", lambda sign: f"\\{sign[0]}", href.replace("&", "&amp;"))
            pieces += ["[", *_marked(run, ("strong", "em")), f"](<{target}>)"]
        else:
            pieces += _marked(run, ("strong", "em"))
    return "".join(_apart(pieces))


class _Mark(str):
    """A mark of bold or italics among the pieces of a line. `opens` says whether the marked words follow it."""

    opens = True


def _marked(run, kinds):
    """Return the pieces of a run of atoms: texts, and the marks of `kinds` around them. Spaces are outside the marks."""
    if not kinds:
        return [_escape("".join(atom.text for atom in run))]
    kind, *inner = kinds
    pieces = []
    for is_marked, group in groupby(run, key=lambda atom: getattr(atom.marks, kind)):
        group = list(group)
        if not is_marked:
            pieces += _marked(group, inner)
            continue
        start = next((n for n, atom in enumerate(group) if atom.is_word), len(group))
        end = len(group) - next((n for n, atom in enumerate(reversed(group)) if atom.is_word), 0)
        if start == len(group):
            pieces += _marked(group, ())
            continue
        mark = "**" if kind == "strong" else "_"
        pieces += _marked(group[:start], ())
        pieces += [_mark(mark, True), *_marked(group[start:end], inner), _mark(mark, False)]
        pieces += _marked(group[end:], ())
    return [piece for piece in pieces if piece]


def _mark(text, opens):
    mark = _Mark(text)
    mark.opens = opens
    return mark


def _apart(pieces):
    """Return the pieces with a letter as a reference where it would keep the mark next to it from being read as one."""
    for kind in ("_", "**"):
        for position, mark in enumerate(pieces):
            if not isinstance(mark, _Mark) or mark != kind:
                continue
            step = -1 if mark.opens else 1
            outer, inner = position + step, position - step
            if not 0 <= outer < len(pieces) or isinstance(pieces[outer], _Mark):
                continue
            inside = pieces[inner][0 if mark.opens else -1]
            if kind == "_" or not inside.isalnum():
                pieces[outer] = _without_letter(pieces[outer], at_end=mark.opens)
    return pieces


def _without_letter(text, *, at_end):
    sign = text[-1 if at_end else 0]
    if sign.isspace() or sign.isascii() and not sign.isalnum() or unicodedata.category(sign)[0] == "P":
        return text
    return text[:-1] + reference(sign) if at_end else reference(sign) + text[1:]


def _escape(text):
    text = _ESCAPE.sub(lambda sign: f"\\{sign[0]}", text)
    text = "".join(reference(sign) if is_lost(sign) and sign != BREAK else sign for sign in text)
    return text.replace(BREAK, "\\\n")
