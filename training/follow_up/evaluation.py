"""What people thought of a session, asked after it and again three months on.

An answer is stored without the person. The booking holds only the day of an answer, so that each person counts once
and no time of day links the two.
"""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from training.enums import Attendance, BookingState
from training.models import Booking, Evaluation

FOLLOW_UP_DAYS = 90
# Of fewer answers no average or share is shown anywhere, nor which comment came with which: they would tell what one person said.
FEWEST_ANSWERS = 5
# The link in the email three months on. None of it is stored: it names the booking and is signed with the key.
_SALT = "training.follow_up"
_LINK_LASTS = timedelta(days=60)

_TIME_OF = {Evaluation.Moment.AFTER: "evaluated_at", Evaluation.Moment.LATER: "followed_up_at"}


class CannotEvaluate(Exception):
    """An answer is refused, or was given already; the message tells the person why."""


def refuse(booking, moment, at=None):
    """Raise CannotEvaluate unless this person may answer for this `moment` at `at` (aware datetime, default now)."""
    at = at or timezone.now()
    absent = booking.attendance in {Attendance.NO_SHOW, Attendance.APOLOGY, Attendance.NOT_TOLD}
    if booking.state != BookingState.CONFIRMED or absent or booking.anonymised_at:
        raise CannotEvaluate("These questions are for people who attended the session.")
    if booking.session.ends_at > at:
        raise CannotEvaluate("You can answer these questions after the session.")
    if getattr(booking, _TIME_OF[moment]):
        raise CannotEvaluate("You have answered these questions. Thank you.")


def may_answer(booking, moment, at=None):
    """Return whether `refuse` lets this person answer."""
    try:
        refuse(booking, moment, at)
    except CannotEvaluate:
        return False
    return True


@transaction.atomic
def answer(*, booking_id, moment, at=None, **answers):
    """Store one person's answers, once and without the person, and return the Evaluation. Raises CannotEvaluate."""
    at = at or timezone.now()
    booking = Booking.objects.select_for_update(of=("self",)).select_related("session").get(pk=booking_id)
    refuse(booking, moment, at)
    field = _TIME_OF[moment]
    setattr(booking, field, timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0))
    booking.save(update_fields=[field, "changed_at"])
    return Evaluation.objects.create(
        session=booking.session, moment=moment, organisation_type=booking.organisation_type, **answers
    )


def follow_up_token(booking):
    """Return the token of the link with which a person answers three months on."""
    return signing.dumps(booking.pk, salt=_SALT)


def booking_to_follow_up(token):
    """Return the Booking that a link's token names, with its session, or None once the link has expired."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=_LINK_LASTS)
    except signing.BadSignature:
        return None
    return Booking.objects.select_related("session__course").filter(pk=pk, anonymised_at=None).first()
