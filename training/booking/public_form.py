"""Booking by the public form, which never shows whether somebody else has a booking."""

from dataclasses import dataclass, replace

from django.db import transaction

from training.booking.limits import why_no_place
from training.booking.locking import CannotBook, lock, one_at_a_time
from training.booking.places import Lead, book, position
from training.booking.places.people import live_bookings_of
from training.enums import HOLDING, BookingState
from training.mail import kinds
from training.mail.outbox import tell
from training.team import requests as team_requests


@dataclass(frozen=True)
class Outcome:
    """The result of one form: how many people have a place, the others' positions on the waiting list, in order, and why these
    have no place, a sentence for each reason."""

    places: int
    turns: tuple[int, ...]
    reasons: tuple[str, ...] = ()


@one_at_a_time()
def book_for_public(*, session_id, people, key, booked_by="", booked_by_email="", summary=True):
    """Book `people` (a list of Person) with the form's random `key` and return the Outcome to show.

    Whoever books for others gives their own name and address, and is sent a `summary`; the people are then in their team.

    Anybody may type anybody's email. Somebody who already has a booking keeps it and is told so by email; the Outcome is
    what it would be for a person without one, so it gives nothing away. Raises CannotBook.
    """
    session = lock(session_id)
    new, known = list(people), []
    bookings = []
    while new:
        try:
            bookings = book(
                session_id=session_id,
                people=new,
                key=key,
                booked_by=booked_by,
                booked_by_email=booked_by_email,
            )
            break
        except CannotBook as refused:
            field, _, number = refused.field.partition("-")
            if field != "email":
                raise
            known.append(new.pop(int(number)))
    outcome, stand_ins = _with_stand_ins(session_id, bookings, known)
    for person in known:
        booking = live_bookings_of(session, person)[0]
        tell(kinds.ALREADY, booking, once=f"already:{booking.pk}:{key}")
    if booked_by_email:
        lead = Lead(booked_by, booked_by_email)
        team_requests.keep(
            lead, session, people, dict(zip([one.email for one in known], stand_ins, strict=True))
        )
        if summary:
            team_requests.tell_lead(lead, session, people, key=key, outcome=outcome)
    return outcome


def _with_stand_ins(session_id, bookings, known):
    """Return the Outcome as if each of `known` were new, and whether each of them would have a place.

    Strangers are booked in their place, the result is read, and they are undone.
    """
    strangers = [
        replace(person, email=f"stranger-{number}@stand-in.invalid") for number, person in enumerate(known)
    ]
    with transaction.atomic():
        stand_ins = book(session_id=session_id, people=strangers, key="stand-in") if strangers else []
        bookings = bookings + stand_ins
        waiting = [booking for booking in bookings if booking.state == BookingState.WAITING]
        outcome = Outcome(
            places=sum(booking.state in HOLDING for booking in bookings),
            turns=tuple(sorted(map(position, waiting))),
            reasons=tuple(dict.fromkeys(filter(None, map(why_no_place, waiting)))),
        )
        transaction.set_rollback(True)
    return outcome, [booking.state in HOLDING for booking in stand_ins]
