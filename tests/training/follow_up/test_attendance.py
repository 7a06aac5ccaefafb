"""The register: who can be marked, and when."""

from datetime import timedelta

import pytest

from tests.factories import make_booking, make_session, make_staff
from training.booking.locking import CannotBook
from training.enums import Attendance
from training.follow_up.attendance import mark

pytestmark = pytest.mark.django_db


def test_confirmed_bookings_are_marked_and_waiting_ones_are_not():
    session, by = make_session(capacity=1), make_staff()
    placed, waiting = make_booking(session), make_booking(session)

    marked = mark(
        booking_ids=[placed.pk, waiting.pk], attendance=Attendance.PART, by=by, at=session.starts_at
    )

    assert marked == 1
    assert list(session.bookings.values_list("attendance", flat=True)) == ["part", ""]
    assert list(placed.events.values_list("what", "by")) == [("booked", None), ("part", by.pk)]


def test_the_same_mark_twice_is_one_event_and_a_mark_can_be_taken_off():
    session = make_session()
    booking = make_booking(session)

    changed = [
        mark(booking_ids=[booking.pk], attendance=attendance, by=None, at=session.starts_at)
        for attendance in ("attended", "attended", "")
    ]

    assert changed == [1, 0, 1]
    assert list(booking.events.values_list("what", flat=True)) == ["booked", "attended", "not_marked"]


@pytest.mark.parametrize("attendance", [Attendance.ATTENDED, Attendance.PART, Attendance.NO_SHOW])
def test_before_the_day_only_apologies_are_marked(attendance):
    session = make_session()
    booking = make_booking(session)
    day_before = session.starts_at - timedelta(days=1)

    assert mark(booking_ids=[booking.pk], attendance=Attendance.APOLOGY, by=None, at=day_before) == 1
    with pytest.raises(CannotBook):
        mark(booking_ids=[booking.pk], attendance=attendance, by=None, at=day_before)

    booking.refresh_from_db()
    assert booking.attendance == Attendance.APOLOGY
