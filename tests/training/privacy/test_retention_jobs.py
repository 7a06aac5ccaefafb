"""What training's own jobs leave: the figures, what still waits, and what is to come."""

import datetime

import pytest

from hscp.privacy.retention import apply_retention
from tests.factories import make_booking, make_session
from tests.privacy.expiring import (
    MANY_YEARS,
    MOMENT,
    NOW,
    TEXTS,
    left_of,
    make_link,
    make_message,
    past_booking,
    set_fields,
)
from training.models import Booking, Message
from training.privacy.declaration import PERSONAL_DATA

pytestmark = pytest.mark.django_db


def test_the_figures_stay_after_a_booking_is_anonymised():
    booking = set_fields(past_booking(), attendance="attended")

    apply_retention([PERSONAL_DATA], at=NOW + MANY_YEARS)

    booking.refresh_from_db()
    kept = [booking.organisation, booking.organisation_type, booking.role, booking.state, booking.attendance]
    assert kept == ["Oak School", "school", "practitioner", "confirmed", "attended"]
    assert booking.anonymised_at == NOW + MANY_YEARS


def test_bookings_of_one_session_can_all_be_anonymised_although_their_email_is_then_the_same():
    session = make_session(starts_at=NOW - MOMENT, ends_at=NOW)
    for _ in range(3):
        make_booking(session, at=NOW - datetime.timedelta(days=40))

    apply_retention([PERSONAL_DATA], at=NOW + MANY_YEARS)

    assert list(Booking.objects.values_list("email", flat=True)) == ["", "", ""]


def test_a_message_that_still_waits_is_kept_until_its_booking_goes():
    message = make_message(booking=past_booking(), state=Message.State.WAITING)

    apply_retention([PERSONAL_DATA], at=NOW + datetime.timedelta(days=100))
    waiting = left_of(message, TEXTS)
    apply_retention([PERSONAL_DATA], at=NOW + MANY_YEARS)

    message.refresh_from_db()
    assert waiting == TEXTS
    assert (message.state, left_of(message, TEXTS)) == (Message.State.DROPPED, [])


def test_a_link_from_a_later_mail_works_as_long_from_then_on():
    link = make_link()
    set_fields(link, created_at=NOW + datetime.timedelta(days=90))

    apply_retention([PERSONAL_DATA], at=NOW + datetime.timedelta(days=119))

    assert left_of(link, []) == ["row"]


def test_nothing_of_a_coming_session_is_touched():
    booking = make_booking(make_session(), phone="01962 845000", access_needs="A hearing loop")

    counts = apply_retention([PERSONAL_DATA])

    assert set(counts.values()) == {0}
    assert left_of(booking, ["name", "email", "phone", "access_needs"]) == [
        "name",
        "email",
        "phone",
        "access_needs",
    ]
