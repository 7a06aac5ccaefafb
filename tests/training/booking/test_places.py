"""Places: who gets one, who waits, and who comes next."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from tests.factories import make_booking, make_person, make_session, make_staff
from training.booking.locking import CannotBook
from training.booking.places import (
    accept,
    book,
    cancel_session,
    close_waiting_list,
    end_offers,
    fill,
    give_back,
    hand_over,
    position,
)
from training.booking.rules import places_held
from training.enums import Attendance, BookingState, Promotion, SessionState, Source
from training.follow_up.attendance import mark
from training.models import Booking, Session

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
        "a@Example.org already has a booking for this session.",
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
    second.refresh_from_db()
    assert second.offered_until >= now + timedelta(hours=24)
    assert end_offers(session_id=session.pk, at=second.offered_until) == 1

    assert states(session)[1:] == [(BookingState.LAPSED, None), (OFFERED, 1)]
    with pytest.raises(CannotBook):
        accept(booking_id=second.pk, at=second.offered_until)


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


def test_a_form_gone_back_to_for_a_colleague_books_the_colleague_only():
    session, first, second = make_session(), make_person(), make_person()
    [booking] = book(session_id=session.pk, people=[first], key="k")

    again = book(session_id=session.pk, people=[first, second], key="k")

    assert [one.pk for one in again] == list(session.bookings.order_by("turn").values_list("pk", flat=True))
    assert again[0] == booking


def test_one_key_sent_to_two_sessions_books_both():
    sessions, person = [make_session(), make_session()], make_person()

    for session in sessions:
        book(session_id=session.pk, people=[person], key="k")

    assert [session.bookings.count() for session in sessions] == [1, 1]


def test_all_are_booked_or_nobody():
    session = make_session()
    taken = make_booking(session)

    with pytest.raises(CannotBook) as refused:
        book(session_id=session.pk, people=[make_person(), make_person(email=taken.email)], key="k")

    assert refused.value.field == "email-1"
    assert session.bookings.count() == 1


def test_one_address_is_not_booked_twice_in_one_form():
    session = make_session()

    with pytest.raises(CannotBook):
        book(session_id=session.pk, people=[make_person(email=e) for e in ("a@x.org", "A@x.org")], key="k")

    assert session.bookings.count() == 0


@pytest.mark.parametrize(
    ("fields", "source", "message"),
    [
        ({"state": SessionState.DRAFT}, Source.PUBLIC, "Booking for this session is closed."),
        ({"state": SessionState.CLOSED}, Source.PUBLIC, "Booking for this session is closed."),
        ({"state": SessionState.CANCELLED}, Source.ADMIN, "This session has been cancelled."),
        (
            {"external_link": "https://elsewhere.example.org/"},
            Source.ADMIN,
            "This session is booked on another site.",
        ),
        (
            {"waiting_list": False},
            Source.PUBLIC,
            "There are no places left, and this session has no waiting list.",
        ),
    ],
)
def test_a_booking_is_refused_with_the_reason(fields, source, message):
    session = make_session(**({"capacity": 1} if "external_link" not in fields else {}), **fields)
    if not fields.get("waiting_list", True):
        make_booking(session)

    with pytest.raises(CannotBook) as refused:
        book(session_id=session.pk, people=[make_person()], key="k", source=source)

    assert str(refused.value) == message


def test_who_comes_on_the_day_is_on_the_register_of_a_full_session():
    session = make_session(capacity=1)
    make_booking(session)

    book(
        session_id=session.pk, people=[make_person()], key="k", source=Source.ON_THE_DAY, at=session.starts_at
    )

    assert states(session) == [(CONFIRMED, 1), (CONFIRMED, 2)]


def test_once_a_full_session_has_begun_nobody_joins_its_waiting_list():
    session = make_session(capacity=1)
    make_booking(session)

    with pytest.raises(CannotBook):
        book(session_id=session.pk, people=[make_person()], key="k", source=Source.ADMIN, at=session.ends_at)

    assert session.bookings.count() == 1


def test_a_place_given_back_after_the_last_day_is_a_late_cancellation():
    session = make_session(cancel_by=timezone.now() + timedelta(days=20))
    early, late = make_booking(session), make_booking(session)

    give_back(booking_id=early.pk)
    give_back(booking_id=late.pk, at=timezone.now() + timedelta(days=21))

    assert [state for state, _ in states(session)] == [BookingState.CANCELLED, BookingState.LATE_CANCELLED]


def test_who_waits_cancels_late_without_a_mark_against_them():
    session = make_session(capacity=1, cancel_by=timezone.now() - timedelta(days=1))
    make_booking(session)
    waiting = make_booking(session)

    assert give_back(booking_id=waiting.pk).state == BookingState.CANCELLED


def test_an_offer_that_is_declined_goes_to_the_next():
    session = make_session(capacity=1, promotion=Promotion.OFFER)
    first, second, _ = (make_booking(session) for _ in range(3))
    give_back(booking_id=first.pk)

    give_back(booking_id=second.pk)

    assert states(session)[1:] == [(BookingState.DECLINED, None), (OFFERED, 1)]


def test_once_it_has_begun_people_cannot_cancel_but_staff_take_off_who_is_not_marked():
    session = make_session()
    booking, marked = make_booking(session), make_booking(session)
    mark(booking_ids=[marked.pk], attendance=Attendance.ATTENDED, by=None, at=session.starts_at)

    for one, by in ((booking, None), (marked, None), (marked, make_staff())):
        with pytest.raises(CannotBook):
            give_back(booking_id=one.pk, by=by, at=session.starts_at)
    give_back(booking_id=booking.pk, by=make_staff(), at=session.ends_at)

    assert [state for state, _ in states(session)] == [BookingState.LATE_CANCELLED, CONFIRMED]


def test_an_apology_in_advance_does_not_stand_in_the_way_of_cancelling():
    booking = make_booking(make_session())
    mark(booking_ids=[booking.pk], attendance=Attendance.APOLOGY, by=None)

    give_back(booking_id=booking.pk)

    booking.refresh_from_db()
    assert (booking.state, booking.attendance) == (BookingState.CANCELLED, "")


def test_an_offer_cannot_be_accepted_once_an_earlier_start_has_passed():
    session = make_session(capacity=1, promotion=Promotion.OFFER, offer_hours=48)
    first, second = make_booking(session), make_booking(session)
    give_back(booking_id=first.pk)
    sooner = timezone.now() + timedelta(hours=1)
    Session.objects.filter(pk=session.pk).update(starts_at=sooner)

    with pytest.raises(CannotBook):
        accept(booking_id=second.pk, at=sooner)


def test_handing_over_leaves_the_apology_of_who_had_the_place():
    booking = make_booking(make_session())
    mark(booking_ids=[booking.pk], attendance=Attendance.APOLOGY, by=None)

    hand_over(booking_id=booking.pk, person=make_person())

    booking.refresh_from_db()
    assert booking.attendance == ""


def test_handing_over_twice_at_a_double_click_does_it_once():
    booking, colleague = make_booking(make_session()), make_person()

    for _ in range(2):
        hand_over(booking_id=booking.pk, person=colleague)

    assert list(booking.events.values_list("what", flat=True)) == ["booked", "handed_over"]


def test_a_place_can_be_handed_on_again_and_again():
    booking = make_booking(make_session())

    for _ in range(12):
        hand_over(booking_id=booking.pk, person=make_person())

    assert booking.messages.filter(kind="confirmed").count() == 13
    assert max(len(once) for once in booking.messages.values_list("once", flat=True)) < 60


def test_a_place_is_not_handed_to_somebody_who_is_booked_or_once_it_has_begun():
    session = make_session()
    booking, other = make_booking(session), make_booking(session)

    with pytest.raises(CannotBook):
        hand_over(booking_id=booking.pk, person=make_person(email=other.email))
    with pytest.raises(CannotBook):
        hand_over(booking_id=booking.pk, person=make_person(), at=session.starts_at)

    booking.refresh_from_db()
    assert not booking.events.filter(what="handed_over").exists()


def test_more_places_go_to_the_waiting_list():
    session = make_session(capacity=1)
    for _ in range(4):
        make_booking(session)
    Session.objects.filter(pk=session.pk).update(capacity=3)

    assert fill(session_id=session.pk) == 2

    assert states(session) == [(CONFIRMED, 1), (CONFIRMED, 2), (CONFIRMED, 3), (WAITING, None)]


def test_fewer_places_take_nobody_off_and_nobody_on_until_there_is_room():
    session = make_session(capacity=3)
    for _ in range(4):
        make_booking(session)
    Session.objects.filter(pk=session.pk).update(capacity=1)

    assert fill(session_id=session.pk) == 0
    assert places_held(session) == 3
    give_back(booking_id=session.bookings.first().pk)

    assert places_held(session) == 2
    assert [state for state, _ in states(session)] == [BookingState.CANCELLED, CONFIRMED, CONFIRMED, WAITING]


def test_a_session_booked_elsewhere_has_nothing_to_fill():
    session = make_session(external_link="https://elsewhere.example.org/")

    assert fill(session_id=session.pk) == 0


def test_a_session_with_bookings_cannot_be_deleted():
    session = make_session()
    make_booking(session)

    with pytest.raises(ProtectedError):
        session.delete()

    assert session.bookings.count() == 1


def test_cancelling_a_session_ends_every_live_booking_once():
    session, by = make_session(capacity=1), make_staff()
    for _ in range(3):
        make_booking(session)
    give_back(booking_id=session.bookings.first().pk)

    assert [cancel_session(session_id=session.pk, by=by) for _ in range(2)] == [2, 0]

    session.refresh_from_db()
    assert (session.state, session.sequence, session.updated_by) == (SessionState.CANCELLED, 1, by)
    assert states(session) == [(BookingState.CANCELLED, None)] * 3


def test_a_session_whose_register_is_marked_is_not_cancelled():
    session = make_session()
    booking = make_booking(session)
    mark(booking_ids=[booking.pk], attendance=Attendance.ATTENDED, by=None, at=session.starts_at)

    with pytest.raises(CannotBook):
        cancel_session(session_id=session.pk, by=make_staff(), at=session.ends_at)

    assert states(session) == [(CONFIRMED, 1)]


def test_once_it_has_begun_the_waiting_list_ends():
    session = make_session(capacity=1)
    for _ in range(2):
        make_booking(session)

    assert close_waiting_list(session_id=session.pk) == 0
    assert close_waiting_list(session_id=session.pk, at=session.starts_at) == 1

    assert states(session) == [(CONFIRMED, 1), (BookingState.NOT_REACHED, None)]


def test_the_position_moves_up_as_others_leave():
    session = make_session(capacity=1)
    placed, first, second = (make_booking(session) for _ in range(3))

    before = [position(one) for one in (placed, first, second)]
    give_back(booking_id=first.pk)

    assert (before, position(second)) == ([None, 1, 2], 1)


def test_a_booking_whose_name_was_taken_off_still_counts():
    session = make_session(capacity=1)
    booking = make_booking(session)
    Booking.objects.filter(pk=booking.pk).update(name="", email="", anonymised_at=timezone.now())

    assert make_booking(session).state == WAITING


def test_people_without_an_address_do_not_stand_in_each_others_way():
    session = make_session()
    people = [make_person(name=name, email="") for name in ("Ann", "Bob")]

    for person in people:
        book(session_id=session.pk, people=[person], key="k", source=Source.ON_THE_DAY, at=session.starts_at)

    assert states(session) == [(CONFIRMED, 1), (CONFIRMED, 2)]
