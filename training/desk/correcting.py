"""Correcting what is known of a person: on one booking, or on all of theirs."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from training.booking.events import note
from training.booking.identity import is_own_manager, name_key
from training.booking.locking import CannotBook, lock, one_at_a_time
from training.booking.places import fill
from training.booking.places.agreement import tell_requested
from training.enums import LIVE, BookingEventKind, BookingState
from training.mail import kinds
from training.mail.outbox import tell
from training.mail.reading import send_copy
from training.mail.unsubscribing import follow
from training.models import Booking, Interest, ManageLink, Message, RecordLink
from training.organisations.register import organisation_of

CORRECTABLE = ("name", "email", "organisation", "organisation_type", "role")
# The mail that tells the right person of a live booking and brings its link.
TELLS_OF = {
    BookingState.CONFIRMED: kinds.CONFIRMED,
    BookingState.WAITING: kinds.WAITING,
    BookingState.OFFERED: kinds.OFFERED,
    BookingState.REQUESTED: kinds.REQUESTED,
}


@one_at_a_time()
def correct(*, booking_ids, changes, by, send, at=None):
    """Write `changes` ({field of CORRECTABLE: value}) to the bookings with these ids and return how many changed.

    When the address changes, links sent to the old one stop working, what still waits in the outbox goes to the new one, and
    if the old address has no booking left, its place on the interest register moves too. With `send`, live bookings to come are
    told again, with a new link. Certificates keep their number and say the new name. Raises CannotBook if the new address has
    a booking for one of the sessions.
    """
    at = at or timezone.now()
    chosen = Booking.objects.filter(pk__in=booking_ids, anonymised_at=None)
    sessions = {pk: lock(pk) for pk in sorted(set(chosen.values_list("session_id", flat=True)))}
    changed = []
    for booking in chosen.filter(session__in=sessions).order_by("pk"):
        differ = {name: value for name, value in changes.items() if getattr(booking, name) != value}
        if not differ:
            continue
        booking.session = sessions[booking.session_id]
        old, old_key = booking.email, booking.email_key
        for name, value in differ.items():
            setattr(booking, name, value)
        if "organisation" in differ:
            booking.listed_organisation = organisation_of(booking.organisation)
        if "email" in differ and is_own_manager(booking.manager_email, booking.email):
            raise CannotBook(
                "The new address is the one given as this person’s manager. Ask who the manager is, and cancel and book again with it.",
                field="email",
            )
        if booking.shared_name:
            booking.shared_name = name_key(booking.name)
        _save(booking, differ)
        if booking.email_key != old_key:
            _move_address(booking, old, old_key)
        changed.append(booking)
    note(changed, BookingEventKind.CORRECTED, at=at, by=by)
    if send:
        for booking in changed:
            tell_again(booking, at)
    if "organisation" in changes:
        # The limit for one organisation may leave room for somebody who waits.
        for booking in {one.session_id: one for one in changed}.values():
            fill(session_id=booking.session_id, at=at)
    return len(changed)


def tell_again(booking, at=None):
    """Write the mail that says what the booking is now, with a new link; return whether it was one to tell of."""
    if booking.state not in LIVE or booking.session.starts_at <= (at or timezone.now()) or not booking.email:
        return False
    number = booking.messages.count()
    if booking.state != BookingState.REQUESTED:
        tell(TELLS_OF[booking.state], booking, once=f"again:{number}")
        return True
    tell_requested(booking)
    if booking.messages.count() > number:
        return True
    # Nothing has happened since the last one, so that one still says what is so.
    last = booking.messages.filter(kind=kinds.REQUESTED.name).order_by("pk").last()
    return last is not None and send_copy(last)


def _save(booking, differ):
    try:
        with transaction.atomic():
            booking.save(update_fields=[*differ, "shared_name", "listed_organisation", "changed_at"])
    except IntegrityError as error:
        raise CannotBook(
            f"The new address has a booking for {booking.session} already. Cancel one of the two first.",
            field="email",
        ) from error


def _move_address(booking, old, old_key):
    """Let what belongs to the booking follow its new address."""
    ManageLink.objects.filter(booking=booking).delete()
    Message.objects.filter(booking=booking, to__iexact=old, state=Message.State.WAITING).update(
        to=booking.email
    )
    if not old or Booking.objects.filter(email_key=old_key, anonymised_at=None).exists():
        return
    RecordLink.objects.filter(email__iexact=old).delete()
    follow(booking.email, old)
    if booking.email:
        there = Interest.objects.filter(email__iexact=booking.email).values("course")
        Interest.objects.filter(email__iexact=old).exclude(course__in=there).update(email=booking.email)
    Interest.objects.filter(email__iexact=old).delete()
