"""Who answers at this minute among given pathways, and then the rest, with when they open.

Reads contact points and hours that are already loaded, so a page makes no query for it.
"""

from dataclasses import dataclass

from django.conf import settings

from contacts.enums import ANSWERED, ForWhom
from contacts.hours.open_now import status_for_reader
from contacts.models import ContactPoint, Pathway
from contacts.output.cards import points_for

UNKNOWN = "Hours not known"
OPEN, CLOSED, NOT_KNOWN = range(3)
# After every moment, in the order of text.
LATER = "9999"


@dataclass(frozen=True)
class Line:
    """One number with its pathway and what is said of it now. `rank` is its place among those that answer.

    `group` is its place on the page: 0 answers now, 1 opens later, 2 nobody knows. `opens_at` is "" unless it opens later.
    """

    point: ContactPoint
    pathway: Pathway
    rank: int
    group: int
    words: str
    opens_at: str = ""

    @property
    def is_open(self):
        """Whether somebody is known to answer at this minute."""
        return self.group == OPEN


@dataclass(frozen=True)
class CallNow:
    """The lines in order: those that answer now, then those that open later, soonest first, then those of unknown hours.

    `others` gives for each pathway the points that nobody answers at once: (pathway, its emails, forms and addresses).
    """

    lines: list
    others: list

    @property
    def answered(self):
        """Whether anybody is known to answer at this minute."""
        return bool(self.lines) and self.lines[0].is_open


def call_now(pathways, at, reader=""):
    """Return the CallNow of `pathways` (with their points and hours loaded) at the moment `at` for a reader (ForWhom).

    Within a pathway, numbers meant for the reader come before those for everyone; where the reader is not known, those for
    professionals come last. A number is listed once. The emergency number is left out: pages give it beside the list, for
    the case it is for.
    """
    last = ForWhom.EVERYONE if reader else ForWhom.PROFESSIONALS
    lines, others, seen = [], [], {settings.HSCP_EMERGENCY_NUMBERS[0]["number"]}
    for pathway in pathways:
        points = points_for(pathway, reader)
        others.append((pathway, [point for point in points if point.kind not in ANSWERED]))
        points = [point for point in points if point.kind in ANSWERED and point.value]
        for point in sorted(points, key=lambda point: point.for_whom == last):
            if point.value in seen:
                continue
            seen.add(point.value)
            lines.append(_line(point, pathway, len(lines), status_for_reader(point, at)))
    return CallNow(sorted(lines, key=lambda line: (line.group, line.opens_at or LATER, line.rank)), others)


def _line(point, pathway, rank, status):
    if status is None:
        return Line(point, pathway, rank, NOT_KNOWN, UNKNOWN)
    group = (OPEN if status["is_open"] else CLOSED) if status["is_known"] else NOT_KNOWN
    return Line(point, pathway, rank, group, status["words"], status["opens_at"] or "")
