"""What ends in working hours ends when people are at work."""

from datetime import datetime

import pytest

from hscp.bank_holidays import in_working_hours
from hscp.london_time import LONDON


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2027-01-05 09:00", "2027-01-05 09:00"),
        ("2027-01-05 17:00", "2027-01-05 17:00"),
        ("2027-01-05 03:10", "2027-01-05 12:00"),
        ("2027-01-05 17:01", "2027-01-06 12:00"),
        # A Friday evening, a Saturday and a Sunday.
        ("2027-01-08 20:00", "2027-01-11 12:00"),
        ("2027-01-09 10:00", "2027-01-11 12:00"),
        ("2027-01-10 23:59", "2027-01-11 12:00"),
        # Easter: Good Friday to Easter Monday.
        ("2027-03-26 10:00", "2027-03-30 12:00"),
        # Christmas 2027 is at a weekend, so Monday and Tuesday are substitutes.
        ("2027-12-24 18:00", "2027-12-29 12:00"),
        # The night in which the clocks change.
        ("2027-03-28 01:30", "2027-03-30 12:00"),
        ("2026-10-25 01:30", "2026-10-26 12:00"),
    ],
)
def test_a_moment_outside_working_hours_moves_to_noon_of_the_next_working_day(moment, expected):
    found = in_working_hours(datetime.fromisoformat(moment).replace(tzinfo=LONDON))

    assert f"{found:%Y-%m-%d %H:%M}" == expected
