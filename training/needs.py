"""Which training somebody needs, by role and by setting, each course with its next dates."""

from dataclasses import dataclass, field

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from training.enums import Importance, SessionState
from training.models import NeededCourse, Session, TrainingNeed
from training.models.session_times import load_days

# Dates of one course: the course's own page has the others.
DATES_SHOWN = 3


@dataclass
class Needed:
    """One course that somebody needs: `repeat_months` is the role's interval or else the course's, None for none."""

    course: object
    note: str
    repeat_months: int | None
    sessions: list = field(default_factory=list)


@dataclass
class NeededTraining:
    """What one TrainingNeed asks for: [(heading, list of Needed)], the essential courses first."""

    need: object
    parts: list


def training_needed(role, setting, at=None):
    """Return the NeededTraining of somebody of `role` (a Role value) in `setting` (an OrganisationType value) at `at` (default now).

    "" is for what is not known. What is for just this role and setting comes first, what is for everybody last; a course is
    named once, where it is most particular. Courses that the public does not see are left out, and so are needs without any.
    Makes three queries at most, and one more where a session takes several days.
    """
    at = at or timezone.now()
    needs = sorted(
        TrainingNeed.objects.live(at).applying_to(role, setting),
        key=lambda need: (not (need.role and need.setting), not need.role, not need.setting, need.pk),
    )
    rows = NeededCourse.objects.filter(need__in=needs).select_related("course").order_by("order", "pk")
    by_need = {need.pk: [] for need in needs}
    for row in rows:
        by_need[row.need_id].append(row)
    shown, named = [], set()
    for need in needs:
        own = [row for row in by_need[need.pk] if row.course.is_live(at) and row.course_id not in named]
        named |= {row.course_id for row in own}
        if own:
            shown.append((need, own))
    dates = _next_dates(named, at)
    return [NeededTraining(need, _in_parts(rows, dates)) for need, rows in shown]


def _in_parts(rows, dates):
    parts = []
    for importance in Importance:
        entries = [
            Needed(
                row.course,
                row.note,
                row.repeat_months or row.course.valid_months,
                dates.get(row.course_id, []),
            )
            for row in rows
            if row.importance == importance
        ]
        if entries:
            parts.append((importance.label, entries))
    return parts


def _next_dates(courses, at):
    """Return {id of a course: its next sessions, soonest first}, with their places; cancelled ones are left out."""
    sessions = Session.objects.public(at).upcoming(at).exclude(state=SessionState.CANCELLED)
    nth = Window(RowNumber(), partition_by=[F("course_id")], order_by=[F("starts_at").asc(), F("pk").asc()])
    first = sessions.filter(course__in=courses).order_by().annotate(nth=nth).filter(nth__lte=DATES_SHOWN)
    found = {}
    shown = Session.objects.filter(pk__in=first.values("pk")).in_order().with_availability(at)
    for session in load_days(shown):
        found.setdefault(session.course_id, []).append(session)
    return found
