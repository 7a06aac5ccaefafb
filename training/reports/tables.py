"""Tables of a report: their rows, and each cell as a number."""

from dataclasses import dataclass, field
from typing import NamedTuple

from hscp.documents.spreadsheets import Share
from training.enums import OrganisationType, Role
from training.reports import figures
from training.reports.measures import BOARD, percent

# Rows of a table on a page. The files have all.
SHOWN = 500


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
                line += [one.value, _share(one)] if column.share_name else [one.value]
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


def _share(one):
    return None if one.share is None else Share(one.share)


def _heading(measure):
    return Heading(measure.name, measure.share_name)


def _cell(measure, row):
    return Cell(measure.value(row), measure.share(row) if measure.share else None, measure.digits)


def _meanings(measures):
    return [(measure.name, measure.meaning) for measure in measures]
