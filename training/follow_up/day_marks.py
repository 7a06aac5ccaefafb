"""The register of a session of several days: a mark for each day, and what they come to for the whole session.

A booking's own mark follows those of its days until staff set it themselves: then it stays as they said. Somebody who was there
on each day has attended; on some of them, or for part of one, has attended part.
"""

from collections import defaultdict

from django.utils import timezone

from training.booking.events import note
from training.booking.locking import CannotBook, lock, one_at_a_time
from training.enums import CAME, Attendance, BookingEventKind, BookingState
from training.follow_up.certificates import number_for
from training.follow_up.told_in_time import not_told_in_time
from training.models import Booking, DayMark
from training.models.session_times import load_days

BEFORE_THE_DAY = "Before its day, only apologies can be marked."


@one_at_a_time()
def mark_days(*, session_id, days, booking_ids, attendance, by, at=None):
    """Mark the confirmed bookings among `booking_ids` on the register of `days` (ids of SessionDays) and return how many marks changed.

    `attendance` is one of Attendance; NOT_MARKED takes marks off. Whoever did not come on the first day, but was told of their
    place too late, is marked as NOT_TOLD. Before a day (London) only apologies can be marked for it: raises CannotBook.
    """
    at = at or timezone.now()
    session = lock(session_id)
    all_days = list(session.days.all())
    chosen = [day for day in all_days if day.pk in set(days)]
    in_advance = attendance in {Attendance.APOLOGY, Attendance.NOT_MARKED}
    if not in_advance and any(timezone.localdate(at) < timezone.localdate(day.starts_at) for day in chosen):
        raise CannotBook(BEFORE_THE_DAY)
    confirmed = session.bookings.filter(state=BookingState.CONFIRMED, pk__in=booking_ids)
    excused = not_told_in_time(confirmed) if attendance == Attendance.NO_SHOW else set()
    bookings = _with_marks(confirmed)
    following = [each for each in bookings if each.attendance == overall(each.marks, all_days)]
    changed = 0
    for day in chosen:
        changing = defaultdict(list)
        for booking in bookings:
            is_excused = booking.pk in excused and day == all_days[0]
            value = Attendance.NOT_TOLD if is_excused else attendance
            if booking.marks.get(day.pk, Attendance.NOT_MARKED) != value:
                changing[value].append(booking)
        for value, some in changing.items():
            _mark_day(some, day, value, at=at, by=by)
            changed += len(some)
    _let_follow(following, all_days, by=by, at=at)
    return changed


def overall(marks, days):
    """Return the mark (Attendance) for a whole session that `marks` {id of the day: mark} of its `days` (each with a pk) come to.

    Absence counts once every day has its mark: until then, somebody may still come.
    """
    given = [marks[day.pk] for day in days if marks.get(day.pk)]
    if given and len(given) == len(days) and set(given) == {Attendance.ATTENDED}:
        return Attendance.ATTENDED
    if set(CAME) & set(given):
        return Attendance.PART
    if not given or len(given) < len(days):
        return Attendance.NOT_MARKED
    return next(
        mark for mark in (Attendance.NO_SHOW, Attendance.NOT_TOLD, Attendance.APOLOGY) if mark in given
    )


def follow_again(booking_ids, *, by, at=None):
    """Let the marks of bookings be what those of their days come to, whatever staff had said. Return how many changed.

    Called with the session's row locked.
    """
    bookings = _with_marks(Booking.objects.filter(pk__in=booking_ids, state=BookingState.CONFIRMED))
    changed = 0
    for booking in bookings:
        days = list(booking.session.days.all())
        changed += _let_follow([booking], days, by=by, at=at or timezone.now())
    return changed


def following(session):
    """Return the confirmed bookings of a Session of several days whose own mark follows those of its days now."""
    days = list(session.days.all())
    bookings = _with_marks(session.bookings.filter(state=BookingState.CONFIRMED))
    return [booking for booking in bookings if booking.attendance == overall(booking.marks, days)]


def follow_changed_days(session, before, bookings, *, by, at=None):
    """Let the marks of `bookings` (as of `following`, before the days of `session` changed) follow its days as they are now.

    `before` are the SessionDays that it had. A day that starts at another time has lost its marks with its row. Return the bookings
    that lost a mark by that.
    """
    starts = {part.starts_at for part in session.parts}
    stay = [day for day in before if day.starts_at in starts]
    lost = [each for each in bookings if set(each.marks) - {day.pk for day in stay}]
    # Of one day only, it has no rows any more: the mark of that day is the whole.
    _let_follow(bookings, list(session.days.all()) or stay, by=by, at=at or timezone.now())
    return lost


def mark_in_words(booking, days):
    """Return the mark of a booking in words, such as “Attended part (1 of 2 days)”; `days` is what `in_days` has of it, or ""."""
    words = booking.get_attendance_display()
    return f"{words} ({days})" if days else words


def in_days(bookings):
    """Return {id: words} such as “1 of 2 days” for those of `bookings` that were at some of several days, but not at all.

    The bookings come with their sessions. One query, none where no session that has begun may have several days, and one more for
    their days.
    """
    now = timezone.now()
    several = [
        booking for booking in bookings if booking.session.spans_days and booking.session.starts_at <= now
    ]
    if not several:
        return {}
    load_days(booking.session for booking in several)
    came = defaultdict(int)
    marks = DayMark.objects.filter(booking__in=[each.pk for each in several], attendance__in=CAME)
    for pk in marks.values_list("booking_id", flat=True):
        came[pk] += 1
    return {
        booking.pk: f"{came[booking.pk]} of {len(booking.session.parts)} days"
        for booking in several
        if 0 < came[booking.pk] < len(booking.session.parts)
    }


def write_mark(bookings, attendance, *, at, by):
    """Set the mark of the whole session for `bookings`, with the certificate's number for those who attended, and log it."""
    for booking in bookings:
        booking.attendance = attendance
        if attendance == Attendance.ATTENDED:
            booking.certificate = number_for(booking)
        booking.save(update_fields=["attendance", "certificate", "changed_at"])
    note(bookings, attendance or BookingEventKind.NOT_MARKED, at=at, by=by)


def _with_marks(bookings):
    """Return a queryset of bookings as a list, each with `marks`: {id of the day: mark}."""
    found = list(bookings.select_related("session").prefetch_related("day_marks").order_by("pk"))
    for booking in found:
        booking.marks = {mark.day_id: mark.attendance for mark in booking.day_marks.all()}
    return found


def _mark_day(bookings, day, value, *, at, by):
    DayMark.objects.filter(booking__in=bookings, day=day).delete()
    if value:
        DayMark.objects.bulk_create(
            DayMark(booking=booking, day=day, attendance=value) for booking in bookings
        )
    for booking in bookings:
        booking.marks[day.pk] = value
    said = f"{timezone.localtime(day.starts_at):%-d %B %Y}: {Attendance(value).label}"
    note(bookings, BookingEventKind.DAY_MARKED, at=at, by=by, reason=said)


def _let_follow(bookings, days, *, by, at):
    changing = defaultdict(list)
    for booking in bookings:
        value = overall(booking.marks, days)
        if booking.attendance != value:
            changing[value].append(booking)
    for value, some in changing.items():
        write_mark(some, value, at=at, by=by)
    return sum(map(len, changing.values()))
