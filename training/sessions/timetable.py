"""The timetable: which sessions clash, what waits to be done, and saving a session so that its people hear of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from hscp.search.index.documents import refresh
from hscp.web.wording import one_line
from training.booking import places
from training.enums import HOLDING, LIVE, BookingState, SessionState, Setting
from training.mail import outbox
from training.models import Session
from training.sessions.calendar_files import raise_sequence

SOON = timedelta(days=14)
# What people have in their calendars: a change to one of these is told.
_TOLD = ("starts_at", "ends_at", "setting", "place", "joining_link")
# With more of these, somebody on the waiting list may get a place.
_MAKES_PLACES = ("capacity", "agency_quota", "quota_released_at", "state", "starts_at")
# What moves with a session that is moved or repeated.
_MOVES = ("starts_at", "ends_at", "booking_opens_at", "booking_closes_at", "cancel_by", "quota_released_at")
_COPIED = [
    field.name
    for field in Session._meta.concrete_fields
    if field.editable and field.name not in {"id", "state", *_MOVES}
]


@dataclass(frozen=True)
class Clash:
    """Another session at the same time, and what the two have in common: "trainer" or "place", with its name."""

    session: Session
    shared: str
    name: str


def clashes(session, trainers=()):
    """Return the sessions that `session`, saved or not, cannot stand beside, as a list of Clash.

    Two sessions clash when they overlap and share a trainer (`trainers`: of this one), or a place in person. Cancelled
    sessions clash with nothing.
    """
    if session.state == SessionState.CANCELLED:
        return []
    others = (
        Session.objects.exclude(state=SessionState.CANCELLED)
        .exclude(pk=session.pk)
        .filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
        .select_related("course")
        .prefetch_related("trainers")
        .in_order()
    )
    found, mine = [], {trainer.pk for trainer in trainers}
    where = _same_place(session)
    for other in others:
        if shared := [trainer.name for trainer in other.trainers.all() if trainer.pk in mine]:
            found.append(Clash(other, "trainer", ", ".join(shared)))
        elif where and _same_place(other) == where:
            found.append(Clash(other, "place", session.place))
    return found


def _same_place(session):
    """Return a place in person so that two spellings by case and spaces alone are equal, or ""."""
    return one_line(session.place).casefold() if session.setting == Setting.IN_PERSON else ""


def moved(session, starts_at):
    """Return an unsaved draft like `session` that starts at `starts_at` (aware).

    Its end, its booking window, “cancel by” and the end of the limit move by as much on the clock in London: a session
    at 9:30 stays at 9:30 in summer time.
    """
    copy = Session(**{name: getattr(session, name) for name in _COPIED})
    distance = _on_the_clock(starts_at) - _on_the_clock(session.starts_at)
    for name in _MOVES:
        before = getattr(session, name)
        setattr(copy, name, before and timezone.make_aware(_on_the_clock(before) + distance))
    return copy


def next_free_week(session, at=None):
    """Return when `session` would start on the same weekday and at the same time in the first week to come."""
    start, now = _on_the_clock(session.starts_at), _on_the_clock(at or timezone.now())
    weeks = max(1, (now - start) // timedelta(days=7) + 1)
    return timezone.make_aware(start + timedelta(days=7) * weeks)


def _on_the_clock(moment):
    """Return a moment as clocks in London show it, without a zone."""
    return timezone.make_naive(moment)


@transaction.atomic
def create_like(session, starts, *, state, by):
    """Create sessions like `session` with its trainers, one at each of `starts` (aware datetimes), and return them."""
    made, trainers = [], list(session.trainers.all())
    for start in starts:
        copy = moved(session, start)
        copy.state, copy.updated_by = state, by
        copy.full_clean(exclude=["course"])
        copy.save()
        copy.trainers.set(trainers)
        made.append(copy)
    refresh(*made, session.course)
    return made


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


@transaction.atomic
def save_session(*, session, by):
    """Save a changed session, tell its people what is different, and give new places to the waiting list.

    Returns how many people are told and how many got a place. The row is locked first, so that no booking slips between.
    """
    before = Session.objects.select_for_update().get(pk=session.pk)
    tells = any(getattr(before, name) != getattr(session, name) for name in _TOLD)
    session.updated_by = by
    session.sequence = before.sequence
    raise_sequence(session, before)
    session.save()
    told = promoted = 0
    if tells and max(before.starts_at, session.starts_at) > timezone.now():
        told = outbox.tell_changed(session, before)
    if session.is_ours and any(getattr(before, name) != getattr(session, name) for name in _MAKES_PLACES):
        promoted = places.fill(session_id=session.pk)
    refresh(session, session.course, before.course)
    return told, promoted


def with_numbers(sessions):
    """Annotate a queryset of sessions with `held` (places taken or offered), `offered` and `waiting`."""

    def number(**which):
        return Count("bookings", filter=Q(**which), distinct=True)

    return sessions.annotate(
        held=number(bookings__state__in=HOLDING),
        offered=number(bookings__state=BookingState.OFFERED),
        waiting=number(bookings__state=BookingState.WAITING),
    )


def booked(session):
    """Return the live bookings of a session, in the order of joining."""
    return session.bookings.filter(state__in=LIVE).order_by("turn")


# What waits for the training administrator. Each is used by the start page and by the filter of the list.


def below_minimum(sessions, at=None):
    """Return the open sessions of the next 14 days that have fewer people than they need to run."""
    at = at or timezone.now()
    return with_numbers(sessions).filter(
        state=SessionState.OPEN, starts_at__gt=at, starts_at__lte=at + SOON, held__lt=F("minimum_places")
    )


def register_unmarked(sessions, at=None):
    """Return the sessions that are over and have somebody with a place whom the register does not mark."""
    return sessions.filter(
        ends_at__lte=at or timezone.now(),
        pk__in=places_unmarked().values("session"),
    )


def places_unmarked():
    """Return the confirmed bookings that the register does not mark."""
    return places.Booking.objects.filter(state=BookingState.CONFIRMED, attendance="", anonymised_at=None)


def offers_ending(sessions, at=None):
    """Return the sessions with an offer of a place that ends today."""
    today = timezone.localdate(at)
    ends = timezone.make_aware(datetime.combine(today + timedelta(days=1), datetime.min.time()))
    return sessions.filter(
        pk__in=places.Booking.objects.filter(state=BookingState.OFFERED, offered_until__lt=ends).values(
            "session"
        )
    )
