"""Times of a session that are asked about, or told, before anybody hears of them: in the past, or in the night.

Whatever takes times from staff asks here: the form of a session by a box to tick, a series by rows that are not ticked, a
spreadsheet by its plan.
"""

from django.utils import timezone
from django.utils.timezone import localtime

from hscp.web.wording import clock_24

# Sessions end by then, and begin no earlier than six.
_LATEST, _EARLIEST_HOUR = "22:00", 6
PAST, NIGHT = "It starts in the past", "It is in the night"


def in_the_past(parts, at=None):
    """Return whether a session of these `parts` (list of Part) has started at `at` (aware datetime, default now)."""
    return parts[0][0] < (at or timezone.now())


def in_the_night(parts):
    """Return those of `parts` (list of Part) that begin or end in the night, by the clock in London."""
    return [part for part in parts if _is_at_night(*map(localtime, part))]


def remarks(parts, at=None):
    """Return what is unusual about the times of a session of these `parts`, as a list of words; [] where nothing is."""
    return [PAST] * in_the_past(parts, at) + [NIGHT] * bool(in_the_night(parts))


def _is_at_night(start, end):
    return _is_night(start) or (_is_night(end) and clock_24(end) != _LATEST)


def _is_night(moment):
    return not _EARLIEST_HOUR <= moment.hour < int(_LATEST[:2])
