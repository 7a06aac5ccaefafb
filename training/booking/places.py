"""Taking a place, giving one back, and who gets it next. No other module creates a booking of
a session to come, or changes its state.

Every function that writes locks the session's row first (on SQLite the transaction itself holds the write lock), counts
rows, never a counter, and writes the messages in the same transaction. It raises Busy where others hold the lock too
long. Callers that touch several sessions in one transaction do so in the order of their ids. `at` is an aware datetime,
default now. docs/booking.md explains all of it.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from itertools import count

from django.db.models import Max
from django.db.models.functions import Lower
from django.utils import timezone

from hscp.web.wording import one_line
from training.booking.events import note
from training.booking.locking import CannotBook, lock, one_at_a_time
from training.booking.rules import NO_PLACE_LEFT, refusal
from training.enums import (
    HOLDING,
    LIVE,
    SCHEDULED,
    Attendance,
    BookingEventKind,
    BookingState,
    Promotion,
    SessionState,
    Source,
)
from training.mail import kinds
from training.mail.outbox import tell
from training.models import Booking


@dataclass(frozen=True)
class Person:
    """The person a booking is for, as the form gives them."""

    name: str
    email: str
    organisation: str
    organisation_type: str
    role: str
    phone: str = ""
    access_needs: str = ""
    manager_email: str = ""


@one_at_a_time()
def book(*, session_id, people, key, source=Source.PUBLIC, booked_by="", by=None, at=None):
    """Book `people` (a list of Person) into a session, all or nobody, and return their Bookings in that order.

    Each gets a place or, where there is none and the session keeps one, a turn on the waiting list. `key` is the form's
    own random key: a person sent again with the same key keeps the booking made before, so a form that is sent twice,
    or gone back to for one more colleague, books nobody twice. Raises CannotBook.
    """
    at = at or timezone.now()
    session = lock(session_id)
    keys = [_key(session, key, person) for person in people]
    done = {booking.key: booking for booking in session.bookings.filter(key__in=keys)}
    if done.keys() == set(keys):
        return [done[one] for one in keys]
    if refused := refusal(session, source=source, at=at, even_if_full=True):
        raise CannotBook(refused.words)
    _refuse_twice(session, people, but=[booking.pk for booking in done.values()])
    # People who wait come before people who book now, for instance when a limit has just ended.
    _promote(session, at)
    return [
        done.get(one) or _add(session, person, key=one, source=source, booked_by=booked_by, by=by, at=at)
        for one, person in zip(keys, people, strict=True)
    ]


@one_at_a_time()
def give_back(*, booking_id, by=None, at=None):
    """Cancel a live booking, pass its place on, and return it. A second call changes nothing.

    Somebody with a place who cancels after “cancel by” is a late cancellation; somebody who says no to an offer has declined.
    Raises CannotBook once the session has begun, unless staff (`by`) take off somebody who is not on the register yet.
    """
    at = at or timezone.now()
    session, booking = _locked_with(booking_id)
    if not booking.is_live:
        return booking
    if session.starts_at <= at and (by is None or booking.attendance):
        raise CannotBook("The session has begun, so this booking can no longer be cancelled.")
    if booking.state == BookingState.OFFERED:
        state = BookingState.DECLINED
    elif booking.state == BookingState.CONFIRMED and session.is_late_to_cancel(at):
        state = BookingState.LATE_CANCELLED
    else:
        state = BookingState.CANCELLED
    _end(booking, state, by=by, at=at)
    tell(kinds.CANCELLED, booking)
    _promote(session, at)
    return booking


@one_at_a_time()
def accept(*, booking_id, at=None):
    """Turn an offer into a place and return the booking. Raises CannotBook once the offer has ended."""
    at = at or timezone.now()
    session, booking = _locked_with(booking_id)
    if booking.state == BookingState.CONFIRMED:
        return booking
    if booking.state != BookingState.OFFERED or min(booking.offered_until, session.starts_at) <= at:
        raise CannotBook("This offer has ended. The place has gone to the next person.")
    booking.state, booking.offered_until = BookingState.CONFIRMED, None
    booking.save(update_fields=["state", "offered_until", "changed_at"])
    note([booking], BookingEventKind.ACCEPTED, at=at)
    tell(kinds.CONFIRMED, booking)
    return booking


@one_at_a_time()
def hand_over(*, booking_id, person, by=None, at=None):
    """Give a confirmed place to a colleague (Person) and return the booking, now the colleague's, with new links.

    The organisation stays: the place counts against its limit. Handing it to the colleague who already has it changes
    nothing. Raises CannotBook when the booking has no confirmed place, when the session has begun, and when the
    colleague has another booking.
    """
    at = at or timezone.now()
    session, booking = _locked_with(booking_id)
    if booking.state != BookingState.CONFIRMED:
        raise CannotBook("Only a confirmed place can be handed to a colleague.")
    if session.starts_at <= at:
        raise CannotBook("The session has begun, so the place can no longer be handed on.")
    if booking.email.lower() == person.email.lower():
        return booking
    _refuse_twice(session, [person])
    tell(kinds.HANDED_OVER, booking)
    booking.links.all().delete()
    for field in ("name", "email", "role", "phone", "access_needs", "manager_email"):
        setattr(booking, field, getattr(person, field))
    # An apology sent in advance was from the other person.
    booking.attendance = Attendance.NOT_MARKED
    booking.save()
    note([booking], BookingEventKind.HANDED_OVER, by=by, at=at)
    tell(kinds.CONFIRMED, booking)
    return booking


@one_at_a_time()
def fill(*, session_id, at=None):
    """Give free places to the waiting list, for instance after places were added or a limit ended. Return how many."""
    return _promote(lock(session_id), at or timezone.now())


@one_at_a_time()
def end_offers(*, session_id, at=None):
    """End the offers of a session whose time is over and pass the places on. Return how many ended."""
    at = at or timezone.now()
    session = lock(session_id)
    over = list(session.bookings.filter(state=BookingState.OFFERED, offered_until__lte=at).order_by("turn"))
    for booking in over:
        _end(booking, BookingState.LAPSED, by=None, at=at)
        tell(kinds.LAPSED, booking)
    _promote(session, at)
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
        _end(booking, BookingState.NOT_REACHED, by=None, at=at)
        tell(kinds.NOT_REACHED, booking)
    return len(waiting)


@one_at_a_time()
def cancel_session(*, session_id, by, at=None):
    """Cancel a session and every live booking, and tell each person. Return how many were told.

    A second call does nothing. Raises CannotBook if the register shows that the session took place.
    """
    at = at or timezone.now()
    session = lock(session_id)
    if session.state == SessionState.CANCELLED:
        return 0
    if session.starts_at <= at and session.bookings.exclude(attendance=Attendance.NOT_MARKED).exists():
        raise CannotBook("This session has marks on its register, so it took place and cannot be cancelled.")
    session.state, session.updated_by = SessionState.CANCELLED, by
    session.sequence += 1
    session.save(update_fields=["state", "sequence", "updated_by", "updated_at"])
    live = list(session.bookings.filter(state__in=LIVE).order_by("turn"))
    for booking in live:
        _end(booking, BookingState.CANCELLED, by=by, at=at)
        tell(kinds.SESSION_CANCELLED, booking)
    return len(live)


def position(booking):
    """Return how far up the waiting list a booking is, 1 for the next, or None if it does not wait."""
    if booking.state != BookingState.WAITING:
        return None
    waiting = Booking.objects.filter(session=booking.session_id, state=BookingState.WAITING)
    return waiting.filter(turn__lte=booking.turn).count()


def _locked_with(booking_id):
    """Lock the session of a booking, read the booking again, and return both."""
    session = lock(Booking.objects.values_list("session_id", flat=True).get(pk=booking_id))
    booking = Booking.objects.get(pk=booking_id)
    booking.session = session
    return session, booking


def _key(session, key, person):
    """Return the key of one person's booking, made from the form's own so that nobody can make the keys of two forms equal."""
    return sha256(f"{session.pk}:{key}:{person.email.lower() or person.name}".encode()).hexdigest()


def _refuse_twice(session, people, but=()):
    """Raise CannotBook if one of `people` has a booking (`but` these, by id), or is in the list twice."""
    emails = [person.email.lower() for person in people]
    taken = set(
        session.bookings.filter(state__in=LIVE)
        .exclude(pk__in=but)
        .exclude(email="")
        .annotate(low=Lower("email"))
        .filter(low__in=emails)
        .values_list("low", flat=True)
    )
    for number, email in enumerate(emails):
        if email in taken or (email and email in emails[:number]):
            raise CannotBook(
                f"{people[number].email} already has a booking for this session.", field=f"email-{number}"
            )


def _add(session, person, *, key, source, booked_by, by, at):
    """Make one booking: with a place if one is free for this person, else with a turn on the waiting list."""
    place = _place_for(session, person.organisation, source, at)
    if place is None and (not session.waiting_list or session.starts_at <= at):
        raise CannotBook(NO_PLACE_LEFT)
    turn = (session.bookings.aggregate(last=Max("turn"))["last"] or 0) + 1
    booking = Booking.objects.create(
        session=session,
        state=BookingState.CONFIRMED if place else BookingState.WAITING,
        place=place,
        turn=turn,
        key=key,
        source=source,
        booked_by=booked_by,
        **asdict(person),
    )
    note([booking], BookingEventKind.BOOKED if place else BookingEventKind.WAITS, by=by, at=at)
    tell(kinds.CONFIRMED if place else kinds.WAITING, booking)
    return booking


def _place_for(session, organisation, source, at):
    """Return the number of a free place that this organisation may take, or None."""
    held = _held(session)
    # Anyone in the room on the day goes on the register, even if there are more people than places.
    if source != Source.ON_THE_DAY or session.starts_at > at:
        quota = session.quota_at(at)
        if len(held) >= session.capacity:
            return None
        if quota is not None and Counter(held.values())[_same_name(organisation)] >= quota:
            return None
    return next(number for number in count(1) if number not in held)


def _promote(session, at):
    """Give or offer free places to the waiting list, in the order of joining, within the limits. Return how many."""
    is_off = session.state not in SCHEDULED or session.starts_at <= at
    if is_off or not session.is_ours:
        return 0
    held = _held(session)
    if len(held) >= session.capacity:
        return 0
    quota, organisations = session.quota_at(at), Counter(held.values())
    promoted = 0
    for booking in session.bookings.filter(state=BookingState.WAITING).order_by("turn"):
        name = _same_name(booking.organisation)
        if quota is not None and organisations[name] >= quota:
            continue
        booking.place = next(number for number in count(1) if number not in held)
        held[booking.place] = name
        organisations[name] += 1
        if session.promotion == Promotion.OFFER:
            booking.state = BookingState.OFFERED
            booking.offered_until = min(at + timedelta(hours=session.offer_hours), session.starts_at)
        else:
            booking.state = BookingState.CONFIRMED
        booking.session = session
        booking.save(update_fields=["state", "place", "offered_until", "changed_at"])
        note([booking], BookingEventKind.PROMOTED, at=at)
        tell(kinds.OFFERED if booking.state == BookingState.OFFERED else kinds.PROMOTED, booking)
        promoted += 1
        if len(held) >= session.capacity:
            break
    return promoted


def _held(session):
    """Return {number of the place: the organisation, as it is compared} for the places that are held."""
    rows = session.bookings.filter(state__in=HOLDING).values_list("place", "organisation")
    return {place: _same_name(organisation) for place, organisation in rows}


def _same_name(organisation):
    """Return an organisation's name such that two spellings that differ only by case or spaces are equal."""
    return one_line(organisation).casefold()


def _end(booking, state, *, by, at):
    """End a booking in `state`: from now on it holds no place and has no mark on the register."""
    booking.state, booking.place, booking.offered_until = state, None, None
    booking.attendance = Attendance.NOT_MARKED
    booking.save(update_fields=["state", "place", "offered_until", "attendance", "changed_at"])
    note([booking], state, by=by, at=at)
