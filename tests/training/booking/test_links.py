"""The links in emails: what a token opens, for how long, and what is kept of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_booking, make_session
from training.booking.links import email_for, issue, issue_record, link_for
from training.models import ManageLink, RecordLink

pytestmark = pytest.mark.django_db


def booking_for(token, at=None):
    """Return the Booking that `token` opens at `at` (aware datetime, default now), or None."""
    link = link_for(token, at)
    return link and link.booking


def altered(token):
    """Return every form of `token` that somebody might try instead of it."""
    first, last = ("B" if character == "A" else "A" for character in (token[0], token[-1]))
    return [
        first + token[1:],
        token[:-1] + last,
        token[:-1],
        token[1:],
        token + "A",
        token.swapcase(),
        "",
        "\0",
    ]


def test_a_token_opens_its_own_booking_and_no_other():
    session = make_session()
    bookings = [make_booking(session) for _ in range(3)]

    tokens = [issue(booking) for booking in bookings]

    assert [booking_for(token) for token in tokens] == bookings


def test_each_link_has_a_token_of_its_own_with_128_random_bits():
    booking = make_booking(make_session())

    tokens = {issue(booking) for _ in range(200)}

    assert len(tokens) == 200
    # 22 characters of six bits carry the sixteen bytes.
    assert {len(token) for token in tokens} == {22}


def test_an_altered_token_opens_nothing():
    token = issue(make_booking(make_session()))

    assert [booking_for(other) for other in altered(token)] == [None] * 8


def test_the_token_itself_is_not_kept():
    token = issue(make_booking(make_session()))
    record_token = issue_record("ann@example.org")

    kept = [*ManageLink.objects.values_list("token_hash"), *RecordLink.objects.values_list("token_hash")]

    assert [len(row[0]) for row in kept] == [64] * len(kept)
    assert [row for row in kept if token in row[0] or record_token in row[0]] == []


def test_a_link_to_a_booking_works_until_thirty_days_after_the_session():
    now = timezone.now()
    session = make_session(ends_at=now + timedelta(days=31), starts_at=now + timedelta(days=30, hours=20))
    booking = make_booking(session)
    token = issue(booking)
    last = session.ends_at + timedelta(days=30)

    assert booking_for(token, at=last - timedelta(seconds=1)) == booking
    assert booking_for(token, at=last) is None


def test_a_link_to_an_anonymised_booking_opens_nothing():
    booking = make_booking(make_session())
    token = issue(booking)

    type(booking).objects.update(anonymised_at=timezone.now())

    assert booking_for(token) is None


def test_a_link_to_a_record_works_for_a_day():
    token = issue_record("ann@example.org")
    made = RecordLink.objects.get().created_at

    assert email_for(token, at=made + timedelta(hours=24, seconds=-1)) == "ann@example.org"
    assert email_for(token, at=made + timedelta(hours=24)) is None


def test_an_altered_link_to_a_record_opens_nothing():
    token = issue_record("ann@example.org")

    assert [email_for(other) for other in altered(token)] == [None] * 8
