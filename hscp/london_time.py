"""The clock in London, which all days and hours of the portal follow. Imports only Python."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def midnight(day):
    """Return the moment (aware datetime, in London) at which a date begins."""
    return datetime.combine(day, time(), tzinfo=LONDON)


def whole_days(first, last):
    """Return the moments (aware datetimes, in London) at which the days from `first` to `last` (dates) begin and are over."""
    return midnight(first), midnight(last + timedelta(days=1))
