"""Handing a place to a colleague."""

from django.utils import timezone

from training.booking.events import note
from training.booking.locking import CannotBook, one_at_a_time
from training.booking.places.agreement import state_with_place, tell_of_place
from training.booking.places.approving import ask, refuse_without_manager
from training.booking.places.holding import end_booking, forget_marks, grace, locked_with
from training.booking.places.people import (
    live_bookings_of,
    refuse_outsiders,
    refuse_own_manager,
    refuse_twice,
)
from training.booking.places.promotion import promote
from training.booking.questions import keep_answers
from training.enums import BookingEventKind, BookingState, Source
from training.mail import kinds
from training.mail.outbox import tell
from training.models import Approval

# What a colleague who was waiting has told already, and the form of handing over does not ask.
_KEPT_FROM_TURN = ("phone", "access_needs", "manager_email")


@one_at_a_time()
def hand_over(*, booking_id, person, by=None, lead=None, at=None):
    """Give a confirmed place to a colleague (Person) and return the booking, now the colleague's, with new links.

    The organisation stays: the place counts against its limit. A colleague who waits for this session, or has been offered a
    place, gets this one instead: their turn ends without a mail of its own, its links lead to the place, and what they had
    told is kept. `lead` is the Lead who does it for them, whom the mails name. Handing it to the colleague who already has it
    changes nothing. Raises CannotBook when the booking has no confirmed place, when the session has begun, when the
    colleague has a place, and when a manager must agree and none is given.
    """
    at, source = at or timezone.now(), Source.PUBLIC if by is None else Source.ADMIN
    session, booking = locked_with(booking_id)
    if booking.state != BookingState.CONFIRMED:
        raise CannotBook("Only a confirmed place can be handed to a colleague.")
    if session.starts_at <= at:
        raise CannotBook("The session has begun, so the place can no longer be handed on.")
    if booking.email_key == person.email_key and booking.shared_name == person.shared_name:
        return booking
    turns = [turn for turn in live_bookings_of(session, person) if turn.state != BookingState.CONFIRMED]
    refuse_twice(session, [person], but=[booking.pk, *(turn.pk for turn in turns)])
    if by is None:
        refuse_outsiders(session.course, [person])
    refuse_without_manager(
        next((turn for turn in turns if turn.manager_email), person), session, source=source
    )
    refuse_own_manager([person], lead)
    tell(kinds.HANDED_OVER, booking, lead=lead.name if lead else "")
    booking.links.all().delete()
    for field in ("name", "email", "role", "phone", "access_needs", "manager_email", "shared_name"):
        setattr(booking, field, getattr(person, field))
    # Whoever booked for the other person has nothing to do with this one.
    booking.booked_by, booking.booked_by_email = (lead.name, lead.email) if lead else ("", "")
    for turn in turns:
        for field in _KEPT_FROM_TURN:
            setattr(booking, field, getattr(booking, field) or getattr(turn, field))
        end_booking(turn, BookingState.CANCELLED, by=by, at=at)
        turn.links.update(booking=booking)
    # An apology sent in advance was from the other person.
    forget_marks(booking)
    booking.grace_until = grace(session, at)
    booking.save()
    # The answers were the other person’s too.
    booking.answers.all().delete()
    keep_answers(booking, person.answers, at=at)
    # Whoever agreed, agreed to the other person; what was said of the colleague's turn is said of the place.
    booking.approvals.all().delete()
    Approval.objects.filter(booking__in=turns).update(booking=booking)
    had = list(booking.approvals.values_list("asks", flat=True))
    ask(booking, evidence=person.evidence, source=source, at=at, had=had)
    booking.state = state_with_place(booking, at)
    booking.save(update_fields=["state"])
    note([booking], BookingEventKind.HANDED_OVER, by=by, at=at, by_lead=lead is not None)
    tell_of_place(kinds.CONFIRMED, booking)
    # A colleague who had been offered a place leaves that one to the next.
    promote(session, at)
    return booking
