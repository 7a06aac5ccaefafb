"""Tables of a report: what each column means, its cells as numbers, and the chart of one of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from math import floor
from operator import attrgetter
from typing import NamedTuple

from hscp.documents.spreadsheets import Share
from training.enums import OrganisationType, Role
from training.reports import figures

DRAWN = 20


@dataclass(frozen=True)
class Measure:
    """A column: what it is called, what it means, and how it is read from Figures.

    `share` gives it as a share, called `share_name` when shown alone; `digits` is how many decimals a value has.
    """

    code: str
    name: str
    meaning: str
    value: Callable
    share: Callable | None = None
    share_name: str = ""
    digits: int = 0


def _measure(code, name, meaning, share=None, share_name="", digits=0):
    return Measure(code, name, meaning, attrgetter(code), share and attrgetter(share), share_name, digits)


SESSIONS = _measure(
    "sessions",
    "Sessions",
    "Sessions that took place and whose places the portal holds. Drafts are never counted.",
)
CANCELLED_SESSIONS = _measure(
    "cancelled_sessions",
    "Sessions cancelled",
    "Sessions of the period that were cancelled. They count nowhere else.",
)
ELSEWHERE = _measure(
    "elsewhere",
    "Booked elsewhere",
    "Sessions whose places are booked on another site. What became of them is not known here.",
)
PLACES = _measure("places", "Places", "The places of all sessions that took place.")
REGISTERED = _measure(
    "registered",
    "Registered",
    "People who booked beforehand, with a place or on the waiting list, whatever became of it.",
)
HELD = _measure(
    "held",
    "Places taken",
    "People who had a place when the session began. Fill rate: their share of all places.",
    "fill",
    "Fill rate",
)
CAME = _measure(
    "came",
    "Attended",
    "People with a place who came, for all of it or part. Attendance rate: their share of those with a place whom the register "
    "marks.",
    "attendance",
    "Attendance rate",
)
UNBOOKED = _measure(
    "unbooked",
    "Came unbooked",
    "People who came without a booking. They are not among those registered or attended.",
)
NO_SHOWS = _measure(
    "no_shows",
    "No-shows",
    "People with a place who did not come and did not say so. No-show rate: their share of those whom the register marks.",
    "no_show_share",
    "No-show rate",
)
APOLOGIES = _measure(
    "apologies",
    "Apologies",
    "People with a place who did not come and said so, without cancelling. They are not no-shows.",
    "apology_share",
    "Apology rate",
)
CANCELLED = _measure(
    "cancelled",
    "Cancelled in time",
    "People who gave back a place or left the waiting list before “cancel by”.",
)
LATE = _measure(
    "late",
    "Cancelled late",
    "People who gave back their place after “cancel by”. Late-cancel rate: their share of those who then had a place.",
    "late_share",
    "Late-cancel rate",
)
WITHOUT_PLACE = _measure(
    "without_place",
    "No place",
    "People on the waiting list who never had a place, or did not take the one offered.",
)
NOT_MARKED = _measure(
    "not_marked",
    "Not marked",
    "People with a place whom the register does not mark yet. They are in no rate.",
)
PEOPLE = _measure("people", "People who were there", "Attended and came unbooked together.")
PEOPLE_EACH = _measure(
    "people_each",
    "Average at a session",
    "People who were there, for each session that took place.",
    digits=1,
)
ANSWERS = _measure(
    "answers", "Evaluations", "People who said after the session how sure they felt before and after it."
)
BEFORE = _measure(
    "before", "Confidence before", "Average of their answers, from 1 (not at all) to 5 (very).", digits=1
)
AFTER = _measure(
    "after", "Confidence after", "Average of the same people’s answers after the session.", digits=1
)
SURER = _measure(
    "surer",
    "More confident",
    "People whose second answer was higher than their first, and their share.",
    "surer_share",
    "More confident, share",
)
LATER_ANSWERS = _measure(
    "later_answers",
    "Answers after 3 months",
    "People who said three months later what has changed in their work.",
)
CHANGED = _measure(
    "changed",
    "Changed practice",
    "Of those, people who said that something or a lot has changed, and their share.",
    "changed_share",
    "Changed practice, share",
)
CHANGED_MUCH = _measure("changed_much", "Changed a lot", "Of those, people who said that a lot has changed.")

OF_PEOPLE = (*(REGISTERED, CAME, UNBOOKED, NO_SHOWS, APOLOGIES, CANCELLED, LATE, WITHOUT_PLACE, NOT_MARKED),)
OF_SESSIONS = (SESSIONS, CANCELLED_SESSIONS, PLACES, REGISTERED, HELD, *OF_PEOPLE[1:])
SAID = (ANSWERS, BEFORE, AFTER, SURER, LATER_ANSWERS, CHANGED, CHANGED_MUCH)
BOARD = (
    ("Sessions", (SESSIONS, CANCELLED_SESSIONS, ELSEWHERE)),
    ("Places", (PLACES, REGISTERED, HELD)),
    (
        "Attendance",
        (
            CAME,
            UNBOOKED,
            PEOPLE,
            PEOPLE_EACH,
            NO_SHOWS,
            APOLOGIES,
            CANCELLED,
            LATE,
            WITHOUT_PLACE,
            NOT_MARKED,
        ),
    ),
    ("Evaluation", SAID),
)
# The measures that a chart can show, each as a share.
CHARTS = {measure.code: measure for measure in (HELD, CAME, NO_SHOWS, LATE)}


@dataclass(frozen=True)
class Cell:
    """A number of a table, or None if there is none, with its share."""

    value: float | int | None
    share: float | None = None
    digits: int = 0

    def __str__(self):
        if self.value is None:
            return "–"
        number = f"{self.value:,.{self.digits}f}"
        return f"{number} ({percent(self.share)})" if self.share is not None else number


class Heading(NamedTuple):
    """What a row or a column is called, and what its shares, if any, are called when shown alone."""

    name: str
    share_name: str = ""

    @property
    def in_brackets(self):
        """What comes after the name if a number and its share are in one cell."""
        return "share" if self.share_name.endswith(", share") else self.share_name.lower()


@dataclass(frozen=True)
class Table:
    """A table. `columns` are Headings; `rows` and `last`, the total, are (Heading, list of Cell); `sections` are the rows
    that begin a part, {index in rows: its name}; `meanings` are (name, what it means)."""

    caption: str
    corner: str
    columns: list
    rows: list
    last: tuple | None = None
    sections: dict = field(default_factory=dict)
    meanings: list = field(default_factory=list)

    def lines(self):
        """Yield the rows as (the name of the part that begins here or "", Heading, list of Cell)."""
        for index, (heading, cells) in enumerate(self.rows):
            yield self.sections.get(index, ""), heading, cells

    def flat(self):
        """Return the table for a spreadsheet: a list of rows of str, numbers and None, shares in cells of their own."""
        head = [self.corner]
        for column in self.columns:
            head += [column.name, column.share_name] if column.share_name else [column.name]
        lines = [head]
        for heading, cells in [*self.rows, *([self.last] if self.last else [])]:
            line = [heading.name]
            for column, one in zip(self.columns, cells, strict=True):
                line += [one.value, _share(one)] if column.share_name else [one.value]
            lines.append(line)
            if heading.share_name:
                lines.append([heading.share_name, *map(_share, cells)])
        return lines


def percent(value):
    """Return a share as a percentage: 0.256 is 26%, and a half is rounded up. None is a dash."""
    return "–" if value is None else f"{floor(100 * value + 0.5)}%"


def by_row(caption, dimension, measures, rows, total):
    """Return a Table with a row for each of `rows` (figures.Row), a column for each measure, and the total."""
    return Table(
        caption=caption,
        corner=dimension.heading,
        columns=[_heading(measure) for measure in measures],
        rows=[(Heading(row.name), [_cell(measure, row.figures) for measure in measures]) for row in rows],
        last=(Heading("All"), [_cell(measure, total) for measure in measures]),
        meanings=_meanings(measures),
    )


def board(period, *, at=None):
    """Return the tables that boards print, for the quarters of `period`: the figures, then agencies and roles.

    At most eight queries."""
    quarters = figures.grouped(period, figures.DIMENSIONS["quarter"], at=at)
    # Several quarters have their total beside them; a single one needs none.
    shown = quarters if len(quarters) == 1 else [*quarters, figures.Row("All", figures.total(period, at=at))]
    columns = [Heading(row.name) for row in shown]
    rows, sections = [], {}
    for name, measures in BOARD:
        sections[len(rows)] = name
        rows += [(_heading(measure), [_cell(measure, row.figures) for row in shown]) for measure in measures]
    measures = [measure for _, measures in BOARD for measure in measures]
    main = Table("Sessions, places and people", "Figure", columns, rows, None, sections, _meanings(measures))
    starts = [row.start for row in quarters]
    return [
        main,
        _shares(
            "Who was there, by kind of organisation",
            OrganisationType,
            "organisation_type",
            period,
            starts,
            columns,
            at,
        ),
        _shares("Who was there, by area of work", Role, "role", period, starts, columns, at),
    ]


def _shares(caption, kinds, field_name, period, starts, columns, at):
    """Return a Table of the people who were there, by one field of their bookings, with each one's share of its column."""
    found = figures.crosstab(period, field_name, at=at)
    numbers = []
    for kind in kinds:
        row = [found[kind].get(start, 0) for start in starts]
        numbers.append(row if len(starts) == 1 else [*row, sum(row)])
    sums = [sum(column) for column in zip(*numbers, strict=True)]
    return Table(
        caption=caption,
        corner=figures.DIMENSIONS[{"organisation_type": "agency", "role": "role"}[field_name]].heading,
        columns=columns,
        rows=[
            (
                Heading(kind.label, f"{kind.label}, share"),
                [Cell(number, figures.share(number, whole)) for number, whole in zip(row, sums, strict=True)],
            )
            for kind, row in zip(kinds, numbers, strict=True)
        ],
        last=(Heading("All"), [Cell(number) for number in sums]),
    )


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


def _share(one):
    return None if one.share is None else Share(one.share)


def _heading(measure):
    return Heading(measure.name, measure.share_name)


def _cell(measure, row):
    return Cell(measure.value(row), measure.share(row) if measure.share else None, measure.digits)


def _meanings(measures):
    return [(measure.name, measure.meaning) for measure in measures]
