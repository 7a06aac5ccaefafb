"""Checks that the places stored in the database are consistent, for `manage.py check_bookings`.

It uses nothing of `training.booking.places`, so it finds a fault there as well as a change made by hand in the database.
A problem names sessions and bookings by their numbers, never a person.
"""

from collections import Counter, defaultdict
from datetime import timedelta

from django.utils import timezone

from hscp.email_addresses import email_key
from hscp.privacy.retention import kept_since
from training.booking.events import LEAVES
from training.booking.identity import name_key
from training.booking.limits import agency_of
from training.enums import (
    HOLDING,
    SCHEDULED,
    ApprovalState,
    BookingState,
    QuotaKind,
    SessionState,
    Source,
)
from training.models import Approval, Booking, BookingEvent, Session
from training.organisations.register import not_organisations

_FIELDS = (
    "session_id",
    "state",
    "place",
    "turn",
    "source",
    "name",
    "email",
    "email_key",
    "shared_name",
    "organisation",
    "organisation_type",
    "listed_organisation",
    "offered_until",
    "created_at",
    "over_limit",
)
# How late the command that ends offers and passes places on may be before it counts as a problem.
GRACE = timedelta(hours=1)


def problems(at=None):
    """Return what is wrong with the bookings at `at` (aware datetime, default now), one sentence each."""
    at = at or timezone.now()
    bookings = defaultdict(list)
    rows = Booking.objects.select_related("listed_organisation").only(*_FIELDS)
    for booking in rows.order_by("turn").iterator():
        bookings[booking.session_id].append(booking)
    last = dict(BookingEvent.objects.filter(what__in=LEAVES).order_by("pk").values_list("booking_id", "what"))
    # The log of older bookings is deleted, see hscp/privacy/periods.py.
    logged_since = kept_since("audit", at)
    nobody = not_organisations()
    found = []
    for session in Session.objects.filter(pk__in=bookings).prefetch_related("quotas").order_by("pk"):
        of_session = bookings[session.pk]
        found += [
            f"Session {session.pk}: {problem}" for problem in _of_session(session, of_session, nobody, at)
        ]
        found += [
            f"Booking {booking.pk} is “{booking.state}”, but its last event is “{last.get(booking.pk, 'none')}”."
            for booking in of_session
            if booking.created_at > logged_since and booking.state not in LEAVES.get(last.get(booking.pk), ())
        ]
    return found


def _of_session(session, bookings, nobody, at):
    """Yield what is wrong with the bookings of one session, in the order of their turns. `nobody`: keys of no organisation."""
    held = [booking for booking in bookings if booking.state in HOLDING]
    waiting = [booking for booking in bookings if booking.state == BookingState.WAITING]
    # People who came without a booking are on the register even if there are more people than places, and so is whoever got
    # a place beyond the limits for a reason.
    expected = [booking for booking in held if booking.source != Source.ON_THE_DAY and not booking.over_limit]
    over = len(expected) - (session.capacity or 0)
    if over > 0:
        yield f"places held are over by {over}."
    if len({booking.place for booking in held}) < len(held):
        yield "a place is held twice."
    if len({booking.turn for booking in bookings}) < len(bookings):
        yield "a turn is held twice."
    live = [booking for booking in (*held, *waiting) if booking.email]
    people = Counter((booking.email_key, booking.shared_name) for booking in live)
    names = Counter((booking.email_key, name_key(booking.name)) for booking in live)
    if len(people) < people.total() or len(names) < names.total():
        yield "a person is booked twice."
    if any(booking.email_key != email_key(booking.email) for booking in bookings):
        yield "an email is compared by another address than its own."
    if session.state == SessionState.CANCELLED and (held or waiting):
        yield f"it is cancelled, but bookings are not: {len(held) + len(waiting)}."
    ended = [booking for booking in held if booking.offered_until and booking.offered_until <= at - GRACE]
    if ended:
        yield f"offers that should have ended: {len(ended)}."
    requested = [booking for booking in held if booking.state == BookingState.REQUESTED]
    if requested:
        pending = Approval.objects.filter(booking__in=requested, state=ApprovalState.PENDING)
        asked = set(pending.values_list("booking_id", flat=True))
        if len(asked) < len(requested):
            yield f"bookings wait for approval, but nobody is asked: {len(requested) - len(asked)}."
        late = set(pending.filter(decide_by__lte=at - GRACE).values_list("booking_id", flat=True))
        if late:
            yield f"requests that should have ended: {len(late)}."
    if waiting and session.starts_at <= at - GRACE:
        yield f"it has begun, but people still wait: {len(waiting)}."
    elif session.state in SCHEDULED and session.promotes_until > at and len(held) < (session.capacity or 0):
        quota, further = session.quota_at(at - GRACE), session.quotas.all()
        if session.limits_have_ended(at - GRACE):
            further = ()
        counts = Counter(group for booking in held for group in _groups(booking))
        full = {(each.what, each.value) for each in further if counts[each.what, each.value] >= each.places}
        kept = [
            booking
            for booking in waiting
            if full.isdisjoint(groups := _groups(booking))
            and (quota is None or groups[0][1] in nobody or counts[groups[0]] < quota)
        ]
        if kept:
            yield f"a place is free, but people who could have it wait: {len(kept)}."


def _groups(booking):
    """Return what limits count a booking among, as (what, which): its organisation first."""
    of = agency_of(booking)
    return ("organisation", of.organisation), (QuotaKind.KIND, of.kind), (QuotaKind.DISTRICT, of.district)
