"""The register: who came to a session, who came for part of it, who did not come and who sent apologies."""

from collections import defaultdict

from django.utils import timezone

from training.booking.locking import CannotBook, lock, one_at_a_time
from training.enums import Attendance, BookingState
from training.follow_up.day_marks import follow_again, write_mark
from training.follow_up.told_in_time import not_told_in_time
from training.models import Booking

NOT_ALL_DAYS = "This session takes several days, and “attended” is for all of them. Mark each day by itself; the whole can be marked on the last."


@one_at_a_time()
def mark(*, booking_ids, attendance, by, at=None):
    """Mark the confirmed bookings among `booking_ids` on the register and return how many marks changed.

    `attendance` is one of Attendance; NOT_MARKED takes a mark off; of several days, the mark is then what those of
    the days come to. Anyone marked as attended gets a certificate number.
    Somebody who did not come, but was told of the place too late, is marked as NOT_TOLD. Before the day of the session (in
    Europe/London) only apologies can be marked, and before the last of several days nobody as attended: raises CannotBook for
    anything else, and Busy as `training.booking.places`
    does.
    """
    at = at or timezone.now()
    chosen = Booking.objects.filter(pk__in=booking_ids)
    in_advance = attendance in {Attendance.APOLOGY, Attendance.NOT_MARKED}
    locked = sorted(set(chosen.values_list("session_id", flat=True)))
    several = []
    for session_id in locked:
        session = lock(session_id)
        several += [session_id] if session.spans_days else []
        if not in_advance and timezone.localdate(at) < timezone.localdate(session.starts_at):
            raise CannotBook("Before the day of the session, only apologies can be marked.")
        if attendance == Attendance.ATTENDED and not last_day_has_come(session, at):
            raise CannotBook(NOT_ALL_DAYS)
    # Not those that were moved to a session that is not locked.
    confirmed = chosen.filter(state=BookingState.CONFIRMED, session__in=locked)
    followed = 0
    if attendance == Attendance.NOT_MARKED and several:
        # Without a mark of its own, the whole is what its days come to.
        followed = follow_again(
            confirmed.filter(session__in=several).values_list("pk", flat=True), by=by, at=at
        )
        confirmed = confirmed.exclude(session__in=several)
    excused = not_told_in_time(confirmed) if attendance == Attendance.NO_SHOW else set()
    changing = defaultdict(list)
    for booking in confirmed.order_by("pk"):
        value = Attendance.NOT_TOLD if booking.pk in excused else attendance
        if booking.attendance != value:
            changing[value].append(booking)
    for value, bookings in changing.items():
        write_mark(bookings, value, at=at, by=by)
    return followed + sum(map(len, changing.values()))


def last_day_has_come(session, at=None):
    """Return whether it is the last day of `session` or later (London): only then somebody can have attended all of it."""
    return timezone.localdate(at) >= timezone.localdate(session.parts[-1].starts_at)


def clear_marks(session, *, but=(), by, at=None):
    """Take the marks off the register of a session that has been moved: they were for its old time. Return the bookings.

    The marks of the bookings `but` follow those of the session's days, which see to them.
    """
    marked = session.bookings.exclude(attendance=Attendance.NOT_MARKED)
    marked = list(marked.exclude(pk__in=[booking.pk for booking in but]).order_by("pk"))
    write_mark(marked, Attendance.NOT_MARKED, at=at or timezone.now(), by=by)
    return marked
