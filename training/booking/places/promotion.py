"""Passing free places on to the waiting list, offers and their end, and the end of the list itself."""

from datetime import timedelta

from django.utils import timezone

from hscp.bank_holidays import in_working_hours
from training.booking.events import note
from training.booking.limits import agency_of, limits_of
from training.booking.locking import CannotBook, lock, one_at_a_time
from training.booking.places.agreement import state_with_place, tell_of_place
from training.booking.places.holding import end_booking, free_place, grace, locked_with, place_for
from training.booking.rules import refusal
from training.enums import SCHEDULED, BookingEventKind, BookingState, Promotion, Source
from training.mail import kinds
from training.mail.outbox import tell
from training.models import Booking


@one_at_a_time()
def fill(*, session_id, at=None):
    """Give free places to the waiting list, for instance after places were added or a limit ended. Return how many."""
    return promote(lock(session_id), at or timezone.now())


def promote(session, at):
    """Give or offer free places to the waiting list, in the order of joining, within the limits. Return how many.

    From the moment at which the session stops passing places on, nobody gets one that they have not asked for just then.
    """
    is_off = session.state not in SCHEDULED or session.promotes_until <= at
    if is_off or not session.is_ours:
        return 0
    limits = limits_of(session, at)
    held = limits.held
    if len(held) >= session.capacity:
        return 0
    promoted = 0
    waiting = session.bookings.filter(state=BookingState.WAITING).order_by("turn")
    for booking in waiting.select_related("listed_organisation"):
        agency = agency_of(booking)
        if limits.reached(agency):
            continue
        booking.session = session
        booking.place = free_place(held)
        held[booking.place] = agency
        if session.promotion == Promotion.OFFER:
            booking.state = BookingState.OFFERED
            booking.offered_until = end_of_offer(session, at)
        else:
            booking.state = state_with_place(booking, at)
            booking.grace_until = grace(session, at)
        booking.save(update_fields=["state", "place", "offered_until", "grace_until", "changed_at"])
        note([booking], BookingEventKind.PROMOTED, at=at)
        tell_of_place(kinds.OFFERED if booking.state == BookingState.OFFERED else kinds.PROMOTED, booking)
        promoted += 1
        if len(held) >= session.capacity:
            break
    return promoted


def end_of_offer(session, at):
    """Return when an offer made at `at` ends: in working hours, but never after the session stops passing places on."""
    return min(in_working_hours(at + timedelta(hours=session.offer_hours)), session.promotes_until)


@one_at_a_time()
def accept(*, booking_id, at=None):
    """Turn an offer into a place and return the booking. Raises CannotBook once the offer has ended."""
    at = at or timezone.now()
    session, booking = locked_with(booking_id)
    if booking.state in (BookingState.CONFIRMED, BookingState.REQUESTED):
        return booking
    if booking.state != BookingState.OFFERED or min(booking.offered_until, session.starts_at) <= at:
        raise CannotBook("This offer has ended, so the place is no longer kept for you.")
    booking.state, booking.offered_until = state_with_place(booking, at), None
    booking.grace_until = grace(session, at)
    booking.save(update_fields=["state", "offered_until", "grace_until", "changed_at"])
    note([booking], BookingEventKind.ACCEPTED, at=at)
    tell_of_place(kinds.CONFIRMED, booking)
    return booking


@one_at_a_time()
def take_free_place(*, booking_id, at=None):
    """Give somebody who waits a place that is free, once the session passes none on any more, and return the booking.

    They ask for it themselves, as anybody else may then: who comes first gets it. Raises CannotBook where there is none for them.
    """
    at = at or timezone.now()
    session, booking = locked_with(booking_id)
    if booking.state in (BookingState.CONFIRMED, BookingState.REQUESTED):
        return booking
    place = None
    if may_take_free_place(booking, at):
        place = place_for(session, agency_of(booking), Source.PUBLIC, at)
    if place is None:
        raise CannotBook("There is no free place for you now. Try again: somebody may still cancel.")
    booking.state, booking.place = state_with_place(booking, at), place
    booking.save(update_fields=["state", "place", "changed_at"])
    is_requested = booking.state == BookingState.REQUESTED
    note([booking], BookingEventKind.REQUESTED if is_requested else BookingEventKind.BOOKED, at=at)
    tell_of_place(kinds.CONFIRMED, booking)
    return booking


def may_take_free_place(booking, at=None):
    """Return whether somebody who waits may take a place that is free at `at` (aware datetime, default now) themselves."""
    at, session = at or timezone.now(), booking.session
    return (
        booking.state == BookingState.WAITING
        and session.promotes_until <= at
        and not refusal(session, source=Source.ADMIN, at=at)
    )


@one_at_a_time()
def end_offers(*, session_id, at=None):
    """End the offers of a session whose time is over and pass the places on. Return how many ended."""
    at = at or timezone.now()
    session = lock(session_id)
    over = list(session.bookings.filter(state=BookingState.OFFERED, offered_until__lte=at).order_by("turn"))
    for booking in over:
        end_booking(booking, BookingState.LAPSED, by=None, at=at)
        tell(kinds.LAPSED, booking)
    promote(session, at)
    return len(over)


@one_at_a_time()
def close_waiting_list(*, session_id, at=None):
    """Once a session has begun, end every turn on its waiting list and tell those people. Return how many."""
    at = at or timezone.now()
    session = lock(session_id)
    if session.starts_at > at:
        return 0
    waiting = list(session.bookings.filter(state__in=[BookingState.WAITING, BookingState.OFFERED]))
    for booking in waiting:
        end_booking(booking, BookingState.NOT_REACHED, by=None, at=at)
        tell(kinds.NOT_REACHED, booking)
    return len(waiting)


def position(booking):
    """Return how far up the waiting list a booking is, 1 for the next, or None if it does not wait."""
    if booking.state != BookingState.WAITING:
        return None
    waiting = Booking.objects.filter(session=booking.session_id, state=BookingState.WAITING)
    return waiting.filter(turn__lte=booking.turn).count()
