"""A session that gets another time or is cancelled: what was for the old date goes, and what people are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_booking, make_course, make_session, make_staff
from tests.training.booking.booking_pages import opened
from training.booking.places import give_back
from training.enums import Attendance, BookingState, SessionState
from training.follow_up.attendance import mark
from training.models import Booking, Message, Session
from training.scheduled_jobs import do_round
from training.sessions.saving import announcement, cancel_session, save_session

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def move(session, by, **words):
    session.refresh_from_db()
    session.starts_at += by
    session.ends_at += by
    return save_session(session=session, by=make_staff(), **words)


def bodies(kind):
    return [
        " ".join(body.split())
        for body in Message.objects.filter(kind=kind).order_by("pk").values_list("body", flat=True)
    ]


@pytest.mark.parametrize("by", [7 * DAY, 2 * HOUR])
def test_apologies_for_the_old_time_do_not_count_for_the_new(by):
    session = make_session()
    away, other = make_booking(session), make_booking(session)
    mark(booking_ids=[away.pk], attendance=Attendance.APOLOGY, by=make_staff())

    told, _ = move(session, by, note="The trainer is at a conference.")

    away.refresh_from_db()
    assert (told, away.attendance) == (2, Attendance.NOT_MARKED)
    assert away.events.last().what == "not_marked"
    texts = dict(Message.objects.filter(kind="session_changed").values_list("booking", "body"))
    assert "You had sent apologies" in texts[away.pk]
    assert "You had sent apologies" not in texts[other.pk]
    assert all("The trainer is at a conference." in text for text in texts.values())


def test_marks_of_a_session_that_is_over_stay_when_its_time_is_put_right():
    start = timezone.now() - 2 * DAY
    session = make_session(starts_at=start, ends_at=start + HOUR)
    Booking.objects.bulk_create(
        [
            Booking(
                session=session, state="confirmed", place=1, turn=1, key="k", attendance=Attendance.ATTENDED
            )
        ]
    )

    told, _ = move(session, HOUR)

    assert (told, Booking.objects.get().attendance) == (0, Attendance.ATTENDED)


def test_people_are_reminded_of_the_new_day_even_if_it_is_one_they_were_reminded_of_before():
    session = make_session(
        starts_at=timezone.now() + 6 * DAY, ends_at=timezone.now() + 6 * DAY + HOUR, reminder_days="7"
    )
    make_booking(session)
    Message.objects.update(created_at=timezone.now() - 30 * DAY)
    do_round()
    move(session, 30 * DAY)
    move(session, -30 * DAY)
    Message.objects.filter(kind="session_changed").update(created_at=timezone.now() - 10 * DAY)

    do_round()

    assert len(bodies("reminder")) == 2


def test_who_has_just_heard_of_the_change_is_not_reminded_at_once():
    session = make_session(
        starts_at=timezone.now() + 6 * DAY, ends_at=timezone.now() + 6 * DAY + HOUR, reminder_days="7"
    )
    make_booking(session)
    do_round()
    move(session, HOUR)

    do_round()

    assert bodies("reminder") == []


def test_nobody_who_gives_a_place_back_after_a_change_is_late():
    session = make_session(cancel_by=timezone.now() - HOUR)
    soon, later = make_booking(session), make_booking(session)

    move(session, DAY)
    give_back(booking_id=soon.pk)
    give_back(booking_id=later.pk, at=timezone.now() + 25 * HOUR)

    assert [each.state for each in session.bookings.order_by("pk")] == [
        BookingState.CANCELLED,
        BookingState.LATE_CANCELLED,
    ]


def test_how_many_would_be_told_is_known_before():
    session = make_session()
    make_booking(session)
    make_booking(session, email="")

    assert announcement(session) == 0
    session.place = "Elsewhere"
    assert announcement(session) == 1
    assert Message.objects.filter(kind="session_changed").count() == 0


def test_cancelling_gives_the_reason_and_offers_dates_with_places():
    course = make_course()
    session, full, free, hidden = (
        make_session(course, place=name) for name in ("Old", "Full", "Free", "Hidden")
    )
    Session.objects.filter(pk=hidden.pk).update(state=SessionState.DRAFT)
    Session.objects.filter(pk=full.pk).update(capacity=1)
    make_booking(full)
    booking = make_booking(session)

    cancel_session(session=session, by=make_staff(), reason="The hall is closed.")

    [body] = bodies("session_cancelled")
    assert "The reason: The hall is closed." in body
    assert (
        f"Free https://portal.example.org/training/sessions/{free.pk}/" in body
        or free.get_absolute_url() in body
    )
    assert not any(each.get_absolute_url() in body for each in (full, hidden))
    client, _, _ = opened(booking=booking)
    page = client.get("/booking/").text
    assert "The hall is closed." in page
    assert free.get_absolute_url() in page


def test_the_page_of_a_cancelled_session_says_why(client):
    session = make_session()
    cancel_session(session=session, by=make_staff(), reason="The hall is closed.")

    assert "The reason: The hall is closed." in client.get(session.get_absolute_url()).text


def test_without_another_date_none_is_promised():
    session = make_session()
    make_booking(session)

    cancel_session(session=session, by=make_staff(), reason="Snow.")

    [body] = bodies("session_cancelled")
    assert "There is no other date with places yet" in body
