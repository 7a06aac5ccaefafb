"""A period's programme again at other dates: each session where it would be, with what stands in its way."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from hscp.bank_holidays import is_bank_holiday
from hscp.london_time import whole_days
from hscp.records.saving import content_change
from hscp.records.state import State
from training.enums import SessionState
from training.models import Session
from training.models.session_times import load_days
from training.sessions.clashes import clashes_among
from training.sessions.series import create_like, moved

MOST = 200


@dataclass(frozen=True)
class Copy:
    """One session of the period and where its copy would be. `problem` and `clashes` are why it cannot be made; `remarks` do not stop it."""

    session: Session
    starts_at: object
    parts: list
    clashes: list = field(default_factory=list)
    problem: str = ""
    remarks: tuple = ()

    @property
    def others(self):
        """The days after the first, of a session that takes several."""
        return self.parts[1:]

    @property
    def can_be_made(self):
        return not self.clashes and not self.problem

    @property
    def is_suggested(self):
        """Whether it is ticked to begin with: it can be made, and not on a bank holiday or weekend that the original was not on."""
        return self.can_be_made and not any(remark.unusual for remark in self.remarks)


@dataclass(frozen=True)
class Remark:
    """Something about the new day, in words; `unusual` leaves the session unticked."""

    words: str
    unusual: bool = True


class TooMany(Exception):
    """The period has more sessions than are copied at once."""


def copies(first_day, last_day, weeks, *, in_holidays=lambda day: False, at=None):
    """Return a Copy of each session from `first_day` to `last_day` (dates), `weeks` later on the clock in London, by date.

    Cancelled sessions and examples are left out. `in_holidays` takes a date and says whether schools are closed on it. Makes four
    queries, however many there are, and two more where some take several days. Raises TooMany.
    """
    at = at or timezone.now()
    start, end = whole_days(first_day, last_day)
    sessions = list(
        Session.objects.filter(starts_at__gte=start, starts_at__lt=end, is_example=False)
        .exclude(state=SessionState.CANCELLED)
        .select_related("course")
        .prefetch_related("trainers")
        .in_order()[: MOST + 1]
    )
    if len(sessions) > MOST:
        raise TooMany
    load_days(sessions)
    distance = timedelta(weeks=weeks)
    drafts = [
        (session, moved(session, timezone.make_aware(timezone.make_naive(session.starts_at) + distance)))
        for session in sessions
    ]
    if not drafts:
        return []
    # The end of a session of many hours may be days after the last start.
    others = list(
        Session.objects.exclude(state=SessionState.CANCELLED)
        .filter(
            starts_at__lt=max(copy.ends_at for _, copy in drafts),
            ends_at__gt=min(copy.starts_at for _, copy in drafts),
        )
        .select_related("course")
        .prefetch_related("trainers")
        .in_order()
    )
    load_days(others)
    there = {(other.course_id, other.starts_at) for other in others}
    return [_copy(session, copy, others, there, in_holidays, at) for session, copy in drafts]


def create(chosen, *, by):
    """Create drafts of the Copies `chosen`, as one revision, and return how many.

    The originals are locked in the order of their ids, and what has been made in the meantime is left out.
    """
    with transaction.atomic(), content_change(by=by, comment="Copied from an earlier programme."):
        pks = sorted(copy.session.pk for copy in chosen)
        list(Session.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))
        made = 0
        for copy in chosen:
            session = copy.session
            there = Session.objects.filter(course=session.course_id, starts_at=copy.starts_at)
            if not copy.can_be_made or there.exclude(state=SessionState.CANCELLED).exists():
                continue
            create_like(session, [copy.starts_at], state=SessionState.DRAFT, by=by)
            made += 1
        return made


def _copy(session, copy, others, there, in_holidays, at):
    problem = ""
    if copy.starts_at <= at:
        problem = "In the past."
    elif session.course.state == State.ARCHIVED:
        problem = "Its course is archived."
    elif (session.course_id, copy.starts_at) in there:
        problem = "This course has a session at that time already."
    day, before = timezone.localdate(copy.starts_at), timezone.localdate(session.starts_at)
    remarks = []
    if is_bank_holiday(day):
        remarks.append(Remark("A bank holiday."))
    if in_holidays(day):
        remarks.append(Remark("In school holidays.", unusual=not in_holidays(before)))
    found = [] if problem else clashes_among(others, copy, session.trainers.all())
    return Copy(session, copy.starts_at, copy.parts, found, problem, tuple(remarks))
