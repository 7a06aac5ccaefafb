"""The clock in London, which all days and hours of the portal follow. Imports only Python."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def midnight(day):
    """Return the moment (aware datetime, in London) at which a date begins."""
    return datetime.combine(day, time(), tzinfo=LONDON)
