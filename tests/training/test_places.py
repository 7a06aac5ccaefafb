"""Places: who gets one, who waits, and who comes next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_booking, make_person, make_session
from training.models import BookingState, Promotion
from training.places import CannotBook, accept, book, end_offers, give_back, hand_over

pytestmark = pytest.mark.django_db
CONFIRMED, WAITING, OFFERED = BookingState.CONFIRMED, BookingState.WAITING, BookingState.OFFERED


def states(session):
    return list(session.bookings.order_by("turn").values_list("state", "place"))


def test_who_comes_when_it_is_full_waits_in_turn():
    session = make_session(capacity=2)

    for _ in range(3):
        make_booking(session)

    assert states(session) == [(CONFIRMED, 1), (CONFIRMED, 2), (WAITING, None)]


def test_a_place_given_back_goes_to_the_next_in_turn():
    session = make_session(capacity=1)
    first, second, third = (make_booking(session) for _ in range(3))

    give_back(booking_id=first.pk)

    assert states(session) == [(BookingState.CANCELLED, None), (CONFIRMED, 1), (WAITING, None)]


def test_giving_back_twice_frees_one_place():
    session = make_session(capacity=1)
    first, *_ = (make_booking(session) for _ in range(3))

    for _ in range(2):
        give_back(booking_id=first.pk)

    assert [state for state, _ in states(session)] == [BookingState.CANCELLED, CONFIRMED, WAITING]


def test_the_same_key_books_once():
    session, people = make_session(), [make_person(), make_person()]

    first = book(session_id=session.pk, people=people, key="k")
    second = book(session_id=session.pk, people=people, key="k")

    assert first == second
    assert session.bookings.count() == 2


def test_a_person_is_not_booked_twice_in_any_case_of_letters():
    session = make_session()
    make_booking(session, email="A@example.org")

    with pytest.raises(CannotBook) as refused:
        make_booking(session, email="a@Example.org")

    assert (str(refused.value), refused.value.field) == (
        "a@Example.org has a booking for this session already.",
        "email-0",
    )


def test_an_organisation_at_its_limit_waits_while_others_get_places():
    session = make_session(capacity=3, agency_quota=1)
    make_booking(session, organisation="Oak School")

    make_booking(session, organisation=" oak  SCHOOL ")
    make_booking(session, organisation="Elm School")

    assert states(session) == [(CONFIRMED, 1), (WAITING, None), (CONFIRMED, 2)]


def test_once_the_limit_ends_who_waited_comes_before_who_books_now():
    now = timezone.now()
    session = make_session(capacity=2, agency_quota=1, quota_released_at=now + timedelta(days=1))
    make_booking(session, organisation="Oak")
    make_booking(session, organisation="Oak")

    make_booking(session, at=now + timedelta(days=2))

    assert states(session) == [(CONFIRMED, 1), (CONFIRMED, 2), (WAITING, None)]


def test_an_offer_holds_the_place_until_it_ends_and_then_goes_on():
    now = timezone.now()
    session = make_session(capacity=1, promotion=Promotion.OFFER, offer_hours=24)
    first, second, third = (make_booking(session) for _ in range(3))

    give_back(booking_id=first.pk, at=now)
    assert states(session)[1:] == [(OFFERED, 1), (WAITING, None)]
    assert end_offers(session_id=session.pk, at=now + timedelta(hours=25)) == 1

    assert states(session)[1:] == [(BookingState.LAPSED, None), (OFFERED, 1)]
    with pytest.raises(CannotBook):
        accept(booking_id=second.pk, at=now + timedelta(hours=26))


def test_an_offer_is_accepted():
    session = make_session(capacity=1, promotion=Promotion.OFFER)
    first, second = make_booking(session), make_booking(session)
    give_back(booking_id=first.pk)

    accept(booking_id=second.pk)

    assert states(session)[1] == (CONFIRMED, 1)


def test_a_place_is_handed_to_a_colleague():
    session = make_session(capacity=1)
    booking = make_booking(session, organisation="Oak")

    hand_over(booking_id=booking.pk, person=make_person(name="Ann", email="ann@example.org"))

    booking.refresh_from_db()
    assert (booking.name, booking.email, booking.organisation, booking.state) == (
        "Ann",
        "ann@example.org",
        "Oak",
        CONFIRMED,
    )
