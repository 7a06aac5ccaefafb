"""When days begin in London."""

from datetime import UTC, date, datetime

import pytest

from hscp.london_time import midnight


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 15, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 6, 30, 23, tzinfo=UTC)),
        # The clocks change at 1am Greenwich time, after the day has begun.
        (date(2026, 3, 29), datetime(2026, 3, 29, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 23, tzinfo=UTC)),
    ],
)
def test_a_day_begins_when_the_clock_in_london_says_so(day, moment):
    assert midnight(day) == moment
