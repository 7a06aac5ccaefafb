"""Pasted text as lines, and lines as paragraphs, headings and real lists."""

import re
from dataclasses import dataclass, replace

# Characters that stand for a list wherever they begin a line; the last one is a bullet of Word's symbol typeface.
_BULLET = re.compile(r"[•●◦○▪■‣∙·\uf0b7\uf0a7]\s*")
# A dash or a number may begin a sentence too: a list has at least two such lines after each other.
_DASH = re.compile(r"[-–—*]\s+")
_NUMBER = re.compile(r"(\d{1,2})[.)]\s+")
_TAGS = r"((?:<[^/][^>]*>)*)"


@dataclass(frozen=True)
class Line:
    """A line of pasted text: its `html`, and what it is.

    `kind` is "p", "h1" to "h6", "item" (of a list, at a `level` from 1, numbered from `start` if it is `ordered`), "more" (goes on
    with the item before it), or "raw" (a tag that stands for itself).
    """

    kind: str
    html: str
    level: int = 0
    ordered: bool = False
    start: int = 1

    @property
    def text(self):
        return re.sub(r"<[^<>]*>", "", self.html).strip()


def is_number(mark):
    """Return whether the mark of an item ("1.", "b)", "iv.") counts, other than a bullet."""
    return bool(re.fullmatch(r"\(?(\d+|[a-z]|[ivxlc]+)[.)]+", mark.strip(), re.IGNORECASE))


def first_number(mark):
    """Return the number of an item's mark ("3." is 3); 1 for letters."""
    digits = re.search(r"\d+", mark)
    return int(digits.group()) if digits else 1


def with_lists(lines):
    """Return the lines with those that only look like a list ("• One", "1. One", "- One") as items of one."""
    lines = [part for line in lines for part in _parts(line)]
    marks = [_mark(line) for line in lines]
    found = []
    for place, (line, mark) in enumerate(zip(lines, marks, strict=True)):
        kind = mark and mark[0]
        before, after = (marks[at] if 0 <= at < len(marks) else None for at in (place - 1, place + 1))
        if kind == "•" or (kind == "-" and any(other and other[0] == "-" for other in (before, after))):
            found.append(Line("item", mark[2], level=1))
        elif kind == "1" and (_follows(before, mark) or _follows(mark, after)):
            found.append(Line("item", mark[2], level=1, ordered=True, start=mark[1]))
        else:
            found.append(line)
    return found


def _parts(line):
    """Return a paragraph whose lines are the items of a list as one Line for each of them."""
    if line.kind != "p" or "<br>" not in line.html:
        return [line]
    parts = [replace(line, html=part.strip()) for part in line.html.split("<br>")]
    parts = [part for part in parts if part.text]
    marked = [part for part in parts if _mark(part)]
    return parts if len(marked) > 1 else [line]


def _mark(line):
    """Return (kind, number, html without the mark) of a paragraph that begins like an item of a list, or None."""
    if line.kind != "p":
        return None
    for kind, pattern in (("•", _BULLET), ("-", _DASH), ("1", _NUMBER)):
        match = re.match(_TAGS + pattern.pattern, line.html)
        if match and line.html[match.end() :].strip():
            return kind, int(match.group(2)) if kind == "1" else 1, match.group(1) + line.html[match.end() :]
    return None


def _follows(first, second):
    return bool(first and second) and first[0] == second[0] == "1" and second[1] == first[1] + 1


def fit_headings(lines):
    """Return the lines with headings of the two levels that there are: the highest is h3, all below it h4."""
    levels = sorted({line.kind for line in lines if re.fullmatch(r"h[1-6]", line.kind)})
    if not levels:
        return lines
    # A text that has h3 and what is below it alone has the right levels already.
    highest = levels[0] if levels[0] < "h3" else "h3"
    return [
        replace(line, kind="h3" if line.kind == highest else "h4") if line.kind in levels else line
        for line in lines
    ]


def write_lines(lines):
    """Return the HTML of lines, with the items of lists inside each other by their levels."""
    html, stack = [], []

    def close(level):
        while len(stack) > level:
            html.append(f"</li></{stack.pop()}>")

    for line in lines:
        if line.kind == "item":
            tag = "ol" if line.ordered else "ul"
            level = min(line.level, len(stack) + 1)
            close(level)
            if len(stack) == level and stack[-1] != tag:
                close(level - 1)
            if len(stack) == level:
                html.append("</li><li>")
            else:
                start = f' start="{line.start}"' if line.ordered and line.start != 1 else ""
                stack.append(tag)
                html.append(f"<{tag}{start}><li>")
            html.append(f"<p>{line.html}</p>")
        elif line.kind == "more" and stack:
            html.append(f"<p>{line.html}</p>")
        else:
            close(0)
            kind = "p" if line.kind == "more" else line.kind
            html.append(line.html if kind == "raw" else f"<{kind}>{line.html}</{kind}>")
    close(0)
    return "".join(html)
