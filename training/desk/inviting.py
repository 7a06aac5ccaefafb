"""Inviting people to a session who do not have a booking of it, and reminding those who have."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hscp.email_addresses import email_key
from hscp.privacy.erasure_list import codes_of, times
from hscp.privacy.retention import kept_since
from training.booking.locking import CannotBook
from training.booking.rules import refusal
from training.enums import CAME, LIVE, BookingState, InviteWhom, Role
from training.mail import kinds, rendering
from training.mail.invented_addresses import is_invented
from training.mail.outbox import tell_all, tell_people
from training.mail.unsubscribing import refused
from training.models import Booking, Interest, Message


@dataclass(frozen=True)
class Invited:
    """Who would get an invitation: `people`, {key: address}, each once. `refusing` is how many more said that they want none."""

    people: dict
    refusing: int


def invited(session, whom):
    """Return the Invited of those of `whom` (list of InviteWhom) whom an invitation to `session` would reach.

    Left out are people with a live booking of it or an invitation to it, those who want no invitations, people whose data was
    erased, and invented ones. The number of queries does not grow with the people.
    """
    addresses = {}
    for each in whom:
        for address in _AUDIENCES[each](session):
            addresses.setdefault(email_key(address), address)
    booked = session.bookings.filter(state__in=LIVE).values_list("email_key", flat=True)
    for key in booked:
        addresses.pop(key, None)
    addresses.pop("", None)
    sent = set(
        Message.objects.filter(session=session, kind=kinds.INVITATION.name).values_list("once", flat=True)
    )
    erased = times().keys()
    people = {
        key: address
        for key, address in addresses.items()
        if not is_invented(address)
        and f"{kinds.INVITATION.name}:{_once(session, key)}" not in sent
        and not codes_of(address) & erased
    }
    refusing = refused(people.values())
    left = {key: address for key, address in people.items() if address not in refusing}
    return Invited(left, len(people) - len(left))


@transaction.atomic
def invite(session, whom, *, text):
    """Write an invitation to `session` with its booking page to everybody of `whom`, and return how many were new.

    `text` is the staff's own words, which may be "". Nobody gets two invitations to one session. Raises CannotBook if it takes no
    bookings from the public.
    """
    if refused := refusal(session):
        raise CannotBook(refused.words)
    if not session.course.is_live():
        raise CannotBook("The course is not published, so nobody could open the page to book.")
    people = {_once(session, key): address for key, address in invited(session, whom).people.items()}
    book = f"{settings.HSCP_ADDRESS}{reverse('training:book', args=[session.pk])}"
    return tell_people(kinds.INVITATION, people, session, text=text, book=book, **rendering.about(session))


def remind(session, at=None):
    """Write a reminder to everybody with a place who has an address, once a day, and return how many were new.

    Raises CannotBook once the session has begun.
    """
    at = at or timezone.now()
    if session.starts_at <= at:
        raise CannotBook("The session has begun.")
    bookings = session.bookings.filter(state=BookingState.CONFIRMED).select_related("session__course")
    return tell_all(kinds.REMINDER, dict.fromkeys(bookings, f"by-hand:{timezone.localdate(at)}"))


def _once(session, key):
    """Return what tells one person's invitation to a session from others; it holds no address."""
    return f"{session.pk}:{salted_hmac('training.invitation', key, algorithm='sha256').hexdigest()[:32]}"


def _earlier(session):
    return Booking.objects.filter(session__course=session.course_id, anonymised_at=None).exclude(
        session=session
    )


def _not_attended(session):
    """Yield the addresses of those who booked the course or waited for it, and have never attended it."""
    came = set(_earlier(session).filter(attendance__in=CAME).values_list("email_key", flat=True))
    coming = set(
        _earlier(session)
        .filter(state__in=LIVE, session__starts_at__gt=timezone.now())
        .values_list("email_key", flat=True)
    )
    rows = _earlier(session).order_by("pk").values_list("email_key", "email")
    return [address for key, address in rows if key not in came | coming]


def _attended(session):
    """Return the addresses of those who attended the course before."""
    return _earlier(session).filter(attendance__in=CAME).order_by("pk").values_list("email", flat=True)


def _interest(session):
    since = kept_since("interest", timezone.now())
    return Interest.objects.filter(course=session.course_id, created_at__gt=since).values_list(
        "email", flat=True
    )


def _leads(session):
    """Return the addresses of designated safeguarding leads and deputies who booked anything whose data is kept."""
    return (
        Booking.objects.filter(role=Role.LEAD, anonymised_at=None)
        .order_by("pk")
        .values_list("email", flat=True)
    )


_AUDIENCES = {
    InviteWhom.NOT_ATTENDED: _not_attended,
    InviteWhom.ATTENDED: _attended,
    InviteWhom.INTEREST: _interest,
    InviteWhom.LEADS: _leads,
}
