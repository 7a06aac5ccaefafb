"""The hours that the county prints for Children's Services, over ten years, against those of the starter content.

Printed: Monday to Thursday 8:30am to 5pm, Friday 8:30am to 4:30pm; at all other times the out-of-hours service. That the office
closes on bank holidays is the starter content's own reading, which an editor has yet to check.
"""

import datetime

import pytest
from holidays import country_holidays

from contacts.hours.open_now import point_status
from contacts.models import ContactPoint, load_hours
from hscp.london_time import LONDON

FIRST, LAST = datetime.date(2026, 11, 29), datetime.date(2036, 11, 29)
CLOSES = {1: "17:00", 2: "17:00", 3: "17:00", 4: "17:00", 5: "16:30"}
# A minute before, at and after each moment at which something can change, and the middle of the day and of the night.
CLOCKS = ["00:00", "03:00", "08:29", "08:30", "12:00", "16:29", "16:30", "16:59", "17:00", "21:45", "23:59"]


def office_is_open(day, clock, bank_holidays):
    """Return whether the office is open on a day (date) at a time ("HH:MM"), by the words above."""
    return (
        day.isoweekday() in CLOSES
        and day not in bank_holidays
        and "08:30" <= clock < CLOSES[day.isoweekday()]
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("starter_loaded")
def test_one_of_the_two_lines_answers_at_every_moment_as_printed():
    points = ContactPoint.objects.filter(pathway__slug="report-a-concern-about-a-child")
    office, line = points.get(value="0300 555 1384"), points.get(value="0300 555 1373")
    load_hours([office, line])
    bank_holidays = country_holidays("GB", subdiv="ENG", years=range(FIRST.year, LAST.year + 1))
    wrong, changes, before = [], 0, None
    for number in range((LAST - FIRST).days):
        day = FIRST + datetime.timedelta(days=number)
        for clock in CLOCKS:
            at = datetime.datetime.combine(day, datetime.time.fromisoformat(clock), LONDON)
            right = office_is_open(day, clock, bank_holidays)
            shown = point_status(office, at).is_open, point_status(line, at).is_open
            if shown != (right, not right):
                wrong.append((at.isoformat(), shown))
            changes += right != before
            before = right

    assert wrong == []
    assert changes > 2 * 2500  # opened and closed on each working day of ten years
