"""The bank holidays of England, and the hours in which offices work. Imports only Python and the `holidays` package."""

from datetime import datetime, time, timedelta
from functools import cache

from hscp.london_time import LONDON

# Offices work from 9 to 5, Monday to Friday.
_OPENS, _NOON, _CLOSES = time(9), time(12), time(17)
_SATURDAY = 5


def is_bank_holiday(day):
    """Return whether `day` (date) is a bank holiday in England.

    Where Christmas Day, Boxing Day or New Year's Day is at a weekend, both that day and its substitute are.
    """
    return day in _bank_holidays(day.year)


def is_working_day(day):
    """Return whether offices work on a date: Monday to Friday, and no bank holiday."""
    return day.weekday() < _SATURDAY and not is_bank_holiday(day)


def in_working_hours(moment):
    """Return `moment` (aware datetime) if offices work then, else noon of the next day on which they do, or of the same day
    if it is before they open. Noon, so that what ends then leaves people a morning to read of it."""
    local = moment.astimezone(LONDON)
    day = local.date()
    if is_working_day(day) and _OPENS <= local.time() <= _CLOSES:
        return moment
    if not is_working_day(day) or local.time() > _CLOSES:
        day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, _NOON, tzinfo=LONDON)


@cache
def _bank_holidays(year):
    # Most commands ask for none, and the calendars of all the world take a tenth of a second to load.
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv="ENG", years=year))
