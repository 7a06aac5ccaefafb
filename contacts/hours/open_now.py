"""Whether a contact point answers now, until when, or when it next does. None, or closed, where nobody can know."""

import datetime
from dataclasses import dataclass

from contacts.enums import ANSWERED
from contacts.hours.spans import MIDNIGHT
from contacts.hours.timetable import ONE_DAY, Timetable, timetable_of
from hscp.london_time import LONDON, midnight
from hscp.page_cache.rendering import changes_at
from hscp.web.wording import clock_time

NEVER_CLOSES = datetime.timedelta(days=8)
# How many days ahead the next opening is looked for. Most points open within days; first Mondays are five weeks apart at
# most; nobody plans a closure of more than a year.
_AHEAD = (9, 45, 400)
NOT_KNOWN = "It is not known whether it is open now"


@dataclass(frozen=True)
class Status:
    """Whether a contact point answers at one moment.

    `until` is when it closes, None if that is more than eight days away; `opens_at` is when it opens again, None if that is
    not known. `bank_holiday` says that it is closed because of a bank holiday, `closed_today` that it is closed by an
    exception, for the `reason`.
    """

    is_open: bool
    until: datetime.datetime | None = None
    opens_at: datetime.datetime | None = None
    bank_holiday: bool = False
    closed_today: bool = False
    reason: str = ""

    def words(self, at):
        """Return the status in words for a reader at the moment `at` (aware), such as "Open now, until 2pm"."""
        today = at.astimezone(LONDON).date()
        if self.is_open:
            return f"Open now, {_until(self.until, today) if self.until else '24 hours'}"
        if self.closed_today:
            why = f" today: {self.reason}" if self.reason else " today"
        elif self.bank_holiday:
            why = " for the bank holiday"
        else:
            why = " now" if self.opens_at is None else ""
        return f"Closed{why}{f', opens {_opens(self.opens_at, today)}' if self.opens_at else ''}"


def open_status(rows, bank_holidays, at, exceptions=(), follows=None):
    """Return the Status at the moment `at` (aware) of a point with the hours `rows`; None where it is not known.

    `rows` are OpeningHours or Spans, `bank_holidays` is one of BankHolidays, `exceptions` are HoursExceptions; `follows` is
    the Timetable of the point at whose closed hours this one answers. Hours that touch are one.
    """
    return status_of(Timetable(rows, bank_holidays, exceptions, follows), at)


def status_of(timetable, at):
    """Return the Status at the moment `at` (aware) of a point with the Timetable; None where it is not known.

    A page that shows it is rendered again when it changes. What the same hours came to is remembered until then.
    """
    if not timetable.says_something:
        return None
    at = at.astimezone(datetime.UTC)
    since, changes, status = _remembered.get(timetable.usual, (at, at, None))
    if not since <= at < changes:
        status, moments = _status_and_changes(timetable, at)
        tomorrow = midnight(at.astimezone(LONDON).date() + ONE_DAY)
        changes = min(moment for moment in (*moments, tomorrow) if moment > at)
        if timetable.usual:
            if len(_remembered) >= _REMEMBERED:
                _remembered.clear()
            _remembered[timetable.usual] = at, changes, status
    changes_at(changes)
    return status


# {usual hours: (since when, until when, the Status)}. Most offices keep the same hours.
_remembered = {}
_REMEMBERED = 512


def _status_and_changes(timetable, at):
    """Return (the Status at the moment `at`, moments of which the next is when it changes): the ends of hours, or near them.

    At midnight, when words such as "tomorrow" change, it changes as well.
    """
    today, moments = at.astimezone(LONDON).date(), []
    for days in _AHEAD:
        # Hours last a day at most, so none that began before yesterday are still running.
        known, perhaps = timetable.between(today - ONE_DAY, today + days * ONE_DAY)
        moments += _moments(known, perhaps)
        until = next((end for start, end in known if start <= at < end), None)
        if until is not None:
            return Status(is_open=True, until=None if until - at >= NEVER_CLOSES else until), moments
        if any(start <= at < end for start, end in perhaps):
            return None, moments
        opens_at = next((start for start, _ in known if start > at), None)
        unsure = next((start for start, _ in perhaps if start > at), None)
        if opens_at is not None or unsure is not None:
            break
    if unsure is not None and (opens_at is None or unsure < opens_at):
        opens_at = None
    reason = timetable.reason(today)
    if reason is not None:
        return Status(is_open=False, opens_at=opens_at, closed_today=True, reason=reason), moments
    yesterday, lost = (timetable.lost_to_bank_holiday(day) for day in (today - ONE_DAY, today))
    moments += _moments(yesterday, ())
    holiday = bool(lost) or any(start <= at < end for start, end in yesterday)
    return Status(is_open=False, opens_at=opens_at, bank_holiday=holiday), moments


def _moments(known, perhaps):
    """Return when hours start and end, and when an end is near enough to be said."""
    moments = [moment for interval in (*known, *perhaps) for moment in interval]
    return moments + [end - NEVER_CLOSES for _, end in known]


def point_status(point, at):
    """Return the Status of a contact point at the moment `at`; None where it is not known, which is never "open".

    Makes no query if `contacts.models.load_hours` was called.
    """
    return _answer(point, at)[1]


def _answer(point, at):
    """Return (whether anything says when a contact point answers, its Status at `at`).

    The point remembers the last one: a card shows it beside the number, and asks again for what to do meanwhile.
    """
    if getattr(point, "_answered", None) is None or point._answered[0] is not at:
        timetable = timetable_of(point)
        point._answered = at, (timetable.says_something, status_of(timetable, at))
    return point._answered[1]


def status_for_reader(point, at):
    """Return what pages say about a contact point at the moment `at`; None without hours.

    It is {"is_open", "words", "is_known", "opens_at"}: whether it is known if the point is open, and when it opens again (in
    ISO 8601, None if that is not known or it is open).
    """
    says_something, status = _answer(point, at)
    if not says_something:
        return None
    if status is None:
        return {"is_open": False, "words": NOT_KNOWN, "is_known": False, "opens_at": None}
    opens_at = status.opens_at.isoformat() if status.opens_at else None
    return {"is_open": status.is_open, "words": status.words(at), "is_known": True, "opens_at": opens_at}


@dataclass(frozen=True)
class WhileClosed:
    """Whether nobody can be known to answer, the points that tell, and those that answer while these are closed.

    `is_known` says that the hours of the offices are known.
    """

    is_closed: bool
    is_known: bool
    offices: list
    out_of_hours: list


def while_closed(points, at):
    """Return the WhileClosed of a pathway's contact points at the moment `at`; None if nobody is to answer at any of them.

    Somebody answers a telephone, a text message or a chat, and whatever has hours. An out-of-hours number does not show
    whether the office is open, unless it is the only kind there is. Makes no query if the hours are loaded.
    """
    points = [point for point in points if point.value]
    answered = [point for point in points if point.kind in ANSWERED or _answer(point, at)[0]]
    offices = [point for point in answered if not point.out_of_hours] or answered
    if not offices:
        return None
    statuses = [point_status(point, at) for point in offices]
    return WhileClosed(
        is_closed=not any(status and status.is_open for status in statuses),
        is_known=all(statuses),
        offices=offices,
        out_of_hours=[point for point in points if point.out_of_hours],
    )


def _until(moment, today):
    local = moment.astimezone(LONDON)
    if local.time() == MIDNIGHT:
        last = local.date() - ONE_DAY
        return "until midnight" if last == today else f"until the end of {_day(last, today)}"
    if local.date() == today:
        return f"until {clock_time(local)}"
    on = "" if local.date() == today + ONE_DAY else "on "
    return f"until {clock_time(local)} {on}{_day(local.date(), today)}"


def _opens(moment, today):
    local = moment.astimezone(LONDON)
    tomorrow = local.date() == today + ONE_DAY
    if local.time() == MIDNIGHT:
        return "midnight tonight" if tomorrow else f"at the start of {_day(local.date(), today)}"
    if tomorrow or local.date() == today:
        return f"{clock_time(local)} {'tomorrow' if tomorrow else 'today'}"
    return f"{_day(local.date(), today)} {clock_time(local)}"


def _day(day, today):
    """Return a future day as people name it: tomorrow, Monday, or Monday 28 December if it is a week or more away."""
    days = (day - today).days
    if days == 1:
        return "tomorrow"
    return f"{day:%A}" if days <= 6 else f"{day:%A} {day.day} {day:%B}"
