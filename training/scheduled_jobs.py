"""Jobs that are due at a time: reminders, joining links, the end of offers, and the mails after a session.

Each function may run at any time and any number of times: no mail is sent twice. The mails of a day go out from 7 in the
morning, London time, so that nobody's phone makes a sound at night.
"""

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Max, Q
from django.utils import timezone

from hscp.london_time import midnight
from training.booking import interest, places
from training.enums import CAME, SCHEDULED, ApprovalState, Attendance, BookingState, Source
from training.follow_up.evaluation import FOLLOW_UP_DAYS
from training.mail import kinds, rendering
from training.mail.outbox import link_is_out, send_joining_link, tell_all
from training.models import Booking, Session
from training.models.session_times import load_days

_MORNING = time(7)
# For how long after a session its mails are sent: a register that is marked late still triggers them, an old import does not.
_AFTERWARDS = timedelta(days=14)


def do_round(at=None):
    """Do everything that is due at `at` (aware datetime, default now) and return {what: how many}, in order."""
    at = at or timezone.now()
    return {name: job(at) for name, job in _JOBS.items()}


def days_before(session):
    """Return the numbers of days before the start on which a session's people are reminded (a set of int)."""
    return {
        int(day)
        for each in session.reminder_days.split(",")
        if (day := each.strip()).isdecimal() and len(day) < 4
    }


def _fill_places(at):
    """Give the waiting list the places that a limit for one organisation has kept back until now. Return how many."""
    released = Session.objects.filter(
        quota_released_at__lte=at, starts_at__gt=at, bookings__state=BookingState.WAITING
    )
    return sum(places.fill(session_id=pk, at=at) for pk in _ids(released))


def _end_offers(at):
    over = Session.objects.filter(bookings__state=BookingState.OFFERED, bookings__offered_until__lte=at)
    return sum(places.end_offers(session_id=pk, at=at) for pk in _ids(over))


def _end_requests(at):
    over = Session.objects.filter(
        Q(bookings__approvals__decide_by__lte=at) | Q(starts_at__lte=at),
        bookings__state=BookingState.REQUESTED,
        bookings__approvals__state=ApprovalState.PENDING,
    )
    return sum(places.end_requests(session_id=pk, at=at) for pk in _ids(over))


def _close_waiting_lists(at):
    begun = Session.objects.filter(
        starts_at__lte=at, bookings__state__in=[BookingState.WAITING, BookingState.OFFERED]
    )
    return sum(places.close_waiting_list(session_id=pk, at=at) for pk in _ids(begun))


def _remind(at):
    """Send the reminders that are due, before each day of a session; if several are, because a round was missed, only the latest."""
    due, by_day = {}, defaultdict(dict)
    sessions = Session.objects.filter(ends_at__gt=at, state__in=SCHEDULED).exclude(reminder_days="")
    for session in load_days(sessions):
        if past := [each for each in _reminders(session, at) if each.moment <= at]:
            due[session.pk] = max(past)
    # Anyone who was told of their place, or of another time, since then needs no reminder of it.
    tells = (*kinds.GIVING_A_PLACE, kinds.SESSION_CHANGED.name)
    told_at = Max("messages__created_at", filter=Q(messages__kind__in=tells))
    bookings = _confirmed().filter(session__in=due).annotate(told_at=told_at)
    for booking in bookings:
        reminder = due[booking.session_id]
        if booking.told_at is None or booking.told_at < reminder.moment:
            by_day[reminder.day][booking] = reminder.once
    return sum(tell_all(kinds.REMINDER, some, day=day) for day, some in by_day.items())


class _Reminder(NamedTuple):
    """When to remind of a day of a session, what tells it from others, and the `day` in words, "" for the first."""

    moment: datetime
    once: str
    day: str = ""


def _reminders(session, at):
    """Yield the _Reminders of the days of a session that have not begun at `at`.

    Of the first day, as often as the session says. Of each later one once, as late as the session says, unless it follows the day
    before it: that day's own reminder has all days, and people are there.
    """
    often = days_before(session)
    before = None
    for part in session.parts:
        day = timezone.localdate(part.starts_at)
        if part.starts_at > at and before is None:
            for days in often:
                moment = _morning(day - timedelta(days=days))
                yield _Reminder(moment, f"{part.starts_at:%Y-%m-%d}:{days}")
        elif part.starts_at > at and often and (apart := (day - before).days) > 1:
            moment = _morning(day - timedelta(days=min(*often, apart - 1)))
            yield _Reminder(moment, f"{part.starts_at:%Y-%m-%d}:day", rendering.day_in_words(part))
        before = day


def _send_joining_links(at):
    sessions = Session.objects.filter(ends_at__gt=at, state__in=SCHEDULED).exclude(joining_link="")
    out = [session.pk for session in sessions if link_is_out(session, at)]
    return send_joining_link(_confirmed().filter(session__in=out), at)


def _tell_of_certificates(at):
    """Tell everyone who attended where their certificate is. It gets its number when it is first opened."""
    return tell_all(
        kinds.CERTIFICATE, dict.fromkeys(_attended(at).filter(attendance=Attendance.ATTENDED), "")
    )


def _request_evaluations(at):
    return tell_all(kinds.EVALUATION, dict.fromkeys(_attended(at).filter(evaluated_at=None), ""))


def _request_follow_ups(at):
    three_months_ago = _attended(at - timedelta(days=FOLLOW_UP_DAYS)).filter(followed_up_at=None)
    return tell_all(kinds.FOLLOW_UP, dict.fromkeys(three_months_ago, ""))


def _tell_managers(at):
    """Tell the manager of each person who did not come, the day after, if the session says so."""
    missing = (
        _ended(at)
        .filter(session__tells_manager=True, attendance=Attendance.NO_SHOW)
        .exclude(manager_email="")
    )
    return tell_all(kinds.NO_SHOW, dict.fromkeys(missing, ""))


# In this order, so that the mail about a place that comes free, and its reminder, go out in the same round.
_JOBS = {
    "places filled": _fill_places,
    "offers ended": _end_offers,
    "requests ended": _end_requests,
    "managers reminded": places.remind_managers,
    "turns ended": _close_waiting_lists,
    "reminders": _remind,
    "joining links": _send_joining_links,
    "certificates": _tell_of_certificates,
    "evaluations": _request_evaluations,
    "follow-ups": _request_follow_ups,
    "managers told": _tell_managers,
    "told of dates": interest.tell_of_dates,
}


def _ids(sessions):
    """Return the ids of `sessions` in ascending order, the order in which they are locked."""
    return sorted(set(sessions.values_list("pk", flat=True)))


def _confirmed():
    return Booking.objects.filter(state=BookingState.CONFIRMED).select_related("session__course")


def _ended(at):
    """Return the confirmed bookings of the last two weeks' sessions, from the first morning after each session on.

    Those that were kept from another list are left out: its people have heard from whoever kept it.
    """
    day = timezone.localdate(at - timedelta(hours=_MORNING.hour))
    return (
        _confirmed()
        .filter(
            session__ends_at__lt=midnight(day),
            session__ends_at__gte=at - _AFTERWARDS,
            anonymised_at=None,
        )
        .exclude(source=Source.IMPORT)
    )


def _attended(at):
    return _ended(at).filter(attendance__in=CAME)


def _morning(day):
    """Return 7 in the morning of a day (date), London time, as an aware datetime."""
    return timezone.make_aware(datetime.combine(day, _MORNING))
