"""How one text became another, word by word."""

import difflib
import re
from dataclasses import dataclass

SAME, ADDED, REMOVED, CHANGED, MOVED = "same", "added", "removed", "changed", "moved"


@dataclass(frozen=True)
class TextChange:
    """How one text differs: `pieces` is a list of (mark, text) that gives the old and the new text in one."""

    label: str
    pieces: list


def text_pieces(old, new):
    """Return [(mark, text)] that shows how `old` became `new`, word by word."""
    left, right = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (old, new))
    # Without the heuristic for frequent words a long text takes too long to compare.
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=len(left) + len(right) > 4000)
    pieces = []
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        if operation == "equal":
            pieces.append((SAME, "".join(left[start:end])))
            continue
        if start < end:
            pieces.append((REMOVED, "".join(left[start:end])))
        if new_start < new_end:
            pieces.append((ADDED, "".join(right[new_start:new_end])))
    return pieces
