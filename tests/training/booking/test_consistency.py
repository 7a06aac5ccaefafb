"""The nightly check: quiet when all is well, and each kind of harm found, without a name."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import make_booking, make_person, make_session, make_staff
from training.booking.consistency import problems
from training.booking.places import accept, book, cancel_session, close_waiting_list, give_back, hand_over
from training.enums import BookingState, Promotion, Source
from training.models import Booking, BookingEvent, Session

pytestmark = pytest.mark.django_db


def test_all_that_places_does_passes_the_check(capsys):
    session = make_session(capacity=2, promotion=Promotion.OFFER, agency_quota=1)
    first, second, *_ = (make_booking(session, organisation=name) for name in ("Oak", "Elm", "Oak", "Ash"))
    give_back(booking_id=first.pk)
    accept(booking_id=session.bookings.get(state=BookingState.OFFERED).pk)
    hand_over(booking_id=second.pk, person=make_person())
    full, gone = make_session(capacity=1), make_session()
    for one in (full, full, gone):
        make_booking(one)
    close_waiting_list(session_id=full.pk, at=full.starts_at)
    book(session_id=full.pk, people=[make_person()], key="k", source=Source.ON_THE_DAY, at=full.starts_at)
    cancel_session(session_id=gone.pk, by=make_staff())

    call_command("check_bookings")

    assert capsys.readouterr().out == "Every place is held once, and nobody waits for a free one.\n"


def _overfill(session):
    booking = make_booking(session)
    Session.objects.filter(pk=session.pk).update(capacity=1)
    return booking


def _pass_over(session):
    Session.objects.filter(pk=session.pk).update(capacity=1)
    booking = make_booking(session)
    Session.objects.filter(pk=session.pk).update(capacity=2)
    return booking


def _leave_an_offer_open(session):
    Booking.objects.update(state=BookingState.OFFERED, offered_until=timezone.now() - timedelta(hours=2))
    BookingEvent.objects.update(what="promoted")


def _cancel_without_its_bookings(session):
    Session.objects.filter(pk=session.pk).update(state="cancelled")


def _begin_with_people_waiting(session):
    _pass_over(session)
    begun = timezone.now() - timedelta(hours=2)
    Session.objects.filter(pk=session.pk).update(starts_at=begun)


def _change_without_an_event(session):
    Booking.objects.update(state=BookingState.CANCELLED, place=None)


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (_overfill, "Session {session}: places held are over by 1."),
        (_pass_over, "Session {session}: a place is free, but people who could have it wait: 1."),
        (_leave_an_offer_open, "Session {session}: offers that should have ended: 1."),
        (_cancel_without_its_bookings, "Session {session}: it is cancelled, but bookings are not: 1."),
        (_begin_with_people_waiting, "Session {session}: it has begun, but people still wait: 1."),
        (_change_without_an_event, "Booking {booking} is “cancelled”, but its last event is “booked”."),
    ],
)
def test_harm_is_found_and_told_without_a_name(harm, problem, capsys):
    session = make_session(capacity=20)
    booking = make_booking(session)
    harm(session)

    with pytest.raises(CommandError):
        call_command("check_bookings")

    assert capsys.readouterr().out == problem.format(session=session.pk, booking=booking.pk) + "\n"


def test_who_may_not_have_the_free_place_yet_is_not_a_problem():
    session = make_session(capacity=2, agency_quota=1)
    for _ in range(2):
        make_booking(session, organisation="Oak")

    assert problems() == []
    assert problems(at=session.starts_at - timedelta(minutes=1)) == []
