"""The figures: one row of numbers for each course, theme, agency, role or quarter, aggregated by the database.

A report makes the same number of queries however much there is. It counts:

- sessions that are not drafts, and whose date is in the period and has passed, in Europe/London;
- places, bookings and evaluations of those that took place and whose places the portal holds;
- anonymised bookings like those with names: nothing here reads a name.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.db.models import Avg, Count, F, Q, Sum
from django.db.models.functions import TruncQuarter
from django.utils import timezone

from hscp.london_time import midnight
from hscp.web.wording import one_line
from training.enums import (
    SCHEDULED,
    Attendance,
    BookingState,
    CourseFormat,
    OrganisationType,
    Role,
    SessionState,
    Source,
)
from training.models import Booking, Evaluation, Session
from training.reports.periods import quarter

_RAN = Q(state__in=SCHEDULED)
_OURS = Q(capacity__isnull=False)
_CAME = [Attendance.ATTENDED, Attendance.PART]
# People who had a place when the session began, and people who came without one.
_HELD = Q(state=BookingState.CONFIRMED) & ~Q(source=Source.ON_THE_DAY)
_UNBOOKED = Q(state=BookingState.CONFIRMED, source=Source.ON_THE_DAY) & ~Q(
    attendance__in=[Attendance.NO_SHOW, Attendance.APOLOGY, Attendance.NOT_TOLD]
)
_AFTER = Q(moment=Evaluation.Moment.AFTER, confidence_before__isnull=False, confidence_after__isnull=False)
_LATER = Q(moment=Evaluation.Moment.LATER) & ~Q(practice_changed="")

SESSION_COUNTS = {
    "sessions": Count("pk", filter=_RAN & _OURS),
    "cancelled_sessions": Count("pk", filter=Q(state=SessionState.CANCELLED)),
    "elsewhere": Count("pk", filter=_RAN & ~_OURS),
    "examples": Count("pk", filter=Q(is_example=True)),
    "places": Sum("capacity", filter=_RAN, default=0),
}
BOOKING_COUNTS = {
    "registered": Count("pk", filter=~Q(source=Source.ON_THE_DAY)),
    "held": Count("pk", filter=_HELD),
    "came": Count("pk", filter=_HELD & Q(attendance__in=_CAME)),
    "part": Count("pk", filter=_HELD & Q(attendance=Attendance.PART)),
    "no_shows": Count("pk", filter=_HELD & Q(attendance=Attendance.NO_SHOW)),
    "apologies": Count("pk", filter=_HELD & Q(attendance__in=[Attendance.APOLOGY, Attendance.NOT_TOLD])),
    "not_marked": Count("pk", filter=_HELD & Q(attendance=Attendance.NOT_MARKED)),
    "unbooked": Count("pk", filter=_UNBOOKED),
    "cancelled": Count("pk", filter=Q(state=BookingState.CANCELLED)),
    "late": Count("pk", filter=Q(state=BookingState.LATE_CANCELLED)),
}
EVALUATION_COUNTS = {
    "answers": Count("pk", filter=_AFTER),
    "before": Avg("confidence_before", filter=_AFTER),
    "after": Avg("confidence_after", filter=_AFTER),
    "surer": Count("pk", filter=_AFTER & Q(confidence_after__gt=F("confidence_before"))),
    "later_answers": Count("pk", filter=_LATER),
    "changed": Count("pk", filter=_LATER & ~Q(practice_changed=Evaluation.Change.NONE)),
    "changed_much": Count("pk", filter=_LATER & Q(practice_changed=Evaluation.Change.MUCH)),
}


@dataclass
class Figures:
    """The numbers of one row. The names are those of the counts above; a share of nothing is None."""

    sessions: int = 0
    cancelled_sessions: int = 0
    elsewhere: int = 0
    examples: int = 0
    places: int = 0
    registered: int = 0
    held: int = 0
    came: int = 0
    part: int = 0
    no_shows: int = 0
    apologies: int = 0
    not_marked: int = 0
    unbooked: int = 0
    cancelled: int = 0
    late: int = 0
    answers: int = 0
    before: float | None = None
    after: float | None = None
    surer: int = 0
    later_answers: int = 0
    changed: int = 0
    changed_much: int = 0

    def add(self, counts):
        """Add a row of counts, a dict that may hold other things too. Averages replace the old value."""
        for name in _NAMES & counts.keys():
            value = counts[name]
            setattr(self, name, value if name in {"before", "after"} else getattr(self, name) + value)

    @property
    def marked(self):
        """How many of those with a place have a mark on the register."""
        return self.held - self.not_marked

    @property
    def people(self):
        """How many people were there, booked or not."""
        return self.came + self.unbooked

    @property
    def without_place(self):
        """How many were still waiting, or had not taken up an offer, when the session began."""
        return self.registered - self.held - self.cancelled - self.late

    @property
    def fill(self):
        return share(self.held, self.places)

    @property
    def attendance(self):
        return share(self.came, self.marked)

    @property
    def no_show_share(self):
        return share(self.no_shows, self.marked)

    @property
    def apology_share(self):
        return share(self.apologies, self.marked)

    @property
    def late_share(self):
        return share(self.late, self.held + self.late)

    @property
    def people_each(self):
        return share(self.people, self.sessions)

    @property
    def surer_share(self):
        return share(self.surer, self.answers)

    @property
    def changed_share(self):
        return share(self.changed, self.later_answers)


_NAMES = {field.name for field in fields(Figures)}


def share(part, whole):
    """Return `part` divided by `whole`, or None if `whole` is 0."""
    return part / whole if whole else None


def quarters(prefix=""):
    """Return the annotation with the quarter of a session; `prefix` is the lookup to the session."""
    return {"quarter": TruncQuarter(f"{prefix}starts_at")}


@dataclass(frozen=True)
class Dimension:
    """What the rows of a report are. `heading` is above them; `keys(prefix)` is what the database groups by.

    `name(row)` names a row. A dimension of people (`of_sessions` false) has no sessions or places, and `evaluated` is
    false if evaluations do not hold it.
    """

    heading: str
    keys: Callable
    name: Callable
    of_sessions: bool = True
    evaluated: bool = True


def _course(row):
    return f"{row['title']} ({CourseFormat(row['kind']).label})"


DIMENSIONS = {
    "course": Dimension(
        "Course",
        lambda prefix: {"title": F(f"{prefix}course__title"), "kind": F(f"{prefix}course__format")},
        _course,
    ),
    "theme": Dimension(
        "Theme",
        lambda prefix: {
            "title": F(f"{prefix}course__themes__title"),
            "number": F(f"{prefix}course__themes"),
        },
        lambda row: row["title"] or "No theme",
    ),
    "agency": Dimension(
        "Kind of organisation",
        lambda prefix: {"group": F("organisation_type")},
        lambda row: OrganisationType(row["group"]).label,
        of_sessions=False,
    ),
    "organisation": Dimension(
        "Organisation",
        lambda prefix: {"group": F("organisation")},
        lambda row: one_line(row["group"]) or "Not kept",
        of_sessions=False,
        evaluated=False,
    ),
    "role": Dimension(
        "Role",
        lambda prefix: {"group": F("role")},
        lambda row: Role(row["group"]).label,
        of_sessions=False,
        evaluated=False,
    ),
    "quarter": Dimension("Quarter", quarters, lambda row: quarter(timezone.localdate(row["quarter"])).name),
}


@dataclass
class Row:
    """One row of a report: what it is about, its numbers, and for a quarter the first day of it."""

    name: str
    figures: Figures
    start: date | None = None


def grouped(period, dimension, *, at=None):
    """Return the rows of `period` by `dimension`, one of DIMENSIONS, as a list of Row. Quarters are in order of time,
    everything else in order of name. At most three queries.
    """
    rows = {}
    for queryset, prefix, counts in _sources(period, dimension, at):
        keys = dimension.keys(prefix)
        found = queryset.annotate(**keys).values(*keys).annotate(**counts)
        # The most frequent spelling of an organisation names its row.
        named = ((dimension.name(row), row) for row in found)
        for name, row in sorted(named, key=lambda pair: (-pair[1].get("registered", 0), pair[0])):
            start = timezone.localdate(row["quarter"]) if "quarter" in row else None
            key = (start or date.min, name.casefold(), row.get("number") or 0)
            rows.setdefault(key, Row(name, Figures(), start)).figures.add(row)
    return [rows[key] for key in sorted(rows)]


def total(period, *, at=None):
    """Return the Figures of everything in `period`. Three queries."""
    figures = Figures()
    for queryset, _, counts in _sources(period, DIMENSIONS["quarter"], at):
        figures.add(queryset.aggregate(**counts))
    return figures


def crosstab(period, field, *, at=None):
    """Return {value of the booking's `field`: {start of the quarter (date): people who were there}}. One query."""
    found = (
        _bookings(period, at)
        .annotate(**quarters("session__"))
        .order_by()
        .values(field, "quarter")
        .annotate(people=Count("pk", filter=(_HELD & Q(attendance__in=_CAME)) | _UNBOOKED))
    )
    table = defaultdict(dict)
    for row in found:
        table[row[field]][timezone.localdate(row["quarter"])] = row["people"]
    return table


def _sources(period, dimension, at):
    """Yield (rows to count, the lookup from them to the session, the counts)."""
    if dimension.of_sessions:
        yield _sessions(period, at), "", SESSION_COUNTS
    yield _bookings(period, at), "session__", BOOKING_COUNTS
    if dimension.evaluated:
        yield _evaluations(period, at), "session__", EVALUATION_COUNTS


def _sessions(period, at):
    return Session.objects.exclude(state=SessionState.DRAFT).filter(_in_period(period, at)).order_by()


def _bookings(period, at):
    return Booking.objects.filter(_in_period(period, at, "session__"), _took_place()).order_by()


def _evaluations(period, at):
    return Evaluation.objects.filter(_in_period(period, at, "session__"), _took_place()).order_by()


def _took_place():
    return Q(session__state__in=SCHEDULED, session__capacity__isnull=False)


def _in_period(period, at, prefix=""):
    """Return the condition that the session's date is in `period` and has passed at `at`."""
    first = midnight(period.start)
    next_day = midnight(period.end + timedelta(days=1))
    return Q(
        **{
            f"{prefix}starts_at__gte": first,
            f"{prefix}starts_at__lt": next_day,
            f"{prefix}ends_at__lte": at or timezone.now(),
        }
    )
