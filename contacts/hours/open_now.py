"""Whether a contact point answers now, until when, or when it does next: London time, with England's bank holidays."""

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
    """What can be said of a contact point at one moment.

    `until` is when open hours end, None where they do not within eight days; `opens_at` is when closed hours end.
    `bank_holiday` says that a bank holiday is why it is closed.
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
    """Return the Status at the moment `at` (aware) of a point with the hours `rows`; None where no hours are given.

    `rows` are OpeningHours or Spans; `bank_holidays` is one of BankHolidays. Hours belong to the local day on which they
    start. They begin at the first moment of that day at which the clock shows `opens` or later, and end after the last
    moment at which it shows earlier than `closes`: on the next day where `closes` is not after `opens`. So in the
    hour that spring skips they begin or end as it is over, and in the hour that autumn repeats they begin the first
    time and end the second. A point that closes on bank holidays has no hours that start on one. Hours that touch
    are one.
    """
    rows = sorted(rows, key=lambda row: row.opens)
    at = at.astimezone(datetime.UTC)
    today = at.astimezone(LONDON).date()
    until, holiday = None, False
    # Hours last a day at most, so none from before yesterday go on.
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
    """Return the Status of a contact point at the moment `at`, or None. No query where its hours are loaded."""
    return open_status(point.opening_hours.all(), point.bank_holidays, at)


def told(point, at):
    """Return what a reader at the moment `at` is told of a contact point, {"is_open", "words"}; None without hours."""
    status = point_status(point, at)
    return status and {"is_open": status.is_open, "words": status.words(at)}


def is_bank_holiday(day):
    """Return whether `day` (date) is a bank holiday in England.

    Where Christmas Day, Boxing Day or New Year's Day is at a weekend, both it and the day in its stead are.
    """
    return day in _bank_holidays(day.year)


@dataclass(frozen=True)
class Meanwhile:
    """What to do while a pathway is closed: whether it is, the points whose hours say so, and those that answer then."""

    is_closed: bool
    offices: list
    out_of_hours: list


def meanwhile(points, at):
    """Return the Meanwhile of a pathway's contact points at the moment `at`; None where none of them has hours.

    A number for out of office hours says nothing of whether the office is open, unless it is all there is. No query
    where the hours are loaded.
    """
    points = list(points)
    with_hours = [(point, status) for point in points if (status := point_status(point, at))]
    offices = [(point, status) for point, status in with_hours if not point.out_of_hours] or with_hours
    if not offices:
        return None
    return Meanwhile(
        is_closed=not any(status.is_open for _, status in offices),
        offices=[point for point, _ in offices],
        out_of_hours=[point for point in points if point.out_of_hours and point.value],
    )


@cache
def _bank_holidays(year):
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def _intervals(rows, first):
    """Yield (day, start, end) of the hours from the day `first` on, in order and without end; nothing for no rows.

    It must not be read to its end. Every week brings the hours again, and no weekday is a bank holiday for ever.
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
    # The last is looked for from the instant before: when 2am goes back to 1am, 1am comes twice, but what is before it
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
    """Return a day to come as people name it: tomorrow, Monday, or Monday 28 December from a week on."""
    days = (day - today).days
    if days == 1:
        return "tomorrow"
    return f"{day:%A}" if days <= 6 else f"{day:%A} {day.day} {day:%B}"
