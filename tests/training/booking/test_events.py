"""The log of bookings: one list of what can happen, which the writing and the nightly check share."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from tests.factories import make_booking, make_session, make_staff
from training.booking.events import LEAVES, note
from training.enums import LIVE, Attendance, BookingEventKind, BookingState

ENDS = {state.value for state in BookingState if state not in LIVE}
MARKS = {mark.value for mark in Attendance if mark}


def test_each_end_of_a_booking_and_each_mark_is_an_event_and_each_state_is_reached_by_one():
    assert set(BookingEventKind.values) >= ENDS | MARKS
    assert set().union(*LEAVES.values()) == set(BookingState)
    assert {what.value: states for what, states in LEAVES.items() if what in ENDS} == {
        end: {end} for end in ENDS
    }


def test_each_event_is_written_by_some_code():
    """The ends and the marks are written by their own value; the rest are named where they happen."""
    root = Path(settings.BASE_DIR) / "training"
    code = "".join(path.read_text() for path in root.rglob("*.py") if path.name != "enums.py")

    named = {what for what in BookingEventKind if f"BookingEventKind.{what.name}" in code}

    # Those of the personal data are written by training/privacy.
    privacy = {BookingEventKind.SHOWN, BookingEventKind.CORRECTED, BookingEventKind.ERASED}
    assert named | ENDS | MARKS | privacy == set(BookingEventKind)
    assert not [what for what in privacy - named if f'"{what.value}"' not in code]


@pytest.mark.django_db
def test_an_event_is_written_for_each_booking_with_the_hand_that_did_it():
    session, staff = make_session(), make_staff()
    bookings = [make_booking(session) for _ in range(2)]

    at = timezone.now()
    note(bookings, BookingEventKind.LETTER, at=at, by=staff)

    assert [booking.events.values_list("what", "at", "by", "session").last() for booking in bookings] == [
        ("letter", at, staff.pk, session.pk)
    ] * 2


@pytest.mark.django_db
def test_what_is_not_in_the_list_is_not_written():
    booking = make_booking(make_session())

    with pytest.raises(ValueError, match="not a valid BookingEventKind"):
        note([booking], "bookd", at=timezone.now())

    assert booking.events.count() == 1
