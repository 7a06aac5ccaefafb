"""The columns of reports: what each is called, what it means, and how it is read from figures."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor
from operator import attrgetter


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
    "Sessions that took place and whose places are booked here. Drafts are never counted.",
)
CANCELLED_SESSIONS = _measure(
    "cancelled_sessions",
    "Sessions cancelled",
    "Sessions of the period that were cancelled. They are not counted anywhere else.",
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
    "People who booked beforehand, with a place or on the waiting list, whatever happened to it.",
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
    "People with a place who did not come and said so, without cancelling, or who were told of their place, or of a change, less "
    "than a day before. They are not no-shows.",
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
    "People with a place whom the register does not mark yet. They are not counted in any rate.",
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


def percent(value):
    """Return a share as a percentage: 0.256 is 26%, and a half is rounded up. None is a dash."""
    return "–" if value is None else f"{floor(100 * value + 0.5)}%"
