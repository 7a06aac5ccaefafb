"""The charts of a report: bars of one measure of its rows, or three bars for how confident people were."""

from dataclasses import dataclass
from datetime import date

from training.reports.figures import share
from training.reports.measures import AFTER, BEFORE, LATER, Measure, percent

DRAWN = 20
_HIGHEST_CONFIDENCE = 5


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its value in words, and its length from 0 to 100. `kind` tells bars of a group apart: 1, 2 or 3."""

    name: str
    words: str
    length: float
    kind: int = 1


@dataclass(frozen=True)
class Chart:
    """Bars of one measure. `message` says in a sentence what they show, `top` is the share of a full bar; `left_out` is how many
    rows are not drawn."""

    measure: Measure
    bars: list
    message: str
    top: str
    left_out: int


def chart(measure, rows, whole=None):
    """Return the Chart of a measure's shares for those `rows` that have one: quarters in order, else highest first.

    A measure without a share of its own is drawn as its part of `whole` (Figures).
    """
    share_of = measure.share or (lambda figures: share(measure.value(figures), measure.value(whole)))
    shares = [(row, found) for row in rows if (found := share_of(row.figures)) is not None]
    shares.sort(key=lambda pair: (pair[0].start or date.min, -pair[1]))
    drawn = shares[:DRAWN]
    highest = max((found for _, found in drawn), default=0)
    # A full bar is a round share, so that small shares can be told apart and charts compared.
    top = next((step for step in (0.1, 0.25, 0.5, 1.0) if highest <= step), highest)
    bars = [Bar(row.name, percent(found), round(100 * found / top, 1)) for row, found in drawn]
    return Chart(measure, bars, _message(measure.share_name, shares), percent(top), len(shares) - len(drawn))


def _message(what, shares):
    """Return what a chart says: how the first and the last quarter, or the highest and the lowest row, compare."""
    if not shares:
        return ""
    (first, high), (last, low) = shares[0], shares[-1]
    if len(shares) == 1:
        return f"{what}, {first.name}: {percent(high)}"
    if first.start:
        if percent(high) == percent(low):
            return f"{what} was {percent(high)} in {first.name} as in {last.name}"
        return f"{what} went from {percent(high)} in {first.name} to {percent(low)} in {last.name}"
    if percent(high) == percent(low):
        return f"{what} is {percent(high)} throughout"
    return f"{what} is highest for {first.name} ({percent(high)}) and lowest for {last.name} ({percent(low)})"


def confidence(rows):
    """Return [(name of the row, list of Bar)] of the confidence before, after and three months on, of what may be told."""
    found = []
    for row in rows:
        bars = [
            Bar(
                label,
                f"{measure.value(row.figures):.1f}",
                100 * measure.value(row.figures) / _HIGHEST_CONFIDENCE,
                kind,
            )
            for kind, (label, measure) in enumerate(
                (("before", BEFORE), ("after", AFTER), ("3 months on", LATER)), start=1
            )
            if measure.value(row.figures) is not None and not measure.is_of_few(row.figures)
        ]
        if bars:
            found.append((row.name, bars))
    return found[:DRAWN]
