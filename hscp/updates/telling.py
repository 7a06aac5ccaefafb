"""What a line says, and which changes of words are news."""

import re
from collections import Counter
from dataclasses import dataclass

from hscp.updates.enums import Change

# Of what changed differently, the line is about the first: a reader must know a number before anything else.
_FIRST = (Change.NEW, Change.NUMBER, Change.DATES, Change.CONTENTS, Change.LINK, Change.TEXT)
# As many words out and in are a slip put right, unless one of them is a number.
MOST_OF_A_SLIP = 2
_WORD = re.compile(r"\w+(?:['’]\w+)*")


class _Nothing:
    """Says that readers are told nothing of a change."""

    def __bool__(self):
        return False


NOTHING = _Nothing()


@dataclass(frozen=True)
class Line:
    """What readers are told of a change: `words` follow the title of its record."""

    change: str
    words: str
    major: bool = False

    def joined(self, other):
        """Return one Line of this one and the Line `other` about the same record."""
        if other.words == self.words:
            return self
        first = min((self.change, other.change), key=_FIRST.index)
        return Line(first, f"{self.words}; {other.words}", self.major or other.major)


def is_reworded(before, after):
    """Whether the texts `after` (list of str) say something else than those `before`, and not just a slip put right.

    A slip is at most two words out and two in, without a number among them. Their order counts for nothing.
    """
    old, new = (
        Counter(word for text in texts for word in _WORD.findall(text.lower())) for texts in (before, after)
    )
    gone, come = old - new, new - old
    if not gone and not come:
        return False
    if any(char.isdigit() for word in [*gone, *come] for char in word):
        return True
    return max(gone.total(), come.total()) > MOST_OF_A_SLIP
