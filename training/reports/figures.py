"""The figures: one row of numbers for each course, theme, agency, role or quarter, aggregated by the database.

A report makes the same number of queries however much there is. It counts:

- sessions that are not drafts, and whose date is in the period and has passed, in Europe/London;
- places, bookings and evaluations of those that took place and whose places the portal holds;
- anonymised bookings like those with names: nothing here reads a name.
"""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.db.models import Avg, Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Sum
from django.utils import timezone

from hscp.london_time import whole_days
from training.enums import CAME, SCHEDULED, Attendance, BookingState, SessionState, Source
from training.models import Booking, Evaluation, Session, SessionDay
from training.reports.dimensions import DIMENSIONS

_RAN = Q(state__in=SCHEDULED)
_OURS = Q(capacity__isnull=False)
# People who had a place when the session began, and people who came without one.
_HELD = Q(state=BookingState.CONFIRMED) & ~Q(source=Source.ON_THE_DAY)
_UNBOOKED = Q(state=BookingState.CONFIRMED, source=Source.ON_THE_DAY) & ~Q(
    attendance__in=[Attendance.NO_SHOW, Attendance.APOLOGY, Attendance.NOT_TOLD]
)
_AFTER = Q(moment=Evaluation.Moment.AFTER, confidence_before__isnull=False, confidence_after__isnull=False)
_LATER = Q(moment=Evaluation.Moment.LATER) & ~Q(practice_changed="")
_SURE_LATER = Q(moment=Evaluation.Moment.LATER, confidence_after__isnull=False)
_LENGTH = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())

SESSION_COUNTS = {
    "sessions": Count("pk", filter=_RAN & _OURS),
    "cancelled_sessions": Count("pk", filter=Q(state=SessionState.CANCELLED)),
    "elsewhere": Count("pk", filter=_RAN & ~_OURS),
    "examples": Count("pk", filter=Q(is_example=True)),
    "places": Sum("capacity", filter=_RAN, default=0),
    "taught": Sum(_LENGTH, filter=_RAN & _OURS & ~Exists(SessionDay.objects.filter(session=OuterRef("pk")))),
}
# A session of several days is taught for as long as its days are.
DAY_COUNTS = {"taught": Sum(_LENGTH)}
BOOKING_COUNTS = {
    "registered": Count("pk", filter=~Q(source=Source.ON_THE_DAY)),
    "held": Count("pk", filter=_HELD),
    "came": Count("pk", filter=_HELD & Q(attendance__in=CAME)),
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
    "later": Avg("confidence_after", filter=_SURE_LATER),
    "sure_later": Count("pk", filter=_SURE_LATER),
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
    taught: timedelta = timedelta()
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
    later: float | None = None
    sure_later: int = 0
    later_answers: int = 0
    changed: int = 0
    changed_much: int = 0

    def add(self, counts):
        """Add a row of counts, a dict that may hold other things too. Averages replace the old value."""
        for name in _NAMES & counts.keys():
            value = counts[name]
            if name not in _AVERAGES:
                value = getattr(self, name) + (value or type(getattr(self, name))())
            setattr(self, name, value)

    @property
    def marked(self):
        """How many of those with a place have a mark on the register."""
        return self.held - self.not_marked

    @property
    def people(self):
        """How many people were there, booked or not."""
        return self.came + self.unbooked

    @property
    def hours(self):
        """How many hours were taught."""
        return self.taught / timedelta(hours=1)

    @property
    def without_place(self):
        """How many were still waiting, or had not taken up an offer, when the session began."""
        return self.registered - self.held - self.cancelled - self.late

    @property
    def fill(self):
        return share(self.held, self.places)

    @property
    def attendance_of_places(self):
        return share(self.people, self.places)

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
    def answer_share(self):
        return share(self.answers, self.people)

    @property
    def later_answer_share(self):
        return share(self.later_answers, self.people)

    @property
    def surer_share(self):
        return share(self.surer, self.answers)

    @property
    def changed_share(self):
        return share(self.changed, self.later_answers)


_NAMES = {field.name for field in fields(Figures)}
_AVERAGES = {"before", "after", "later"}


def share(part, whole):
    """Return `part` divided by `whole`, or None if `whole` is 0."""
    return part / whole if whole else None


@dataclass
class Row:
    """One row of a report: what it is about, its numbers, and for a quarter the first day of it."""

    name: str
    figures: Figures
    start: date | None = None


def grouped(period, dimension, *, at=None):
    """Return the rows of `period` by `dimension`, one of DIMENSIONS, as a list of Row. What has a time is in order of time,
    everything else in order of name. At most four queries.
    """
    rows, names = {}, {}
    for queryset, prefix, counts in _sources(period, dimension, at):
        keys = dimension.keys(prefix)
        found = queryset.annotate(**keys).values(*keys).annotate(**counts)
        # The most frequent spelling of an organisation names its row.
        named = ((dimension.name(row), row) for row in found)
        for name, row in sorted(named, key=lambda pair: (-pair[1].get("registered", 0), pair[0])):
            start = timezone.localdate(row["quarter"]) if "quarter" in row else None
            key = dimension.key(row, name)
            names.setdefault(key, name)
            rows.setdefault(key, Row(name, Figures(), start)).figures.add(row)
    return [rows[key] for key in sorted(rows, key=lambda key: dimension.order(key, names[key]))]


def total(period, *, at=None):
    """Return the Figures of everything in `period`. Four queries."""
    figures = Figures()
    for queryset, _, counts in _sources(period, DIMENSIONS["quarter"], at):
        figures.add(queryset.aggregate(**counts))
    return figures


def crosstab(period, rows, columns, *, at=None):
    """Return the people who were there, by two of DIMENSIONS: a list of (name of the row, {name of the column: people}), and
    the names of the columns, each in its order. One query.
    """
    keys = {f"row_{name}": key for name, key in rows.keys("session__").items()}
    keys |= {f"column_{name}": key for name, key in columns.keys("session__").items()}
    found = (
        _bookings(period, at)
        .annotate(**keys)
        .values(*keys)
        .annotate(people=Count("pk", filter=(_HELD & Q(attendance__in=CAME)) | _UNBOOKED))
    )
    counts = defaultdict(lambda: defaultdict(int))
    names = tuple({name.casefold(): name for name in dimension.always} for dimension in (rows, columns))
    for row in sorted(found, key=lambda row: -row["people"]):
        place = []
        for prefix, dimension, known in zip(("row_", "column_"), (rows, columns), names, strict=True):
            part = {
                name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)
            }
            name = dimension.name(part)
            key = dimension.key(part, name)
            known.setdefault(key, name)
            place.append(key)
        counts[place[0]][place[1]] += row["people"]
    ordered = [
        sorted(known, key=lambda key: dimension.order(key, known[key]))
        for known, dimension in zip(names, (rows, columns), strict=True)
    ]
    table = [
        (names[0][row], {names[1][column]: counts[row][column] for column in ordered[1]})
        for row in ordered[0]
    ]
    return table, [names[1][column] for column in ordered[1]]


def cancelled_sessions(period, *, at=None):
    """Return the sessions of `period` that were cancelled, by date, with `booked`: how many people had booked. One query."""
    return (
        _sessions(period, at)
        .filter(state=SessionState.CANCELLED)
        .select_related("course")
        .annotate(booked=Count("bookings"))
        .order_by("starts_at", "pk")
    )


def _sources(period, dimension, at):
    """Yield (rows to count, the lookup from them to the session, the counts)."""
    if dimension.of_sessions:
        yield _sessions(period, at), "", SESSION_COUNTS
        yield _days(period, at), "session__", DAY_COUNTS
    yield _bookings(period, at), "session__", BOOKING_COUNTS
    if dimension.evaluated:
        yield evaluations(period, at), "session__", EVALUATION_COUNTS


def _sessions(period, at):
    return Session.objects.exclude(state=SessionState.DRAFT).filter(_in_period(period, at)).order_by()


def _days(period, at):
    return SessionDay.objects.filter(_in_period(period, at, "session__"), _took_place()).order_by()


def _bookings(period, at):
    return Booking.objects.filter(_in_period(period, at, "session__"), _took_place()).order_by()


def evaluations(period, at=None):
    """Return the Evaluations of the sessions of `period` that took place."""
    return Evaluation.objects.filter(_in_period(period, at, "session__"), _took_place()).order_by()


def _took_place():
    return Q(session__state__in=SCHEDULED, session__capacity__isnull=False)


def _in_period(period, at, prefix=""):
    """Return the condition that the session's date is in `period` and has passed at `at`."""
    first, next_day = whole_days(period.start, period.end)
    return Q(
        **{
            f"{prefix}starts_at__gte": first,
            f"{prefix}starts_at__lt": next_day,
            f"{prefix}ends_at__lte": at or timezone.now(),
        }
    )
