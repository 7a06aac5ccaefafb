"""Moving a booking to another session, most often another date of the same course, in one step."""

from django.db.models import F
from django.utils import timezone

from training.booking.events import note
from training.booking.limits import agency_of, limits_of
from training.booking.locking import Busy, CannotBook, lock, one_at_a_time
from training.booking.places.agreement import state_with_place, what_it_waits_for
from training.booking.places.approving import ask_of_move, refuse_without_manager
from training.booking.places.holding import (
    first_free_place,
    forget_marks,
    grace,
    next_turn,
    place_for,
)
from training.booking.places.people import let_in_unsuited, refuse_outsiders, refuse_twice
from training.booking.places.promotion import promote
from training.booking.rules import refusal
from training.enums import BookingEventKind, BookingState, IfFull, Source
from training.mail import kinds
from training.mail.outbox import tell_moved
from training.models import Booking

# More than any session has turns.
_OUT_OF_THE_WAY = 1_000_000


class NoPlaceThere(CannotBook):
    """The other session has no place for this person: whoever moves them says what is to be done."""


@one_at_a_time()
def move(*, booking_id, to_session_id, by, if_full=IfFull.ASK, reason="", unsuited="", lead=None, at=None):
    """Move a live booking to another session, tell the person in one mail, pass on the place left, and return the booking.

    It gets a place there if one is free. If none is, `if_full` decides: ASK raises NoPlaceThere, WAIT gives a turn on the
    waiting list, in the order in which people joined the lists of both, and OVER gives a place beyond the limits for a
    `reason` (str), which is kept. Moving it to where it is changes nothing. Links in earlier mails lead to it as before.
    Staff who move somebody to another course that is not for them say why (`unsuited`, str); NotForThem is raised without it.
    `by` is None for whoever moves their own, and for the `lead` (Lead) who does it for
    them, whom the mail names; then the manager is asked anew, for the other day. Raises CannotBook when the booking has ended, when its session has begun, and when the
    person cannot be booked into the other one.
    """
    at = at or timezone.now()
    session, target, booking = _locked(booking_id, to_session_id)
    if session.pk == target.pk:
        return booking
    if not booking.is_live:
        raise CannotBook("This booking has ended, so it cannot be moved. Make a new one for the other date.")
    if session.starts_at <= at:
        raise CannotBook(
            "The session has begun. Mark the register, and make a new booking for the other date."
        )
    source = Source.ADMIN if by else Source.PUBLIC
    if refused := refusal(target, source=source, at=at, even_if_full=True):
        raise CannotBook(refused.words)
    let_in = {}
    if target.course_id != session.course_id:
        if by is None:
            refuse_outsiders(target.course, [booking])
        else:
            let_in = let_in_unsuited(target.course, [booking], reason=unsuited, at=at)
    refuse_twice(target, [booking])
    refuse_without_manager(booking, target, source=source)
    # People who wait there come before people who join now.
    promote(target, at)
    place, over = _place(target, booking, source=source, if_full=if_full, reason=reason, at=at)
    had_place = booking.state == BookingState.CONFIRMED
    forget_marks(booking)
    booking.turn = next_turn(target) if place else _turn_by_joining(target, booking)
    booking.session, booking.place, booking.over_limit = target, place, over
    ask_of_move(booking, session, source=source, at=at)
    booking.state = state_with_place(booking, at) if place else BookingState.WAITING
    booking.offered_until = None
    booking.grace_until = grace(target, at) if place else None
    booking.save(
        update_fields=[
            "session",
            "turn",
            "place",
            "over_limit",
            "state",
            "offered_until",
            "grace_until",
            "attendance",
            "changed_at",
        ]
    )
    if let_in:
        note([booking], BookingEventKind.NOT_FOR_THEM, by=by, at=at, reason=unsuited)
    note([booking], BookingEventKind.MOVED, by=by, at=at, reason=reason, by_lead=lead is not None)
    how = {"had_place": had_place, "lead": lead.name if lead else ""}
    if booking.state == BookingState.REQUESTED:
        tell_moved(kinds.MOVED_REQUESTED, booking, session, **how, **what_it_waits_for(booking))
    else:
        tell_moved(kinds.MOVED if place else kinds.MOVED_WAITING, booking, session, **how)
    promote(session, at)
    return booking


def _locked(booking_id, to_session_id):
    """Lock both sessions in the order of their ids and return them with the booking, read again."""
    from_id = Booking.objects.values_list("session_id", flat=True).get(pk=booking_id)
    sessions = {pk: lock(pk) for pk in sorted({from_id, to_session_id})}
    booking = Booking.objects.get(pk=booking_id)
    if booking.session_id not in sessions:
        # Somebody else has moved it in between.
        raise Busy
    booking.session = sessions[booking.session_id]
    return booking.session, sessions[to_session_id], booking


def _place(target, booking, *, source, if_full, reason, at):
    """Return (the number of a place or None for a turn, whether the place is beyond the limits)."""
    place = place_for(target, agency_of(booking), source, at)
    if place:
        return place, False
    if if_full == IfFull.OVER:
        if not reason:
            raise CannotBook("Say why they get a place beyond the limits.", field="reason")
        return first_free_place(target), True
    if if_full == IfFull.ASK:
        raise NoPlaceThere(
            f"The other session has no place free for this person. {_why(target, booking, at)}"
        )
    if not target.waiting_list:
        raise CannotBook(
            f"The other session has no place free, and no waiting list. {_why(target, booking, at)}"
        )
    if target.promotes_until <= at:
        raise CannotBook("The other session has no place free, and it is too near for its waiting list.")
    return None, False


def _why(target, booking, at):
    return limits_of(target, at).why_no_place(agency_of(booking))


def _turn_by_joining(target, booking):
    """Return the turn on the waiting list that keeps the order of joining, and make room for it."""
    later = target.bookings.filter(state=BookingState.WAITING, created_at__gt=booking.created_at)
    turn = later.order_by("turn").values_list("turn", flat=True).first()
    if turn is None:
        return next_turn(target)
    # In two steps: the database compares each row with those that have not been written yet.
    after = target.bookings.filter(turn__gte=turn)
    after.update(turn=F("turn") + _OUT_OF_THE_WAY)
    target.bookings.filter(turn__gte=_OUT_OF_THE_WAY).update(turn=F("turn") - _OUT_OF_THE_WAY + 1)
    return turn
