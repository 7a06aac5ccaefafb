"""A cached page says at every moment what a new one would."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from contacts.enums import BankHolidays, Nth
from contacts.models import HoursException
from tests.factories import (
    make_contact_point,
    make_opening_hours,
    make_pathway,
    make_session,
    make_theme,
)
from tests.page_cache.worker import Worker

UNTIL = timedelta(days=10)


@pytest.fixture
def hours_of_many_kinds(db):
    """A contact for each sort of hours, two sessions and two records with dates of their own, all within ten days."""
    today, now = timezone.localdate(), timezone.now()
    office = make_contact_point(make_pathway(urgency="same_day", title="Office"))
    for weekday in range(1, 6):
        make_opening_hours(office, weekday, "08:30", "12:15")
        make_opening_hours(office, weekday, "13:00", "17:07")
    HoursException.objects.create(
        contact_point=office,
        first_day=today + timedelta(days=2),
        last_day=today + timedelta(days=3),
        reason="Training",
    )
    HoursException.objects.create(
        contact_point=office,
        first_day=today + timedelta(days=4),
        last_day=today + timedelta(days=4),
        opens=time(10),
        closes=time(11, 11),
    )
    make_contact_point(
        make_pathway(urgency="same_day", title="Night"), answers_when_closed=office, out_of_hours=True
    )
    late = make_contact_point(
        make_pathway(urgency="emergency", title="Late"), bank_holidays=BankHolidays.USUAL
    )
    make_opening_hours(late, 5, "16:30", "02:45")
    make_opening_hours(late, 2, "09:00", "10:00", nth=Nth.LAST)
    always = make_contact_point(
        make_pathway(urgency="emergency", title="Always"), bank_holidays=BankHolidays.USUAL
    )
    for weekday in range(1, 8):
        make_opening_hours(always, weekday, "00:00", "00:00")
    HoursException.objects.create(
        contact_point=always,
        first_day=today + timedelta(days=12),
        last_day=today + timedelta(days=12),
        opens=time(0),
        closes=time(15, 30),
    )
    for days in (3, 6):
        start = now + timedelta(days=days, minutes=17)
        make_session(
            starts_at=start, ends_at=start + timedelta(hours=2), booking_closes_at=start - timedelta(days=1)
        )
    make_theme(title="Comes", publish_at=now + timedelta(days=1, minutes=13))
    make_theme(title="Goes", expire_at=now + timedelta(days=7, minutes=41))


def test_it_does_for_ten_days(client, hours_of_many_kinds, time_machine):
    """For ten days, every 217 minutes: past every start, end, exception, midnight, session and date of the records."""
    worker, began = Worker(), timezone.now()
    paths = ["/", "/contacts/", "/training/dates/"]
    wrong = []
    for step in range(UNTIL // timedelta(minutes=217)):
        time_machine.move_to(began + step * timedelta(minutes=217), tick=False)
        wrong += [(step, path) for path in paths if worker.get(path).body != client.get(path).content]

    assert wrong == []
    # Most of the time the cached page did.
    assert worker.asked < len(paths) * (UNTIL // timedelta(minutes=217)) / 2
