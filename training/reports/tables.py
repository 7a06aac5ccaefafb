"""Tables of a report: their rows, and each cell as a number."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone

from hscp.documents.spreadsheets import Share
from training.follow_up.evaluation import FEWEST_ANSWERS
from training.reports import figures
from training.reports.dimensions import DIMENSIONS
from training.reports.measures import BOARD, percent
from training.reports.periods import day, quarter, year_before

# Rows of a table on a page. The files have all.
SHOWN = 500
_MINUS = "\u2212"
FEW = f"under {FEWEST_ANSWERS}"


@dataclass(frozen=True)
class Cell:
    """A number of a table, or None if there is none, with its share."""

    value: float | int | None
    share: float | None = None
    digits: int = 0
    is_of_few: bool = False

    def __str__(self):
        if self.is_of_few:
            return FEW
        if self.value is None:
            return "–"
        number = f"{self.value:,.{self.digits}f}"
        return f"{number} ({percent(self.share)})" if self.share is not None else number

    @property
    def in_file(self):
        """What a file has for the number: itself, or why there is none."""
        return FEW if self.is_of_few else self.value


@dataclass(frozen=True)
class Difference(Cell):
    """How much more a number is than another, and its share in points."""

    def __str__(self):
        if self.value is None:
            return "–"
        number = _signed(self.value, self.digits)
        return number if self.share is None else f"{number} ({_signed(100 * self.share, 0)} points)"


@dataclass(frozen=True)
class Words:
    """A text in a table."""

    text: str
    share = None

    def __str__(self):
        return self.text or "–"

    @property
    def in_file(self):
        return self.text


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

    @property
    def left_out(self):
        """How many rows only the files have."""
        return max(0, len(self.rows) - SHOWN)

    def lines(self):
        """Yield the rows for a page as (the name of the part that begins here or "", Heading, list of Cell)."""
        for index, (heading, cells) in enumerate(self.rows[:SHOWN]):
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
                line += [one.in_file, _share(one)] if column.share_name else [one.in_file]
            lines.append(line)
            if heading.share_name:
                lines.append([heading.share_name, *map(_share, cells)])
        return lines


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


def board(period, *, compare=False, at=None):
    """Return the tables that boards print, for the quarters of `period`: the figures, who was there, and what was cancelled.

    With `compare`, each column stands beside that of a year before, and the difference. At most fourteen queries."""
    columns, shown = _with_total(period, at)
    before = dict(zip(*_with_total(year_before(period), at), strict=True)) if compare else {}
    headings, pairs = [], []
    for (start, name), row in zip(columns, shown, strict=True):
        headings.append(Heading(name))
        pairs.append((row, None))
        if compare:
            start_before = start and year_before(quarter(start)).start
            name_before = quarter(start_before).name if start else f"{name}, a year before"
            found = next((row for key, row in before.items() if key[0] == start_before), figures.Figures())
            headings += [Heading(name_before), Heading("Difference")]
            pairs += [(found, None), (row, found)]
    rows, sections = [], {}
    for name, measures in BOARD:
        sections[len(rows)] = name
        rows += [(_heading(measure), [_board_cell(measure, *pair) for pair in pairs]) for measure in measures]
    measures = [measure for _, measures in BOARD for measure in measures]
    main = Table("Sessions, places and people", "Figure", headings, rows, None, sections, _meanings(measures))
    by_quarter, names = DIMENSIONS["quarter"], [name for start, name in columns if start]
    return [
        main,
        cross(
            "Who was there, by kind of organisation",
            period,
            DIMENSIONS["agency"],
            by_quarter,
            names=names,
            at=at,
        ),
        cross("Who was there, by area of work", period, DIMENSIONS["role"], by_quarter, names=names, at=at),
        cross(
            "Who was there, by area of work and kind of organisation",
            period,
            DIMENSIONS["role"],
            DIMENSIONS["agency"],
            at=at,
        ),
    ]


def cancelled(period, *, at=None):
    """Return a Table of the sessions of `period` that were cancelled, how many had booked, and why. One query."""
    found = figures.cancelled_sessions(period, at=at)
    return Table(
        caption="Cancelled sessions",
        corner="Session",
        columns=[Heading("Had booked"), Heading("Why")],
        rows=[
            (
                Heading(f"{day(timezone.localdate(session.starts_at))}: {session.title}"),
                [Cell(session.booked), Words(session.cancellation_reason)],
            )
            for session in found
        ],
    )


def _with_total(period, at):
    """Return the columns of a period as (first day or None, name), and the Figures of each; several have their total."""
    found = figures.grouped(period, DIMENSIONS["quarter"], at=at)
    columns, shown = [(row.start, row.name) for row in found], [row.figures for row in found]
    # Several quarters have their total beside them; a single one needs none.
    if len(found) != 1:
        columns.append((None, "All"))
        shown.append(figures.total(period, at=at))
    return columns, shown


def cross(caption, period, rows, columns, *, names=None, at=None):
    """Return a Table of the people who were there by two of DIMENSIONS, each with its share of its column. `names` are the
    columns to show; without them all that have people.

    A named organisation by role could tell of one person: small numbers are not shown then.
    """
    found, all_names = figures.crosstab(period, rows, columns, at=at)
    names = all_names if names is None else names
    hides = {rows.heading, columns.heading} == {"Organisation", "Role"}
    # A course of several themes is under each: the sum of all would count its people again.
    adds_up = rows.heading != "Theme"
    several = len(names) > 1
    lines = []
    for name, counts in found:
        line = [counts.get(column, 0) for column in names]
        lines.append((name, [*line, sum(line)] if several else line))
    sums = [sum(column) for column in zip(*(line for _, line in lines), strict=True)] or [0] * len(names)
    return Table(
        caption=caption,
        corner=rows.heading,
        columns=[Heading(name) for name in [*names, *(["All"] if several else [])]],
        rows=[
            (
                Heading(name, f"{name}, share") if adds_up else Heading(name),
                [
                    Cell(number, is_of_few=True)
                    if hides and 0 < number < FEWEST_ANSWERS
                    else Cell(number, figures.share(number, whole) if adds_up else None)
                    for number, whole in zip(line, sums, strict=True)
                ],
            )
            for name, line in lines
        ],
        last=(Heading("All"), [Cell(number) for number in sums]) if adds_up else None,
    )


def _share(one):
    return None if one.share is None else Share(one.share)


def _heading(measure):
    return Heading(measure.name, measure.share_name)


def _cell(measure, row):
    if measure.is_of_few(row):
        return Cell(None, is_of_few=True)
    return Cell(measure.value(row), measure.share(row) if measure.share else None, measure.digits)


def _board_cell(measure, row, before):
    """Return the Cell of a measure, or where there is a `before` the Difference from it."""
    if before is None:
        return _cell(measure, row)
    now, then = _cell(measure, row), _cell(measure, before)
    return Difference(_less(now.value, then.value), _less(now.share, then.share), measure.digits)


def _less(number, other):
    return None if number is None or other is None else number - other


def _signed(number, digits):
    """Return a number with its sign, a true minus; nothing has none."""
    text = f"{abs(number):,.{digits}f}"
    if not float(text.replace(",", "")):
        return text
    return ("+" if number > 0 else _MINUS) + text


def _meanings(measures):
    return [(measure.name, measure.meaning) for measure in measures]
