"""Whether a contact point answers now, until when, or when it next does: London time, with England's bank holidays."""

import datetime
from dataclasses import dataclass
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

from holidays import country_holidays

from contacts.enums import BankHolidays
from contacts.hours.opening_hours import MIDNIGHT
from hscp.web.wording import clock_time

LONDON = ZoneInfo("Europe/London")
NEVER_CLOSES = datetime.timedelta(days=8)
_DAY = datetime.timedelta(days=1)
_INSTANT = datetime.timedelta.resolution
# Summer Time Act 1972: the clocks go forward and back at 1am Greenwich time.
_CLOCKS_CHANGE = datetime.time(1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Status:
    """Whether a contact point answers at one moment.

    `until` is when it closes, None if that is more than eight days away; `opens_at` is when it opens again.
    `bank_holiday` says that it is closed because of a bank holiday.
    """

    is_open: bool
    until: datetime.datetime | None = None
    opens_at: datetime.datetime | None = None
    bank_holiday: bool = False

    def words(self, at):
        """Return the status in words for a reader at the moment `at` (aware), such as "Open now, until 2pm"."""
        today = at.astimezone(LONDON).date()
        if self.is_open:
            return f"Open now, {_until(self.until, today) if self.until else '24 hours'}"
        return f"Closed{' for the bank holiday' if self.bank_holiday else ''}, opens {_opens(self.opens_at, today)}"


def open_status(rows, bank_holidays, at):
    """Return the Status at the moment `at` (aware) of a point with the hours `rows`; None without any hours.

    `rows` are OpeningHours or Spans; `bank_holidays` is one of BankHolidays. Hours belong to the local day on which they
    start. They begin at the first moment of that day at which the clock shows `opens` or later, and end after the last
    moment at which it shows earlier than `closes`: on the next day where `closes` is not after `opens`. So hours
    that begin or end in the hour that spring skips do so when it is over; in the hour that autumn repeats, they begin
    the first time and end the second. A point that closes on bank holidays has no hours that start on one. Hours that touch
    are one.
    """
    rows = sorted(rows, key=lambda row: row.opens)
    at = at.astimezone(datetime.UTC)
    today = at.astimezone(LONDON).date()
    until, holiday = None, False
    # Hours last a day at most, so none that began before yesterday are still running.
    for day, start, end in _intervals(rows, today - _DAY):
        if bank_holidays == BankHolidays.CLOSED and is_bank_holiday(day):
            holiday = holiday or day == today or start <= at < end
        elif end <= at:
            continue
        elif until is None and start > at:
            return Status(is_open=False, opens_at=start, bank_holiday=holiday)
        elif until is not None and start > until:
            return Status(is_open=True, until=until)
        else:
            until = max(end, until or end)
            if until - at >= NEVER_CLOSES:
                return Status(is_open=True)
    return None


def point_status(point, at):
    """Return the Status of a contact point at the moment `at`, or None. Makes no query if its hours are loaded."""
    return open_status(point.opening_hours.all(), point.bank_holidays, at)


def status_for_reader(point, at):
    """Return what pages say about a contact point at the moment `at`, {"is_open", "words"}; None without hours."""
    status = point_status(point, at)
    return status and {"is_open": status.is_open, "words": status.words(at)}


def is_bank_holiday(day):
    """Return whether `day` (date) is a bank holiday in England.

    Where Christmas Day, Boxing Day or New Year's Day is at a weekend, both that day and its substitute are.
    """
    return day in _bank_holidays(day.year)


@dataclass(frozen=True)
class WhileClosed:
    """Whether a pathway is closed, the points whose hours say so, and the points that answer while it is closed."""

    is_closed: bool
    offices: list
    out_of_hours: list


def while_closed(points, at):
    """Return the WhileClosed of a pathway's contact points at the moment `at`; None if none of them has hours.

    An out-of-hours number does not show whether the office is open, unless it is the only kind there is. Makes no query
    if the hours are loaded.
    """
    points = list(points)
    with_hours = [(point, status) for point in points if (status := point_status(point, at))]
    offices = [(point, status) for point, status in with_hours if not point.out_of_hours] or with_hours
    if not offices:
        return None
    return WhileClosed(
        is_closed=not any(status.is_open for _, status in offices),
        offices=[point for point, _ in offices],
        out_of_hours=[point for point in points if point.out_of_hours and point.value],
    )


@cache
def _bank_holidays(year):
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def _intervals(rows, first):
    """Yield (day, start, end) of the hours from the day `first` on, in order and without end; nothing without rows.

    Never read it to the end. It is safe to search it: the hours come round every week, and no weekday is always a bank holiday.
    """
    for number in count() if rows else ():
        day = first + number * _DAY
        for row in rows:
            if row.weekday == day.isoweekday():
                closing = day if row.closes > row.opens else day + _DAY
                start = _moment(datetime.datetime.combine(day, row.opens), fold=0)
                end = _moment(datetime.datetime.combine(closing, row.closes), fold=1)
                if start < end:
                    yield day, start, end


def _moment(clock, fold):
    """Return the moment (UTC) from which a London clock shows `clock` or later: the first (fold 0) or the last (1)."""
    # Look for the last from the instant before: when 2am goes back to 1am, 1am comes twice, but the instant before it
    # does not.
    before = fold * _INSTANT
    clock -= before
    moment = clock.replace(tzinfo=LONDON, fold=fold).astimezone(datetime.UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != clock:  # spring skips it
        return datetime.datetime.combine(clock.date(), _CLOCKS_CHANGE)
    return moment + before


def _until(moment, today):
    local = moment.astimezone(LONDON)
    if local.time() == MIDNIGHT:
        last = local.date() - _DAY
        return "until midnight" if last == today else f"until the end of {_day(last, today)}"
    if local.date() == today:
        return f"until {clock_time(local)}"
    on = "" if local.date() == today + _DAY else "on "
    return f"until {clock_time(local)} {on}{_day(local.date(), today)}"


def _opens(moment, today):
    local = moment.astimezone(LONDON)
    tomorrow = local.date() == today + _DAY
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
