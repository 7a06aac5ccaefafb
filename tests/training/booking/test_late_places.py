"""A place that becomes available near the start: who still gets it, what they are told, and what is not held against them."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hscp.bank_holidays import in_working_hours
from hscp.london_time import LONDON
from hscp.web.wording import date_and_time
from tests.factories import make_booking, make_person, make_session, make_staff
from tests.training.booking.booking_pages import opened
from training.booking.consistency import problems
from training.booking.locking import CannotBook
from training.booking.places import (
    accept,
    book,
    end_offers,
    fill,
    give_back,
    hand_over,
    promotion,
    take_free_place,
)
from training.booking.rules import TOO_LATE_TO_WAIT
from training.enums import Attendance, BookingState, Promotion
from training.follow_up.attendance import mark
from training.models import Booking, Message, Session
from training.scheduled_jobs import do_round
from training.sessions.saving import save_session

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def full_session(hours, **fields):
    """Return a session of one place that starts in so many hours, with somebody in it and somebody waiting."""
    start = timezone.now() + hours * HOUR
    # People joined the list in good time.
    session = make_session(
        capacity=1, starts_at=start + timedelta(days=9), ends_at=start + timedelta(days=10)
    )
    holder, waiting = make_booking(session), make_booking(session)
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + HOUR, **fields)
    session.refresh_from_db()
    return session, holder, waiting


def state(booking):
    booking.refresh_from_db()
    return booking.state


def last_mail(booking):
    return booking.messages.order_by("pk").last()


@pytest.mark.parametrize(
    ("hours", "fields", "promoted"),
    [
        (1.9, {}, False),
        (2.1, {}, True),
        (30, {"booking_closes_at": -HOUR}, False),
        (30, {"booking_closes_at": HOUR}, True),
        (30, {"booking_closes_at": -HOUR, "promotion_closes_at": HOUR}, True),
        (30, {"promotion_closes_at": -HOUR}, False),
        # Nobody is given a place at less notice than two hours, whatever the session says.
        (1.5, {"promotion_closes_at": HOUR}, False),
    ],
)
def test_a_place_is_passed_on_until_the_session_stops_it(hours, fields, promoted):
    now = timezone.now()
    session, holder, waiting = full_session(hours, **{name: now + value for name, value in fields.items()})

    give_back(booking_id=holder.pk)

    assert state(waiting) == (BookingState.CONFIRMED if promoted else BookingState.WAITING)
    assert problems() == []


def test_after_the_cut_off_no_way_of_filling_places_promotes_anybody():
    session, holder, waiting = full_session(1, promotion=Promotion.AT_ONCE)

    session.capacity = 3
    save_session(session=session, by=make_staff())
    fill(session_id=session.pk)
    end_offers(session_id=session.pk)
    do_round()

    assert state(waiting) == BookingState.WAITING
    # Somebody who asks for the place now wants to come now.
    [new] = book(session_id=session.pk, people=[make_person()], key="k")
    assert new.state == BookingState.CONFIRMED
    assert state(waiting) == BookingState.WAITING


def test_who_waits_may_take_a_place_that_is_free_like_anybody_else():
    session, holder, waiting = full_session(1.5)
    client, _, stamp = opened(booking=waiting)
    full = client.get(reverse("training:manage")).text
    refused = client.post(reverse("training:manage_accept"), {"booking": stamp}).text
    give_back(booking_id=holder.pk)

    free = client.get(reverse("training:manage")).text
    client.post(reverse("training:manage_accept"), {"booking": stamp})
    client.post(reverse("training:manage_accept"), {"booking": stamp})

    assert ["Take the free place" in page for page in (full, free)] == [False, True]
    assert "There is no free place for you now" in refused
    assert state(waiting) == BookingState.CONFIRMED
    assert list(waiting.messages.values_list("kind", flat=True)) == ["waiting", "confirmed"]
    assert problems() == []


def test_nobody_takes_a_place_out_of_turn_while_they_are_passed_on():
    session = make_session(capacity=1)
    waiting = [make_booking(session) for _ in range(2)][1]
    Session.objects.filter(pk=session.pk).update(capacity=2)

    with pytest.raises(CannotBook, match="no free place for you"):
        take_free_place(booking_id=waiting.pk)


def test_nobody_joins_a_list_that_leads_nowhere():
    session, _, _ = full_session(1)

    with pytest.raises(CannotBook, match="too near the session") as refused:
        book(session_id=session.pk, people=[make_person()], key="k")

    assert str(refused.value) == TOO_LATE_TO_WAIT


def test_who_is_promoted_late_is_told_no_day_that_is_over():
    past = timezone.now() - HOUR
    session, holder, waiting = full_session(30, cancel_by=past)

    give_back(booking_id=holder.pk)

    body = " ".join(last_mail(waiting).body.split())
    waiting.refresh_from_db()
    assert date_and_time(past) not in body
    assert f"give the place back by {date_and_time(waiting.grace_until)}" in body
    assert "does not count as a late cancellation" in body


def test_a_place_given_back_within_a_day_of_being_told_is_not_late():
    session, holder, waiting = full_session(100, cancel_by=timezone.now() - HOUR)
    give_back(booking_id=holder.pk)
    others = [make_booking(session) for _ in range(2)]

    give_back(booking_id=waiting.pk, at=timezone.now() + 23 * HOUR)
    give_back(booking_id=others[0].pk, at=timezone.now() + 48 * HOUR)

    assert state(holder) == BookingState.LATE_CANCELLED
    assert state(waiting) == BookingState.CANCELLED
    assert state(others[0]) == BookingState.LATE_CANCELLED


def test_without_the_grace_it_would_be_late(monkeypatch):
    """The control of the test above."""
    monkeypatch.setattr(promotion, "grace", lambda session, at: None)
    session, holder, waiting = full_session(100, cancel_by=timezone.now() - HOUR)
    give_back(booking_id=holder.pk)

    give_back(booking_id=waiting.pk)

    assert state(waiting) == BookingState.LATE_CANCELLED


def test_who_accepts_or_gets_a_place_from_a_colleague_has_the_same_day():
    session, holder, waiting = full_session(100, cancel_by=timezone.now() - HOUR, promotion=Promotion.OFFER)
    hand_over(booking_id=holder.pk, person=make_person())
    assert not Booking.objects.get(pk=holder.pk).is_late_to_cancel()
    give_back(booking_id=holder.pk)

    accept(booking_id=waiting.pk)

    waiting.refresh_from_db()
    assert not waiting.is_late_to_cancel()
    assert waiting.is_late_to_cancel(timezone.now() + 25 * HOUR)


def marked_absent(session, booking):
    start = timezone.now() - 3 * HOUR
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + HOUR)
    mark(booking_ids=[booking.pk], attendance=Attendance.NO_SHOW, by=make_staff())
    booking.refresh_from_db()
    return booking.attendance


def test_who_was_told_too_late_is_not_a_no_show_and_no_manager_hears_of_it():
    session, holder, waiting = full_session(5, tells_manager=True)
    Booking.objects.filter(pk=waiting.pk).update(manager_email="manager@example.org")
    give_back(booking_id=holder.pk)
    call_command("send_mail_queue", verbosity=0)

    assert marked_absent(session, waiting) == Attendance.NOT_TOLD
    do_round(timezone.now() + timedelta(days=1))
    assert not Message.objects.filter(kind="no_show").exists()


def test_who_knew_of_the_place_in_time_is_a_no_show():
    session, holder, waiting = full_session(200)
    give_back(booking_id=holder.pk)
    call_command("send_mail_queue", verbosity=0)
    old = timezone.now() - timedelta(days=5)
    Message.objects.update(sent_at=old)
    waiting.events.update(at=old)
    Booking.objects.filter(pk=holder.pk).update(state=BookingState.CANCELLED)

    assert marked_absent(session, waiting) == Attendance.NO_SHOW


def test_who_booked_an_hour_before_is_a_no_show():
    session = make_session(starts_at=timezone.now() + HOUR, ends_at=timezone.now() + 2 * HOUR)

    assert marked_absent(session, make_booking(session)) == Attendance.NO_SHOW


@pytest.mark.parametrize(("kind", "sent"), [("confirmed", "dropped"), ("promoted", "waiting")])
def test_a_mail_that_did_not_arrive_told_nobody(kind, sent):
    session = make_session()
    booking = make_booking(session)
    Message.objects.update(kind=kind, state=sent, sent_at=None)

    assert marked_absent(session, booking) == Attendance.NOT_TOLD


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        # A Thursday afternoon and 48 hours: not on the Saturday.
        ("2027-01-07 15:00", "2027-01-11 12:00"),
        # 48 hours would end on Good Friday.
        ("2027-03-24 10:00", "2027-03-30 12:00"),
        # In the night.
        ("2027-01-04 03:00", "2027-01-06 12:00"),
        ("2027-01-04 11:30", "2027-01-06 11:30"),
    ],
)
def test_an_offer_ends_in_working_hours(at, ends):
    at, ends = (datetime.fromisoformat(each).replace(tzinfo=LONDON) for each in (at, ends))
    start = datetime(2027, 6, 1, 10, tzinfo=LONDON)
    session = make_session(capacity=1, promotion=Promotion.OFFER, starts_at=start, ends_at=start + HOUR)
    holder, waiting = make_booking(session, at=at - HOUR), make_booking(session, at=at - HOUR)

    give_back(booking_id=holder.pk, at=at)

    waiting.refresh_from_db()
    assert waiting.offered_until == ends
    assert in_working_hours(waiting.offered_until) == waiting.offered_until


def test_an_offer_never_outlives_the_cut_off_and_its_mail_says_so():
    session, holder, waiting = full_session(20, promotion=Promotion.OFFER)

    give_back(booking_id=holder.pk)

    waiting.refresh_from_db()
    assert waiting.offered_until == session.starts_at - 2 * HOUR
    body = " ".join(last_mail(waiting).body.split())
    assert "After that we cannot keep it for you" in body
    assert "goes to the next person" not in body
