"""Repeating a session: the moments at which it is given again, and copies of it at these."""

from datetime import timedelta

from django.utils import timezone

from hscp.records.saving import content_change
from training.models import Session
from training.models.session_times import Part, load_days
from training.sessions import days
from training.sessions.telling import tell_of_new

# The dates that move with a session that is moved or repeated.
_MOVED_FIELDS = (
    "starts_at",
    "ends_at",
    "booking_opens_at",
    "booking_closes_at",
    "promotion_closes_at",
    "cancel_by",
    "quota_released_at",
)
_COPIED_FIELDS = [
    field.name
    for field in Session._meta.concrete_fields
    if field.editable and field.name not in {"id", "state", *_MOVED_FIELDS}
]


def moved(session, starts_at):
    """Return an unsaved draft like `session` that starts at `starts_at` (aware).

    Its days, its booking window, “cancel by” and the end of the limit move by as much on the clock in London: a session
    at 9:30 stays at 9:30 in summer time.
    """
    copy = Session(**{name: getattr(session, name) for name in _COPIED_FIELDS})
    distance = _on_the_clock(starts_at) - _on_the_clock(session.starts_at)
    for name in _MOVED_FIELDS:
        before = getattr(session, name)
        setattr(copy, name, before and timezone.make_aware(_on_the_clock(before) + distance))
    parts = session.parts
    copy.held_parts = [
        Part(*(timezone.make_aware(_on_the_clock(moment) + distance) for moment in part))
        for part in (parts if len(parts) > 1 else ())
    ]
    return copy


def next_free_week(session, at=None):
    """Return when `session` would start on the same weekday and at the same time in the first week to come."""
    start, now = _on_the_clock(session.starts_at), _on_the_clock(at or timezone.now())
    weeks = max(1, (now - start) // timedelta(days=7) + 1)
    return timezone.make_aware(start + timedelta(days=7) * weeks)


def repeat_weekly(session, *, every, times=None, until=None):
    """Return the moments (aware) after `session` at which it repeats, every `every` weeks on the clock in London.

    Ends after `times` moments, or with the last that begins on the day `until`.
    """
    start, moments = _on_the_clock(session.starts_at), []
    while times is None or len(moments) < times:
        start += timedelta(weeks=every)
        if until is not None and start.date() > until:
            break
        moments.append(timezone.make_aware(start))
    return moments


def create_like(session, starts, *, state, by, comment=""):
    """Create sessions like `session` with its days, trainers and limits, one at each of `starts` (aware datetimes), and return them.

    A `comment` makes them a revision.
    """
    load_days([session])
    made, trainers, quotas = [], list(session.trainers.all()), list(session.quotas.all())
    with content_change(by=by, comment=comment) as change:
        for start in starts:
            copy = moved(session, start)
            copy.state = state
            copy.full_clean(exclude=["course"])
            change.save(copy)
            days.store(copy)
            copy.trainers.set(trainers)
            for quota in quotas:
                copy.quotas.create(value=quota.value, places=quota.places)
            made.append(copy)
        change.touched(session.course)
        tell_of_new(change, made)
    return made


def _on_the_clock(moment):
    """Return a moment as clocks in London show it, without a zone."""
    return timezone.make_naive(moment)
