"""The migration that fills in addresses as they are compared: what turns out to be one person breaks nothing."""

from importlib import import_module

import pytest
from django.apps import apps

from tests.factories import make_booking, make_course, make_session
from training.booking.consistency import problems
from training.models import Booking, Interest

migration = import_module("training.migrations.0014_fill_identity")


@pytest.mark.django_db
def test_people_who_turn_out_to_be_one_keep_their_bookings_and_are_reported():
    session = make_session()
    bookings = [
        make_booking(session, name=name)
        for name in ("Ann Hill", "ann  hill", "Ben Ash", "Ann Hill", "Cy Elm")
    ]
    spelt = ["a@example.org", "A@example.org", "a@EXAMPLE.org.", "a​@example.org", "c@example.org"]
    for booking, email in zip(bookings, spelt, strict=True):
        Booking.objects.filter(pk=booking.pk).update(email=email, email_key="")

    migration.fill_identity(apps, None)

    found = list(session.bookings.values_list("state", "email_key", "shared_name"))
    assert found == [
        ("confirmed", "a@example.org", ""),
        ("confirmed", "a@example.org", "ann hill"),
        ("confirmed", "a@example.org", "ben ash"),
        ("confirmed", "a@example.org", f"ann hill ({bookings[3].pk})"),
        ("confirmed", "c@example.org", ""),
    ]
    assert problems() == [f"Session {session.pk}: a person is booked twice."]


@pytest.mark.django_db
def test_of_several_entries_for_one_course_the_first_stays():
    course = make_course()
    for number, email in enumerate(["a@example.org", "A@Example.org."]):
        Interest.objects.bulk_create(
            [Interest(course=course, email=email, email_key=str(number), token_hash=str(number))]
        )

    migration.fill_identity(apps, None)

    assert list(Interest.objects.values_list("email", "email_key")) == [("a@example.org", "a@example.org")]


@pytest.mark.django_db
def test_it_can_be_taken_back():
    booking = make_booking(make_session())
    Booking.objects.update(attendance="not_told")

    migration.forget_identity(apps, None)

    booking.refresh_from_db()
    assert booking.attendance == "no_show"
