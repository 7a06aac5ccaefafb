"""The chart of a report: bars drawn from one measure of its rows."""

from dataclasses import dataclass
from datetime import date

from training.reports.measures import Measure, percent

DRAWN = 20


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its value in words, and its length from 0 to 100."""

    name: str
    words: str
    length: float


@dataclass(frozen=True)
class Chart:
    """Bars of one measure. `top` is the share of a full bar; `left_out` is how many rows are not drawn."""

    measure: Measure
    bars: list
    top: str
    left_out: int


def chart(measure, rows):
    """Return the Chart of a measure's shares for those `rows` that have one: quarters in order, else highest first."""
    shares = [(row, share) for row in rows if (share := measure.share(row.figures)) is not None]
    shares.sort(key=lambda pair: (pair[0].start or date.min, -pair[1]))
    drawn = shares[:DRAWN]
    highest = max((share for _, share in drawn), default=0)
    # A full bar is a round share, so that small shares can be told apart and charts compared.
    top = next((step for step in (0.1, 0.25, 0.5, 1.0) if highest <= step), highest)
    bars = [Bar(row.name, percent(share), round(100 * share / top, 1)) for row, share in drawn]
    return Chart(measure, bars, percent(top), len(shares) - len(drawn))
