"""Whether a session can be booked, by whom, and if not why: one ordered list of rules, which everything else asks.

`SessionQuerySet.with_availability` asks it in the database, for lists and filters; `refusal` asks it of one session, for the
pages of booking and for `training.booking.places`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from hscp.web.wording import date_and_time
from training.enums import HOLDING, Availability, SessionState, Source

# However late a session passes places on, it stops this long before the start: nobody could come at less notice.
NO_PROMOTION_BEFORE_START = timedelta(hours=2)
# For so long after somebody is told that they have a place, giving it back is not late. Who is told less than that before the
# start is not counted as absent.
GRACE = timedelta(hours=24)
_EVERYBODY = frozenset(Source)
_PUBLIC = frozenset({Source.PUBLIC})
# Those who book ahead of a session. An import may be of the past; people who come on the day come once it has begun.
_AHEAD = frozenset({Source.PUBLIC, Source.ADMIN})
_ALL_BUT_IMPORTS = _EVERYBODY - {Source.IMPORT}
_CLOSED = "Booking for this session is closed."
# Also said to a group, or to an organisation, for whom too few of the places are left.
NO_PLACE_LEFT = "There are no places left, and this session has no waiting list."
TOO_LATE_TO_WAIT = "There are no places left, and it is too near the session to join its waiting list. Try again: somebody may still cancel."


@dataclass(frozen=True)
class Rule:
    """One reason why a session cannot be booked.

    `condition` takes a moment and returns the Q under which the rule holds, over sessions annotated with `held`; `holds`
    takes a Session and a moment and says the same in Python. `stops` is who cannot book then (of Source), and `words` tell
    them why: `{opens}` in them stands for the moment at which booking opens.
    """

    availability: Availability
    condition: Callable[[datetime], Q]
    holds: Callable[[models.Model, datetime], bool]
    stops: frozenset[Source]
    words: str


def _stops_promoting(at):
    """Return the Q of sessions that pass no place on any more at `at`: as `Session.promotes_until` has it, in SQL."""
    return (
        Q(starts_at__lte=at + NO_PROMOTION_BEFORE_START)
        | Q(promotion_closes_at__lte=at)
        | Q(promotion_closes_at=None, booking_closes_at__lte=at)
    )


# The first rule that holds decides. If none does, there are places left, or else a waiting list to join.
RULES = (
    Rule(
        Availability.CANCELLED,
        condition=lambda at: Q(state=SessionState.CANCELLED),
        holds=lambda session, at: session.state == SessionState.CANCELLED,
        stops=_EVERYBODY,
        words="This session has been cancelled.",
    ),
    Rule(
        Availability.BEGUN,
        condition=lambda at: Q(ends_at__lte=at),
        holds=lambda session, at: session.ends_at <= at,
        stops=_AHEAD,
        words="This session is over.",
    ),
    Rule(
        Availability.BEGUN,
        condition=lambda at: Q(starts_at__lte=at),
        holds=lambda session, at: session.starts_at <= at,
        stops=_AHEAD,
        words="This session has begun.",
    ),
    Rule(
        Availability.CLOSED,
        condition=lambda at: Q(state=SessionState.DRAFT),
        holds=lambda session, at: session.state == SessionState.DRAFT,
        stops=_ALL_BUT_IMPORTS,
        words=_CLOSED,
    ),
    Rule(
        Availability.CLOSED,
        condition=lambda at: Q(state=SessionState.CLOSED) | Q(booking_closes_at__lte=at),
        holds=lambda session, at: (
            session.state == SessionState.CLOSED
            or (session.booking_closes_at is not None and session.booking_closes_at <= at)
        ),
        stops=_PUBLIC,
        words=_CLOSED,
    ),
    Rule(
        Availability.NOT_YET,
        condition=lambda at: Q(booking_opens_at__gt=at),
        holds=lambda session, at: session.booking_opens_at is not None and session.booking_opens_at > at,
        stops=_PUBLIC,
        words="Booking opens on {opens}.",
    ),
    Rule(
        Availability.ELSEWHERE,
        condition=lambda at: Q(capacity__isnull=True),
        holds=lambda session, at: not session.is_ours,
        stops=_EVERYBODY,
        words="This session is booked on another site.",
    ),
    Rule(
        Availability.FULL,
        condition=lambda at: Q(waiting_list=False, capacity__lte=F("held")),
        holds=lambda session, at: not session.waiting_list and session.capacity <= places_held(session),
        # Whoever is in the room on the day goes on the register even if there are more people than places.
        stops=_EVERYBODY - {Source.ON_THE_DAY},
        words=NO_PLACE_LEFT,
    ),
    Rule(
        # A turn that leads nowhere is none.
        Availability.FULL,
        condition=lambda at: _stops_promoting(at) & Q(capacity__lte=F("held")),
        holds=lambda session, at: session.promotes_until <= at and session.capacity <= places_held(session),
        stops=_AHEAD,
        words=TOO_LATE_TO_WAIT,
    ),
)


def places_held(session):
    """Return how many places of a session are held: confirmed, or offered and not yet answered. Makes one query."""
    return session.bookings.filter(state__in=HOLDING).count()


def annotations(sessions, at):
    """Return what `with_availability` adds to `sessions`, a queryset of all of them, as it is at `at` (aware datetime).

    `held` is how many places are held, and `availability` the first of RULES that holds, or else whether places are left.
    """
    number = Count("bookings", filter=Q(bookings__state__in=HOLDING))
    itself = sessions.filter(pk=OuterRef("pk")).order_by().values("pk")
    return {
        "held": Subquery(itself.annotate(number=number).values("number")),
        "availability": Case(
            *[When(rule.condition(at), then=Value(rule.availability)) for rule in RULES],
            When(capacity__gt=F("held"), then=Value(Availability.PLACES)),
            default=Value(Availability.WAITING),
            output_field=models.CharField(),
        ),
    }


@dataclass(frozen=True)
class Refusal:
    """Why a session cannot be booked: what it is instead (an Availability), and a sentence for the person."""

    availability: Availability
    words: str


def refusal(session, *, source=Source.PUBLIC, at=None, even_if_full=False):
    """Return the Refusal of a booking that comes from `source` at `at` (aware datetime, default now), or None.

    It is about the session alone: one organisation's limit and what one person has booked are for
    `training.booking.places`. Makes one query at most, and none `even_if_full`, which leaves it open whether a place is
    left: for a page that says so itself.
    """
    at = at or timezone.now()
    for rule in RULES:
        if even_if_full and rule.availability == Availability.FULL:
            continue
        if source in rule.stops and rule.holds(session, at):
            opens = date_and_time(session.booking_opens_at) if session.booking_opens_at else ""
            return Refusal(rule.availability, rule.words.format(opens=opens))
    return None
