"""Reading a list of people that was pasted from a spreadsheet, a mail or a file: one person a line."""

import csv
import re
from dataclasses import dataclass
from io import StringIO

from hscp.web.wording import printable_line
from training.enums import OrganisationType, Role

MOST_PEOPLE = 200
_EMAIL = re.compile(r"(?<![^\s<>,;\"])[^\s<>,;\"]+@[^\s<>,;\"]+")
# The headings that lists of people have, in words that are part of them.
_HEADINGS = (
    ("email", ("mail",)),
    ("organisation_type", ("kind of org", "type of org", "organisation type", "agency type", "sector")),
    ("organisation", ("organisation", "organization", "school", "agency", "employer", "setting", "company")),
    ("role", ("role", "job", "position", "post")),
    ("first", ("first name", "forename", "given")),
    ("last", ("last name", "surname", "family name")),
    ("name", ("name", "delegate", "attendee", "person")),
)


@dataclass(frozen=True)
class PastedPerson:
    """One line as it was read, unchecked: every field is text, "" where the line has none."""

    name: str = ""
    email: str = ""
    organisation: str = ""
    organisation_type: str = ""
    role: str = ""


class TooMany(Exception):
    """There are more lines than are booked at once."""


def read_people(text, *, organisation_type="", role=""):
    """Return the PastedPerson of each line of `text` (str) that holds anything.

    Cells are divided by tabs, semicolons or commas. A first line of headings says which cell is what; without one, the cell with
    an @ is the email, and the others are name, organisation and role in that order. “Ann Lee <ann@example.org>” is read too.
    `organisation_type` and `role` are for lines that give none. Raises TooMany.
    """
    text = text.lstrip("\ufeff")
    divider = max(
        "\t;,", key=lambda sign: (text.count(sign) > 0, sign == "\t" and "\t" in text, text.count(sign))
    )
    rows = [
        [printable_line(cell) for cell in row]
        for row in csv.reader(StringIO(text), delimiter=divider)
        if any(map(str.strip, row))
    ]
    if not rows:
        return []
    columns = _columns(rows[0])
    if columns:
        rows = rows[1:]
    if len(rows) > MOST_PEOPLE:
        raise TooMany
    usual = {"organisation_type": organisation_type, "role": role}
    return [_person(_by_heading(row, columns) if columns else _by_guess(row), usual) for row in rows]


def as_text(rows):
    """Return rows of cells (lists of str) as the text that `read_people` reads, cells divided by tabs."""
    text = StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    for row in rows:
        # A tab at the end divides even the cells of a list that has one column.
        writer.writerow([*map(printable_line, row), ""])
    return text.getvalue()


def _columns(row):
    """Return {number of the cell: what it holds} of a line of headings, or {} if it is none."""
    if any("@" in cell for cell in row):
        return {}
    columns = {}
    for number, cell in enumerate(row):
        words = cell.casefold().replace("-", " ")
        what = next((what for what, parts in _HEADINGS if any(part in words for part in parts)), "")
        if what and what not in columns.values():
            columns[number] = what
    known = set(columns.values())
    return (
        columns
        if known & {"name", "first", "last"} and len(known) > 1 or known == {"name"} and _only(row)
        else {}
    )


def _only(row):
    filled = [cell for cell in row if cell]
    return len(filled) == 1 and filled[0].casefold() in {"name", "names", "delegate", "delegates"}


def _by_heading(row, columns):
    cells = {what: row[number] for number, what in columns.items() if number < len(row)}
    parts = [cells.pop("first", ""), cells.pop("last", "")]
    return {"name": " ".join(filter(None, parts)), **cells} if any(parts) else cells


def _by_guess(row):
    cells, found = {}, []
    for cell in row:
        if "email" not in cells and (match := _EMAIL.search(cell)):
            cells["email"] = match[0]
            rest = cell.replace(match[0], " ").strip(" <>()\"'")
            found += [rest] if rest else []
        elif cell:
            found.append(cell)
    return cells | dict(zip(("name", "organisation", "role"), found, strict=False))


def _person(cells, usual):
    email = _EMAIL.search(cells.get("email", ""))
    return PastedPerson(
        name=cells.get("name", ""),
        email=email[0] if email else cells.get("email", ""),
        organisation=cells.get("organisation", ""),
        organisation_type=_choice(OrganisationType, cells.get("organisation_type", ""))
        or usual["organisation_type"],
        role=_choice(Role, cells.get("role", "")) or usual["role"],
    )


def _choice(choices, text):
    """Return the value of the choice that `text` names or begins, or that has one of its longer words; else ""."""
    words = text.casefold()
    if not words:
        return ""
    for value, label in choices.choices:
        if words in (value, label.casefold()) or label.casefold().startswith(words):
            return value
    given = {word for word in re.findall(r"\w+", words) if len(word) > 3}
    for value, label in choices.choices:
        if given & {
            word for word in re.findall(r"\w+", label.casefold()) if len(word) > 3 and word != "works"
        }:
            return value
    return ""
