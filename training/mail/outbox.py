"""The outbox: writes the mails to be sent, each of them once. `training.mail.delivery` sends them.

Each function writes Message rows in the caller's transaction, so a change and the mail about it are stored together or not
at all. A message has one recipient. Its `once` is made from what it says, so saying it again writes nothing.
"""

import hashlib
import uuid
from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from training.booking.events import note
from training.booking.limits import why_no_place
from training.booking.overlaps import overlapping
from training.enums import LIVE, BookingEventKind, BookingState
from training.mail import kinds, rendering
from training.mail.composing import address_of, write
from training.mail.invented_addresses import is_invented
from training.mail.unsubscribing import unsubscribe_link
from training.models import Message
from training.models.session_times import load_days

_AT_A_TIME = 500
# The mails that say where somebody has another session at the same time.
_TELLS_OF_OVERLAPS = (
    kinds.CONFIRMED,
    kinds.PROMOTED,
    kinds.OFFERED,
    kinds.WAITING,
    kinds.MOVED,
    kinds.MOVED_WAITING,
    kinds.MOVED_REQUESTED,
)
# Ends the `once` of a message that may be said anew: to the person who got the place, or for another day.
_BEFORE = ":before-"


def tell(kind, booking, *, once=None, **context):
    """Write the message of `kind` (a training.mail.kinds.Kind) to the person of `booking`, unless it was written before.

    `once` distinguishes it from others of its kind about the booking. By default it is the booking's latest event, so there is
    one mail for each promotion, and a second promotion gets its own. `context` goes to the template. Somebody who gets a place
    after the joining link has gone out is sent the link too.
    """
    if once is None:
        once = booking.events.order_by("pk").values_list("pk", flat=True).last()
    if kind in (kinds.WAITING, kinds.MOVED_WAITING):
        ahead = booking.session.bookings.filter(state=BookingState.WAITING, turn__lt=booking.turn)
        context["position"] = ahead.count() + 1
        context["why"] = why_no_place(booking)
    if kind in _TELLS_OF_OVERLAPS:
        others = overlapping(booking)
        context["overlaps"] = [rendering.about(other.session) for other in others]
    tell_all(kind, {booking: once}, **context)
    if kind.gives_place and link_is_out(booking.session):
        send_joining_link([booking])
    if kind is kinds.HANDED_OVER:
        # The colleague must be told everything that this person was told.
        _tell_anew(booking, once)


def tell_moved(kind, booking, left, *, had_place, lead="", **context):
    """Write the message of `kind` to the person whose `booking` was moved from the Session `left`, in which they `had_place`,
    by the `lead` (a name) if somebody did it for them.

    Its calendar files take the old entry out and add the new one. What was told of the old session is told anew of this one.
    """
    once = booking.events.order_by("pk").values_list("pk", flat=True).last()
    _tell_anew(booking, once)
    old = {f"old_{name}": value for name, value in rendering.about(left).items() if name in ("when", "where")}
    left = left if had_place else None
    tell(kind, booking, once=once, left=left, had_place=had_place, lead=lead, **old, **context)


def _tell_anew(booking, once):
    """Let everything that was told about a booking be told again: `once` marks the messages up to now."""
    earlier = booking.messages.exclude(once__contains=_BEFORE)
    earlier.update(once=Concat("once", Value(f"{_BEFORE}{once}")))


def tell_all(kind, bookings, *, left=None, was=None, **context):
    """Write a message of one `kind` to the person of each booking; return how many were new.

    `bookings` is {booking: its `once`, as for `tell`}; each booking comes with its session and course. Anyone without an
    address is left out. `left` is a session that they were moved from, whose entry is to go from their calendars; `was` is
    their session before a change: days that it has no more go too. The number of
    queries does not grow with the bookings, except that each 500 bring the same again.
    """
    keys = {
        f"{kind.name}:{booking.pk}:{once}": booking
        for booking, once in bookings.items()
        if address_of(kind, booking)
    }
    written = 0
    everyone = list(keys.items())
    for start in range(0, len(everyone), _AT_A_TIME):
        written += write(kind, dict(everyone[start : start + _AT_A_TIME]), context, left, was)
    return written


def tell_person(kind, to, *, once=None, **context):
    """Write a message of this `kind` to the address `to`, outside any booking.

    With `once` (str) it is written unless one of this kind was written with the same. `context` goes to the template.
    """
    subject, body = rendering.render(kind, contact=settings.HSCP_CONTACT_EMAIL, **context)
    once = f"{kind.name}:{once or uuid.uuid4()}"
    message = Message(kind=kind.name, once=once, to=to, subject=subject, body=body)
    Message.objects.bulk_create([message], ignore_conflicts=True)


def tell_people(kind, people, session, **context):
    """Write a message of this `kind` about `session` to each of `people`, {its `once`: address}, and return how many were new.

    Each has the link with which its reader says that they want no more of them.
    """
    keys = {f"{kind.name}:{once}": to for once, to in people.items()}
    there = set(Message.objects.filter(session=session, kind=kind.name).values_list("once", flat=True))
    messages = []
    for once, to in keys.items():
        if once not in there:
            unsubscribe = unsubscribe_link(to)
            subject, body = rendering.render(
                kind, contact=settings.HSCP_CONTACT_EMAIL, unsubscribe=unsubscribe, **context
            )
            messages.append(
                Message(
                    kind=kind.name,
                    once=once,
                    to=to,
                    session=session,
                    subject=subject,
                    body=body,
                    unsubscribe=unsubscribe,
                )
            )
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=_AT_A_TIME)
    return len(messages)


@transaction.atomic
def tell_changed(session, before, *, note="", excused=()):
    """Tell everyone with a live booking that `session` changed; return how many were told.

    `before` is the Session as it was. For a new time or place, the mail gives the old and the new, with a calendar file that
    moves the entry, the editor's own `note` if any, and to those who sent apologies for the old time (`excused`, bookings) that
    these no longer count. A new joining link is sent if the old one has gone out. Other changes are not announced.
    """
    old, new = rendering.about(before), rendering.about(session)
    changed = {f"old_{name}": old[name] for name in ("when", "where") if old[name] != new[name]}
    told = 0
    if changed:
        if session.sequence == before.sequence:
            session.sequence += 1
            session.save(update_fields=["sequence"])
        pks = {booking.pk for booking in excused}
        everybody = _bookings(session, LIVE)
        for had_apologies in (False, True):
            some = [booking for booking in everybody if (booking.pk in pks) == had_apologies]
            told += tell_all(
                kinds.SESSION_CHANGED,
                dict.fromkeys(some, session.sequence),
                was=before,
                **changed,
                note=note,
                had_apologies=had_apologies,
            )
    if link_is_out(session):
        send_joining_link(_bookings(session, [BookingState.CONFIRMED]))
    return told


def remind_anew(session):
    """Let the mails that are sent once for the day of a session, such as its reminders, be sent again for its new day."""
    told = Message.objects.filter(session=session, kind__in=kinds.OF_THE_DAY).exclude(once__contains=_BEFORE)
    told.update(once=Concat("once", Value(f"{_BEFORE}{session.sequence}")))


def has_address(booking):
    """Return whether a mail about `booking` would go to somebody."""
    return bool(booking.email) and not is_invented(booking.email)


@transaction.atomic
def letter(bookings, *, subject, text, by):
    """Write a letter in the staff's own words to the person of each booking, log who wrote it, and return how many were new.

    The same words go to the same person once, however often the form is sent. Each booking comes with session and course.
    """
    once = _short(f"{subject}\n{text}")
    bookings = dict.fromkeys(bookings, once)
    written = tell_all(kinds.LETTER, bookings, subject=subject, text=text)
    if written:
        note(bookings, BookingEventKind.LETTER, at=timezone.now(), by=by)
    return written


def link_is_out(session, at=None):
    """Return whether people with a place should have the joining link at `at` (aware datetime, default now)."""
    since = session.starts_at - timedelta(hours=session.joining_link_hours)
    return bool(session.joining_link) and since <= (at or timezone.now()) < session.ends_at


def send_joining_link(bookings, at=None):
    """Send the joining link to each of `bookings` and return how many had not had it. Another link or day is new.

    At a session of several days it goes out before each of them, and once before days that follow each other.
    """
    at = at or timezone.now()
    bookings = list(bookings)
    load_days(booking.session for booking in bookings)
    by_day = defaultdict(dict)
    for booking in bookings:
        session = booking.session
        part = _day_of_link(session, at)
        day = rendering.day_in_words(part) if part.starts_at > session.starts_at else ""
        by_day[day][booking] = _short(f"{session.joining_link} {part.starts_at:%Y-%m-%d}")
    return sum(tell_all(kinds.JOINING_LINK, some, day=day) for day, some in by_day.items())


def _day_of_link(session, at):
    """Return the Part of a session for which its joining link has gone out last at `at`: the first of days on end."""
    parts = session.parts
    found = first = before = parts[0]
    for part in parts:
        if (timezone.localdate(part.starts_at) - timezone.localdate(before.starts_at)).days > 1:
            first = part
        if part.starts_at - timedelta(hours=session.joining_link_hours) <= at:
            found = first
        before = part
    return found


def _bookings(session, states):
    bookings = list(session.bookings.filter(state__in=states).order_by("turn"))
    for booking in bookings:
        booking.session = session
    return bookings


def _short(text):
    """Return a short digest of `text`, to tell one wording from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
