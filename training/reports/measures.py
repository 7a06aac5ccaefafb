"""The columns of reports: what each is called, what it means, and how it is read from figures."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor
from operator import attrgetter

from training.follow_up.evaluation import FEWEST_ANSWERS


@dataclass(frozen=True)
class Measure:
    """A column: what it is called, what it means, and how it is read from Figures.

    `share` gives it as a share, called `share_name` when shown alone; `digits` is how many decimals a value has. `answers` is the
    figure that says how many answers it is of, where it is not shown of few.
    """

    code: str
    name: str
    meaning: str
    value: Callable
    share: Callable | None = None
    share_name: str = ""
    digits: int = 0
    answers: str = ""

    def is_of_few(self, figures):
        """Return whether it would tell what a few people said."""
        return bool(self.answers) and 0 < getattr(figures, self.answers) < FEWEST_ANSWERS


def _measure(code, name, meaning, share=None, share_name="", digits=0, answers=""):
    return Measure(
        code, name, meaning, attrgetter(code), share and attrgetter(share), share_name, digits, answers
    )


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
    "People with a place who came, for all of it or part. Attendance of booked: their share of those with a place whom the "
    "register marks.",
    "attendance",
    "Attendance of booked",
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
    "People who gave back their place after “cancel by”, and more than a day after they were told of it or of a change. Late-cancel rate: their share of those who then had a place.",
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
HOURS = _measure(
    "hours",
    "Hours taught",
    "From the beginning to the end of each session that took place; of a session of several days, of each day.",
    digits=1,
)
PEOPLE_OF_PLACES = Measure(
    "people_of_places",
    "People who were there",
    "Attended and came unbooked together. Attendance of capacity: their share of all places.",
    attrgetter("people"),
    attrgetter("attendance_of_places"),
    "Attendance of capacity",
)
PEOPLE = _measure("people", "People who were there", "Attended and came unbooked together.")
PEOPLE_EACH = _measure(
    "people_each",
    "Average at a session",
    "People who were there, for each session that took place.",
    digits=1,
)
ANSWERS = _measure(
    "answers",
    "Evaluations",
    "People who said after the session how sure they felt before and after it. Response rate: their share of the people who "
    "were there.",
    "answer_share",
    "Response rate",
)
BEFORE = _measure(
    "before",
    "Confidence before",
    "Average of their answers, from 1 (not at all) to 5 (very).",
    digits=1,
    answers="answers",
)
AFTER = _measure(
    "after",
    "Confidence after",
    "Average of the same people’s answers after the session.",
    digits=1,
    answers="answers",
)
LATER = _measure(
    "later",
    "Confidence after 3 months",
    "Average of the answers three months on. They are kept without names, so they may be of other people.",
    digits=1,
    answers="sure_later",
)
SURER = _measure(
    "surer",
    "More confident",
    "People whose second answer was higher than their first, and their share.",
    "surer_share",
    "More confident, share",
    answers="answers",
)
LATER_ANSWERS = _measure(
    "later_answers",
    "Answers after 3 months",
    "People who said three months later what has changed in their work, and their share of the people who were there.",
    "later_answer_share",
    "Response rate after 3 months",
)
CHANGED = _measure(
    "changed",
    "Changed practice",
    "Of those, people who said that something or a lot has changed, and their share.",
    "changed_share",
    "Changed practice, share",
    answers="later_answers",
)
CHANGED_MUCH = _measure(
    "changed_much",
    "Changed a lot",
    "Of those, people who said that a lot has changed.",
    answers="later_answers",
)

OF_PEOPLE = (
    *(REGISTERED, CAME, UNBOOKED, PEOPLE, NO_SHOWS, APOLOGIES),
    *(CANCELLED, LATE, WITHOUT_PLACE, NOT_MARKED),
)
OF_SESSIONS = (
    *(SESSIONS, CANCELLED_SESSIONS, HOURS, PLACES, REGISTERED, HELD, CAME, UNBOOKED, PEOPLE_OF_PLACES),
    *(PEOPLE_EACH, NO_SHOWS, APOLOGIES, CANCELLED, LATE, WITHOUT_PLACE, NOT_MARKED),
)
SAID = (ANSWERS, BEFORE, AFTER, LATER, SURER, LATER_ANSWERS, CHANGED, CHANGED_MUCH)
BOARD = (
    ("Sessions", (SESSIONS, CANCELLED_SESSIONS, ELSEWHERE, HOURS)),
    ("Places", (PLACES, REGISTERED, HELD)),
    (
        "Attendance",
        (
            *(CAME, UNBOOKED, PEOPLE_OF_PLACES, PEOPLE_EACH, NO_SHOWS, APOLOGIES),
            *(CANCELLED, LATE, WITHOUT_PLACE, NOT_MARKED),
        ),
    ),
    ("Evaluation", SAID),
)
# Each row's part of everybody: its share needs the total, which the chart has.
PART_OF_PEOPLE = Measure(
    "part_of_people",
    "Share of the people who were there",
    "How many of all people who were there.",
    attrgetter("people"),
    share_name="Share of the people who were there",
)
# The measures that a chart can show, each as a share.
CHARTS = {measure.code: measure for measure in (HELD, PEOPLE_OF_PLACES, CAME, PART_OF_PEOPLE, NO_SHOWS, LATE)}


def columns(dimension):
    """Return {code: Measure} of what a table by `dimension` can have as columns, in the usual order."""
    own = OF_SESSIONS if dimension.of_sessions else OF_PEOPLE
    return {measure.code: measure for measure in (*own, *(SAID if dimension.evaluated else ()))}


def percent(value):
    """Return a share as a percentage: 0.256 is 26%, and a half is rounded up. None is a dash."""
    return "–" if value is None else f"{floor(100 * value + 0.5)}%"
