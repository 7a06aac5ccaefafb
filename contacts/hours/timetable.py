"""The moments at which a contact point answers, over some days: London time, with England's bank holidays.

Hours belong to the local day on which they start. They begin at the first moment of that day at which the clock shows `opens`
or later, and end after the last moment at which it shows earlier than `closes`: on the next day where `closes` is not after
`opens`. So hours that begin or end in the hour that spring skips do so when it is over; in the hour that autumn repeats, they
begin the first time and end the second.
"""

import datetime
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from contacts.enums import BANK_HOLIDAY, BankHolidays, Nth
from contacts.models.school_year import SchoolYear
from hscp.bank_holidays import is_bank_holiday
from hscp.london_time import LONDON, midnight

ONE_DAY = datetime.timedelta(days=1)
_INSTANT = datetime.timedelta.resolution
# Summer Time Act 1972: the clocks go forward and back at 1am Greenwich time.
_CLOCKS_CHANGE = datetime.time(1, tzinfo=datetime.UTC)
_NO_TERMS = SchoolYear()


@dataclass(frozen=True)
class Timetable:
    """All that says when a contact point answers.

    `rows` are OpeningHours or Spans, `exceptions` HoursExceptions. With `follows`, the Timetable of another point, it answers
    whenever that one is closed, and `rows` do not matter. Without rows its hours are not known, except on the days of
    exceptions.
    """

    rows: Sequence = ()
    bank_holidays: str = BankHolidays.CLOSED
    exceptions: Sequence = ()
    follows: "Timetable | None" = None

    @property
    def says_something(self):
        """Whether it says of any moment if somebody answers."""
        return bool(self.rows or self.exceptions or (self.follows and self.follows.says_something))

    @cached_property
    def usual(self):
        """What tells these hours from others, to remember them by; None for those that depend on more than the weekday."""
        if self.exceptions or self.follows or any(getattr(row, "season", "") for row in self.rows):
            return None
        return self.bank_holidays, tuple((row.weekday, row.opens, row.closes, row.nth) for row in self.rows)

    def between(self, first, last):
        """Return (intervals when it answers, intervals for which that is not known) from the day `first` to `last`.

        An interval is (start, end) in UTC. Those of a list are in order, and none touches the next.
        """
        if self.follows is None:
            known, perhaps = self._of_days(first, last)
        else:
            start, end = _midnight(first), _midnight(last + ONE_DAY)
            # Hours that began the day before may still run.
            closing, unsure = self.follows.between(first - ONE_DAY, last)
            known = without([(start, end)], merged([*closing, *unsure]))
            perhaps = without(clipped(unsure, start, end), closing)
            differing = [day for day in days_between(first, last) if self.exceptional(day) is not None]
            whole = merged((_midnight(day), _midnight(day + ONE_DAY)) for day in differing)
            known, perhaps = without(known, whole), without(perhaps, whole)
            known = merged([*known, *(span for day in differing for span in self.exceptional(day))])
        return known, without(perhaps, known)

    def exceptional(self, day):
        """Return the intervals of hours that an exception gives `day`, [] if it is closed then; None without an exception."""
        found = [row for row in self.exceptions if row.first_day <= day <= row.last_day]
        if not found:
            return None
        return merged(_interval(row, day) for row in found if row.opens is not None)

    def reason(self, day):
        """Return why it is closed all `day` by an exception ("" if nobody wrote why); None if it is not."""
        found = [row for row in self.exceptions if row.first_day <= day <= row.last_day]
        if not found or any(row.opens is not None for row in found):
            return None
        return next((row.reason for row in found if row.reason), "")

    def lost_to_bank_holiday(self, day):
        """Return the intervals of the weekday's hours that `day` loses because it is a bank holiday without hours."""
        if (
            self.bank_holidays == BankHolidays.USUAL
            or not is_bank_holiday(day)
            or self.exceptional(day) is not None
        ):
            return []
        if self.bank_holidays == BankHolidays.OWN and any(row.weekday == BANK_HOLIDAY for row in self.rows):
            return []
        return merged(
            _interval(row, day) for row in _rows_for(self.rows, day) if _holds(row, day) is not False
        )

    def _of_days(self, first, last):
        known, perhaps = [], []
        for day in days_between(first, last):
            spans = self.exceptional(day)
            if spans is not None:
                known += spans
            elif not self.rows:
                perhaps.append((_midnight(day), _midnight(day + ONE_DAY)))
            else:
                for row in self._rows_on(day):
                    holds = _holds(row, day)
                    if holds is not False and (interval := _interval(row, day)):
                        (known if holds else perhaps).append(interval)
        return merged(known), merged(perhaps)

    def _rows_on(self, day):
        if self.bank_holidays != BankHolidays.USUAL and is_bank_holiday(day):
            own = self.bank_holidays == BankHolidays.OWN
            return [row for row in self.rows if own and row.weekday == BANK_HOLIDAY]
        return _rows_for(self.rows, day)


def timetable_of(point):
    """Return the Timetable of a contact point. Makes no query if `contacts.models.load_hours` was called."""
    other = point.answers_when_closed
    return Timetable(
        rows=() if other else list(point.opening_hours.all()),
        bank_holidays=point.bank_holidays,
        exceptions=list(point.exceptions.all()),
        # One that answers whenever another is closed follows no third: contacts.numbers.verification sees to it.
        follows=None
        if other is None
        else Timetable(list(other.opening_hours.all()), other.bank_holidays, list(other.exceptions.all())),
    )


def days_between(first, last):
    """Return the days from `first` to `last` (dates), both included."""
    return [first + number * ONE_DAY for number in range((last - first).days + 1)]


def merged(intervals):
    """Return intervals in order, those that touch or overlap as one. None stands for no interval."""
    found = []
    for start, end in sorted(filter(None, intervals)):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def without(intervals, others):
    """Return what remains of `intervals` where none of `others` is; both are in order, and none touches the next."""
    found = []
    for start, end in intervals:
        for other_start, other_end in others:
            if other_end > start and other_start < end:
                if start < other_start:
                    found.append((start, other_start))
                start = other_end
        if start < end:
            found.append((start, end))
    return found


def clipped(intervals, start, end):
    """Return the parts of `intervals` from `start` to `end`."""
    return [(max(start, one), min(end, other)) for one, other in intervals if one < end and other > start]


def _rows_for(rows, day):
    """Return the rows for a day of that name."""
    weekday = day.isoweekday()
    return [row for row in rows if row.weekday == weekday and _is_on(row, day)]


def _is_on(row, day):
    if row.nth == Nth.LAST:
        return day.day > monthrange(day.year, day.month)[1] - 7
    return row.nth == Nth.EVERY or row.nth == (day.day + 6) // 7


def _holds(row, day):
    """Return whether the row's part of the school year includes `day`; None if that is not known."""
    if not row.season:
        return True
    season = getattr(row, "school_year", _NO_TERMS).season(day)
    return None if season is None else season == row.season


def _interval(row, day):
    """Return the moments (UTC) at which the hours of `row` on `day` start and end; None if spring skips all of them."""
    return _between(day, row.opens, row.closes)


# Pages ask about the same ten days, and most offices keep the same hours.
@lru_cache(maxsize=4096)
def _between(day, opens, closes):
    closing = day if closes > opens else day + ONE_DAY
    start = _moment(datetime.datetime.combine(day, opens), fold=0)
    end = _moment(datetime.datetime.combine(closing, closes), fold=1)
    return (start, end) if start < end else None


@lru_cache(maxsize=1024)
def _midnight(day):
    return midnight(day).astimezone(datetime.UTC)


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
