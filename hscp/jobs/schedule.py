"""When a job is due: pure functions of the clock.

A moment is an aware datetime in UTC. Days and hours are London's: a time that the clock leaves out in March is the moment at which it
would have been, and one that it has twice in October is the first of the two, so every day has one moment.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from hscp.london_time import LONDON
from hscp.web.wording import clock_24

_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
# A moment so far ahead was written by a clock that was wrong, and would keep a job from running until then.
_WRONG_CLOCK = timedelta(minutes=5)


@dataclass(frozen=True)
class EveryMinutes:
    """Every `minutes`, which divide an hour, counted from `past` minutes after the full hour."""

    minutes: int
    past: int = 0

    def latest(self, at):
        """Return the last moment of the schedule that is not after `at`."""
        begun = datetime(2000, 1, 1, 0, self.past, tzinfo=UTC)
        step = timedelta(minutes=self.minutes)
        return begun + (at - begun) // step * step

    def following(self, at):
        """Return the first moment of the schedule after `at`."""
        return self.latest(at) + timedelta(minutes=self.minutes)

    @property
    def apart(self):
        return timedelta(minutes=self.minutes)

    def __str__(self):
        if self.minutes == 60:
            return f"hourly, at {self.past} minutes past"
        return "every minute" if self.minutes == 1 else f"every {self.minutes} minutes"


@dataclass(frozen=True)
class Daily:
    """Once a day at `clock`, London time."""

    clock: time

    def latest(self, at):
        """Return the last moment of the schedule that is not after `at`."""
        day = at.astimezone(LONDON).date()
        today = _moment(day, self.clock)
        return today if today <= at else _moment(day - timedelta(days=1), self.clock)

    def following(self, at):
        """Return the first moment of the schedule after `at`."""
        day = at.astimezone(LONDON).date()
        today = _moment(day, self.clock)
        return today if today > at else _moment(day + timedelta(days=1), self.clock)

    @property
    def apart(self):
        return timedelta(days=1)

    def __str__(self):
        return f"daily at {clock_24(self.clock)}"


@dataclass(frozen=True)
class Weekly:
    """Once a week at `clock`, London time, on `weekday` (0 is Monday)."""

    weekday: int
    clock: time

    def latest(self, at):
        """Return the last moment of the schedule that is not after `at`."""
        found = _moment(self._day(at), self.clock)
        return found if found <= at else _moment(self._day(at) - timedelta(days=7), self.clock)

    def following(self, at):
        """Return the first moment of the schedule after `at`."""
        found = _moment(self._day(at), self.clock)
        return found if found > at else _moment(self._day(at) + timedelta(days=7), self.clock)

    def _day(self, at):
        """Return the day of the schedule that is today in London, or the last before it."""
        today = at.astimezone(LONDON).date()
        return today - timedelta(days=(today.weekday() - self.weekday) % 7)

    @property
    def apart(self):
        return timedelta(days=7)

    def __str__(self):
        return f"{_WEEKDAYS[self.weekday]} at {clock_24(self.clock)}"


def due(when, done, at):
    """Return the moment for which a job is due at `at`, or None. `done` is the moment up to which it has been seen to.

    However many moments were missed, there is one to catch up: the latest.
    """
    latest = when.latest(at)
    return latest if latest > done or done > at + _WRONG_CLOCK else None


def _moment(day, clock):
    # In UTC: Python compares two times of one zone by what the clock shows.
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)
