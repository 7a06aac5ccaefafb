"""What the rows and columns of a report can be: courses, themes, sessions, agencies, roles, areas or quarters."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import TruncQuarter
from django.utils import timezone

from hscp.vocabulary import Area
from hscp.web.wording import one_line
from training.enums import CourseFormat, OrganisationType, Role, SessionState
from training.organisations.names import organisation_key
from training.reports.periods import quarter


def quarters(prefix=""):
    """Return the annotation with the quarter of a session; `prefix` is the lookup to the session."""
    return {"quarter": TruncQuarter(f"{prefix}starts_at")}


def _by_name(key, name):
    return (name.casefold(), str(key))


@dataclass(frozen=True)
class Dimension:
    """What the rows of a report are. `heading` is above them; `keys(prefix)` is what the database groups by.

    `name(row)` names a row; rows with the same `key(row, name)` are one, and stand by `order(key, name)`. A dimension of people
    (`of_sessions` false) has no sessions or places, and `evaluated` is false if evaluations do not hold it.
    """

    heading: str
    keys: Callable
    name: Callable
    of_sessions: bool = True
    evaluated: bool = True
    key: Callable = lambda row, name: name.casefold()
    order: Callable = _by_name
    # The names that a table of people has even where nobody came.
    always: tuple = ()


def _course(row):
    return f"{row['title']} ({CourseFormat(row['kind']).label})"


def _session(row):
    start = timezone.localtime(row["start"])
    cancelled = ", cancelled" if row["session_state"] == SessionState.CANCELLED else ""
    return f"{start:%-d %B %Y, %H:%M}: {_course(row)}{cancelled}"


def _organisation(row):
    return row["listed"] or one_line(row["group"]) or "Not kept"


DIMENSIONS = {
    "course": Dimension(
        "Course",
        lambda prefix: {"title": F(f"{prefix}course__title"), "kind": F(f"{prefix}course__format")},
        _course,
    ),
    "session": Dimension(
        "Session",
        lambda prefix: {
            "number": F(f"{prefix}pk"),
            "start": F(f"{prefix}starts_at"),
            "session_state": F(f"{prefix}state"),
            "title": F(f"{prefix}course__title"),
            "kind": F(f"{prefix}course__format"),
        },
        _session,
        key=lambda row, name: (row["start"], row["number"]),
        order=lambda key, name: key,
    ),
    "theme": Dimension(
        "Theme",
        lambda prefix: {
            "title": F(f"{prefix}course__themes__title"),
            "number": F(f"{prefix}course__themes"),
        },
        lambda row: row["title"] or "No theme",
        key=lambda row, name: (name.casefold(), row["number"] or 0),
        order=lambda key, name: key,
    ),
    "agency": Dimension(
        "Kind of organisation",
        lambda prefix: {"group": F("organisation_type")},
        lambda row: OrganisationType(row["group"]).label,
        of_sessions=False,
        always=tuple(OrganisationType.labels),
    ),
    "organisation": Dimension(
        "Organisation",
        lambda prefix: {"group": F("organisation"), "listed": F("listed_organisation__name")},
        _organisation,
        of_sessions=False,
        evaluated=False,
        key=lambda row, name: organisation_key(name),
    ),
    "role": Dimension(
        "Role",
        lambda prefix: {"group": F("role")},
        lambda row: Role(row["group"]).label,
        of_sessions=False,
        evaluated=False,
        always=tuple(Role.labels),
    ),
    "area": Dimension(
        "Area",
        lambda prefix: {"group": F(f"{prefix}area")},
        lambda row: Area(row["group"]).label if row["group"] else "No area stated",
    ),
    "quarter": Dimension(
        "Quarter",
        quarters,
        lambda row: quarter(timezone.localdate(row["quarter"])).name,
        key=lambda row, name: row["quarter"],
        order=lambda key, name: key,
    ),
}
# What a table of people can have across: more columns than these no page can hold.
ACROSS = ("agency", "role", "area", "quarter")
