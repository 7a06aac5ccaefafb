"""What the public sees of a contact point, as a dictionary that JSON can hold: proposed, compared, stored and shown."""

import hashlib
import json
from datetime import date, time

from contacts.models import ContactPoint, HoursException, OpeningHours

# What the public sees of a contact point, apart from its hours and the point at whose closed hours it answers.
PUBLIC_FIELDS = ("kind", "label", "value", "for_whom", "note", "out_of_hours", "bank_holidays", "source")


# Values that were stored before a field was there have what it holds when nobody fills it in.
_LATER = {"source": "", "answers_when_closed": None, "exceptions": []}


def whole(values):
    """Return `values` that were stored earlier as values_of() gives them now; {} stays {}."""
    return values and _LATER | values


def values_of(point):
    """Return all that the public sees of a ContactPoint, as a dictionary that JSON can hold.

    `answers_when_closed` is the number of a point or None. `hours` holds [weekday, opens, closes], and where it matters
    which of the month and in which part of the school year; `exceptions` holds [first day, last day, opens, closes, reason],
    with "" for both times if it is closed.
    """
    return {
        **{name: getattr(point, name) for name in PUBLIC_FIELDS},
        "answers_when_closed": point.answers_when_closed_id,
        "hours": hours_as_values(point.opening_hours.all()),
        "exceptions": exceptions_as_values(point.exceptions.all()),
    }


def values_of_new(kind, value, label=""):
    """Return the values of a number or address of which nothing more is known, without hours, as values_of() gives them."""
    point = ContactPoint(kind=kind, value=value, label=label)
    return {name: getattr(point, name) for name in PUBLIC_FIELDS} | {
        "answers_when_closed": None,
        "hours": [],
        "exceptions": [],
    }


def point_of(values):
    """Return the unsaved ContactPoint, without its hours, that `values` of values_of() describe."""
    values = whole(values)
    point = ContactPoint(**{name: values[name] for name in PUBLIC_FIELDS})
    point.answers_when_closed_id = values["answers_when_closed"]
    return point


def hours_as_values(rows):
    """Return OpeningHours or Spans as values_of() holds them."""
    return sorted(
        [row.weekday, f"{row.opens:%H:%M}", f"{row.closes:%H:%M}"]
        + ([int(row.nth), str(row.season)] if row.nth or row.season else [])
        for row in rows
    )


def hours_of(values):
    """Return the unsaved OpeningHours that `values`, as values_of() gives them, hold."""
    return [
        OpeningHours(
            weekday=weekday,
            opens=time.fromisoformat(opens),
            closes=time.fromisoformat(closes),
            nth=rest[0] if rest else 0,
            season=rest[1] if rest else "",
        )
        for weekday, opens, closes, *rest in values.get("hours", ())
    ]


def exceptions_as_values(rows):
    """Return HoursExceptions as values_of() holds them."""
    return sorted(
        [
            row.first_day.isoformat(),
            row.last_day.isoformat(),
            f"{row.opens:%H:%M}" if row.opens is not None else "",
            f"{row.closes:%H:%M}" if row.closes is not None else "",
            row.reason,
        ]
        for row in rows
    )


def exceptions_of(values):
    """Return the unsaved HoursExceptions that `values`, as values_of() gives them, hold."""
    return [
        HoursException(
            first_day=date.fromisoformat(first),
            last_day=date.fromisoformat(last),
            opens=time.fromisoformat(opens) if opens else None,
            closes=time.fromisoformat(closes) if closes else None,
            reason=reason,
        )
        for first, last, opens, closes, reason in values.get("exceptions", ())
    ]


def fingerprint(point):
    """Return a short text that changes whenever anything that the public sees of the ContactPoint changes."""
    return hashlib.sha256(json.dumps(values_of(point), sort_keys=True).encode()).hexdigest()[:16]
