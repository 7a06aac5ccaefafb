"""Booking: each person gets a place or a turn on the waiting list."""

from hashlib import sha256

from django.utils import timezone

from hscp.email_addresses import email_key
from training.booking.events import note
from training.booking.limits import limits_of, with_agencies
from training.booking.locking import CannotBook, SentBefore, lock, one_at_a_time
from training.booking.places.agreement import tell_requested
from training.booking.places.approving import ask
from training.booking.places.holding import first_free_place, next_turn, place_for
from training.booking.places.people import (
    Lead,
    let_in_unsuited,
    refuse_outsiders,
    refuse_own_manager,
    refuse_twice,
)
from training.booking.places.promotion import promote
from training.booking.questions import keep_answers
from training.booking.rules import NO_PLACE_LEFT, TOO_LATE_TO_WAIT, refusal
from training.enums import BookingEventKind, BookingState, Source
from training.mail import kinds
from training.mail.outbox import tell
from training.models import Booking, InvoiceDetails

# Said of places that are left, but not for this person.
_NO_LIST = "There is no waiting list."
_TOO_LATE = "It is too near the session to join its waiting list."


@one_at_a_time()
def book(
    *,
    session_id,
    people,
    key,
    source=Source.PUBLIC,
    booked_by="",
    booked_by_email="",
    by=None,
    over="",
    unsuited="",
    at=None,
):
    """Book `people` (a list of Person) into a session, all or nobody, and return their Bookings in that order.

    Each gets a place or, where there is none and the session keeps one, a turn on the waiting list. `key` is the form's
    own random key: a person sent again with the same key keeps the booking made before, so a form that is sent twice,
    or gone back to for one more colleague, books nobody twice. `over` (str) is why staff give a place beyond the limits
    where none is free, and `unsuited` (str) why they book somebody whom the course is not for; both are kept. Raises CannotBook, and SentBefore for a form whose booking has ended since.
    """
    at = at or timezone.now()
    session = lock(session_id)
    keys = [_key(session, key, person) for person in people]
    done = {booking.key: booking for booking in Booking.objects.filter(key__in=keys)}
    if ended := [
        person.name
        for one, person in zip(keys, people, strict=True)
        if one in done and not _still_theirs(done[one], person)
    ]:
        raise SentBefore(ended)
    if done.keys() == set(keys):
        return [done[one] for one in keys]
    if refused := refusal(session, source=source, at=at, even_if_full=True):
        raise CannotBook(refused.words)
    let_in = set()
    if source == Source.PUBLIC:
        refuse_outsiders(session.course, people)
    elif source == Source.ADMIN and by is not None:
        let_in = {keys[number] for number in let_in_unsuited(session.course, people, reason=unsuited, at=at)}
    refuse_own_manager(people, Lead(booked_by, booked_by_email))
    refuse_twice(session, people, but=[booking.pk for booking in done.values()])
    # People who wait come before people who book now, for instance when a limit has just ended.
    promote(session, at)
    return [
        done.get(one)
        or _add(
            session,
            *whose,
            key=one,
            source=source,
            lead=Lead(booked_by, booked_by_email),
            by=by,
            over=over,
            unsuited=unsuited if one in let_in else "",
            at=at,
        )
        for one, whose in zip(keys, with_agencies(people), strict=True)
    ]


def _still_theirs(booking, person):
    """Whether a booking that a form made before is live, and has not been handed to a colleague."""
    return booking.is_live and booking.email_key == person.email_key


def _key(session, key, person):
    """Return the key of one person's booking, made from the form's own so that nobody can make the keys of two forms equal."""
    who = person.email_key or person.name
    if person.shared_name:
        who = f"{who}:{person.shared_name}"
    return sha256(f"{session.pk}:{key}:{who}".encode()).hexdigest()


def _add(session, person, agency, on_register, *, key, source, lead, by, over, unsuited, at):
    """Make one booking: with a place if one is free for this person or they come in `over` the limits, else with a turn."""
    place = place_for(session, agency, source, at)
    over_limit = bool(over) and place is None
    if over_limit:
        place = first_free_place(session)
    # Somebody in the room waits for the session to begin: there is room for them then.
    list_ends = session.starts_at if source == Source.ON_THE_DAY else session.promotes_until
    if place is None and (not session.waiting_list or list_ends <= at):
        limits = limits_of(session, at)
        if len(limits.held) < session.capacity:
            raise CannotBook(f"{limits.reached(agency)} {_TOO_LATE if session.waiting_list else _NO_LIST}")
        raise CannotBook(TOO_LATE_TO_WAIT if session.waiting_list else NO_PLACE_LEFT)
    booking = Booking.objects.create(
        session=session,
        state=BookingState.CONFIRMED if place else BookingState.WAITING,
        place=place,
        over_limit=over_limit,
        turn=next_turn(session),
        key=key,
        source=source,
        # Whoever books for others, and is among them, has booked their own.
        booked_by="" if lead.email and person.email_key == email_key(lead.email) else lead.name,
        booked_by_email=lead.email,
        listed_organisation=on_register,
        **person.as_fields(),
    )
    keep_answers(booking, person.answers, at=at)
    if any(person.invoice.values()):
        InvoiceDetails.objects.create(booking=booking, **person.invoice)
    waits = ask(booking, evidence=person.evidence, source=source, at=at)
    if place and waits:
        booking.state = BookingState.REQUESTED
        booking.save(update_fields=["state"])
        note([booking], BookingEventKind.REQUESTED, by=by, at=at)
        tell_requested(booking)
        return booking
    if unsuited:
        note([booking], BookingEventKind.NOT_FOR_THEM, by=by, at=at, reason=unsuited)
    note([booking], BookingEventKind.BOOKED if place else BookingEventKind.WAITS, by=by, at=at, reason=over)
    tell(kinds.CONFIRMED if place else kinds.WAITING, booking)
    return booking
