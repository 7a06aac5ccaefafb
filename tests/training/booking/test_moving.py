"""Moving a booking to another session, and places beyond the limits."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from tests.factories import make_booking, make_course, make_person, make_session, make_staff
from tests.training.booking.at_once import at_once
from training.booking.consistency import problems
from training.booking.locking import CannotBook
from training.booking.places import NoPlaceThere, book, give_back, let_in, move
from training.enums import Attendance, BookingState, IfFull, SessionState, Source
from training.follow_up.attendance import mark
from training.mail import delivery
from training.models import Booking, Message, Session


@pytest.fixture
def dates(db):
    """Two dates of one course, of one place each."""
    course = make_course()
    return make_session(course, capacity=1), make_session(course, capacity=1)


def moved(booking, to, **options):
    by = options.pop("by", None) or make_staff()
    return move(booking_id=booking.pk, to_session_id=to.pk, by=by, **options)


def test_a_place_goes_to_a_place_and_the_one_left_to_who_waits(dates):
    first, second = dates
    booking, waits = make_booking(first), make_booking(first)

    found = moved(booking, second)

    waits.refresh_from_db()
    assert (found.pk, found.session, found.state, found.place) == (booking.pk, second, "confirmed", 1)
    assert waits.state == BookingState.CONFIRMED
    assert problems() == []


def test_one_mail_says_it_and_swaps_the_entries_of_the_calendar(dates):
    first, second = dates
    booking = make_booking(first)
    Message.objects.all().delete()

    moved(booking, second)

    [message] = Message.objects.all()
    assert (message.kind, message.session) == ("moved", second)
    assert f"UID:{first.uid}" in message.calendar_out
    assert "STATUS:CANCELLED" in message.calendar_out
    assert f"UID:{second.uid}" in message.calendar
    names = [name for name, _, _ in delivery.as_email(message).attachments]
    assert names == ["old-date.ics", "session.ics"]


def test_the_log_says_who_moved_it_and_earlier_events_stay_with_the_old_date(dates):
    first, second = dates
    staff = make_staff()
    booking = make_booking(first)

    moved(booking, second, by=staff)

    assert list(booking.events.values_list("what", "session", "by")) == [
        ("booked", first.pk, None),
        ("moved", second.pk, staff.pk),
    ]


def test_links_of_earlier_mails_lead_to_the_new_date(dates):
    first, second = dates
    booking = make_booking(first)
    link = booking.links.get()

    moved(booking, second)

    link.refresh_from_db()
    assert link.booking.session == second


def test_to_a_full_date_it_asks_and_changes_nothing(dates):
    first, second = dates
    booking = make_booking(first)
    make_booking(second)

    with pytest.raises(NoPlaceThere):
        moved(booking, second)

    booking.refresh_from_db()
    assert (booking.session, booking.state) == (first, BookingState.CONFIRMED)


def test_on_a_waiting_list_it_comes_where_the_order_of_joining_puts_it(dates):
    first, second = dates
    make_booking(second), make_booking(first)
    before = make_booking(second, name="Before")
    booking = make_booking(first, name="Moved")
    after = make_booking(second, name="After")

    moved(booking, second, if_full=IfFull.WAIT)

    waiting = second.bookings.filter(state="waiting").order_by("turn").values_list("name", flat=True)
    assert list(waiting) == [before.name, booking.name, after.name]
    body = Message.objects.get(kind="moved_waiting").body
    assert "you are number 2" in " ".join(body.split())
    assert problems() == []


def test_people_who_wait_there_come_first(dates):
    first, second = dates
    booking, holder = make_booking(first), make_booking(second)
    waits = make_booking(second)
    Booking.objects.filter(pk=holder.pk).update(state=BookingState.CANCELLED, place=None)

    with pytest.raises(NoPlaceThere):
        moved(booking, second)
    moved(booking, second, if_full=IfFull.WAIT)

    waits.refresh_from_db()
    booking.refresh_from_db()
    assert (waits.state, booking.state) == ("confirmed", "waiting")


def test_beyond_the_limits_it_takes_a_reason_which_is_kept(dates):
    first, second = dates
    booking = make_booking(first)
    make_booking(second)

    with pytest.raises(CannotBook, match="Say why"):
        moved(booking, second, if_full=IfFull.OVER)
    found = moved(booking, second, if_full=IfFull.OVER, reason="Their lead is ill")

    assert (found.state, found.place, found.over_limit) == ("confirmed", 2, True)
    assert found.events.last().reason == "Their lead is ill"
    assert problems() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"state": SessionState.CANCELLED},
        {"state": SessionState.DRAFT},
        {"starts_at": timezone.now() - timedelta(hours=1)},
        {"capacity": None, "external_link": "https://example.org/"},
    ],
)
def test_not_to_a_session_that_takes_nobody(dates, fields):
    booking = make_booking(dates[0])
    Session.objects.filter(pk=dates[1].pk).update(**fields)

    with pytest.raises(CannotBook):
        moved(booking, dates[1], if_full=IfFull.OVER, reason="Asked for")


def test_not_once_it_has_begun_has_ended_or_beside_another_of_the_same_person(dates):
    first, second = dates
    make_booking(second, email="twice@example.org")
    twice, gone = make_booking(first, email="Twice@example.org"), make_booking(first)
    give_back(booking_id=gone.pk)

    for booking in (twice, gone):
        with pytest.raises(CannotBook):
            moved(booking, second, if_full=IfFull.WAIT)
    start = timezone.now() - timedelta(minutes=1)
    Session.objects.filter(pk=first.pk).update(starts_at=start)
    with pytest.raises(CannotBook, match="begun"):
        moved(twice, second)


def test_an_apology_for_the_old_date_is_none_for_the_new(dates):
    booking = make_booking(dates[0])
    mark(booking_ids=[booking.pk], attendance=Attendance.APOLOGY, by=make_staff())

    assert moved(booking, dates[1]).attendance == Attendance.NOT_MARKED


def test_a_reminder_of_the_old_date_that_still_waits_is_not_sent(dates, mailoutbox):
    booking = make_booking(dates[0])
    Message.objects.all().delete()
    reminder = Message.objects.create(
        kind="reminder", once="r", booking=booking, session=dates[0], to=booking.email, subject="S", body="B"
    )

    moved(booking, dates[1])
    delivery.send_due()

    reminder.refresh_from_db()
    assert (reminder.state, len(mailoutbox)) == ("dropped", 1)


def test_a_form_sent_again_after_the_move_books_nobody_twice(dates):
    person = make_person()
    [booking] = book(session_id=dates[0].pk, people=[person], key="k")
    moved(booking, dates[1])

    again = book(session_id=dates[0].pk, people=[person], key="k")

    assert [one.pk for one in again] == [booking.pk]


def test_who_waits_is_let_in_for_a_reason(dates):
    make_booking(dates[0])
    waits = make_booking(dates[0])

    with pytest.raises(CannotBook, match="Say why"):
        let_in(booking_id=waits.pk, reason="", by=make_staff())
    found = let_in(booking_id=waits.pk, reason="New in post", by=make_staff())

    assert (found.state, found.place, found.over_limit) == ("confirmed", 2, True)
    assert Message.objects.filter(booking=waits, kind="promoted").count() == 1
    assert problems() == []


def test_staff_book_beyond_the_limits_for_a_reason(dates):
    full = make_session(capacity=1, waiting_list=False)
    make_booking(full)

    [booking] = book(
        session_id=full.pk, people=[make_person()], key="k", source=Source.ADMIN, over="Asked by the board"
    )

    assert (booking.state, booking.over_limit) == ("confirmed", True)
    assert booking.events.get().reason == "Asked by the board"
    assert problems() == []


@pytest.mark.django_db(transaction=True)
def test_moves_at_once_in_both_directions_lose_nobody_and_oversell_nothing():
    course = make_course()
    sessions = [make_session(course, capacity=6), make_session(course, capacity=6)]
    staff = make_staff()
    bookings = [make_booking(session) for session in sessions for _ in range(6)]
    calls = [
        partial(
            move,
            booking_id=booking.pk,
            to_session_id=sessions[booking.session_id == sessions[0].pk].pk,
            by=staff,
            if_full=IfFull.WAIT,
        )
        for booking in bookings
    ]
    calls += [partial(give_back, booking_id=booking.pk) for booking in bookings[::4]]

    answers = at_once(calls, threads=6)

    # Whoever gave the booking back first left nothing to move.
    errors = [answer.error for answer in answers if answer.error]
    assert [error for error in errors if not isinstance(error, CannotBook)] == []
    assert len(errors) <= 3
    assert Booking.objects.count() == 12
    assert problems() == []
