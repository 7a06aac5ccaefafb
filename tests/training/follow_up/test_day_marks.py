"""The register of a session of several days: a mark for each day, and what they come to for the whole."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from hscp.london_time import midnight
from tests.admin.pages import address, filled_in
from tests.factories import make_booking, make_course, make_person, make_session, make_user
from training.booking.locking import CannotBook
from training.booking.places import cancel_session, give_back, hand_over, move
from training.enums import Attendance
from training.follow_up.attendance import mark
from training.follow_up.certificates import may_have
from training.follow_up.day_marks import mark_days
from training.follow_up.training_record import as_sheet, attended
from training.models import Booking, BookingEvent, DayMark, Message, Session
from training.models.session_times import Part
from training.privacy.subject_access import TrainingAccess
from training.sessions import days
from training.sessions.saving import save_session

pytestmark = pytest.mark.django_db
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
CAME, PART, ABSENT, SORRY, NONE = (
    Attendance.ATTENDED,
    Attendance.PART,
    Attendance.NO_SHOW,
    Attendance.APOLOGY,
    Attendance.NOT_MARKED,
)


def in_days(*starts, **fields):
    """Make a session of one hour at each of `starts` (aware datetimes)."""
    parts = [Part(start, start + HOUR) for start in starts]
    session = make_session(starts_at=parts[0].starts_at, ends_at=parts[-1].ends_at, **fields)
    days.plan(session, parts)
    days.store(session)
    return Session.objects.get(pk=session.pk)


@pytest.fixture
def coming():
    """Two days, from a month on."""
    start = timezone.now().replace(microsecond=0) + timedelta(days=30)
    return in_days(start, start + WEEK)


@pytest.fixture
def running():
    """The first day was this morning, the second is in a week; Ann has booked."""
    start = midnight(timezone.localdate()) + timedelta(minutes=1)
    session = in_days(start, start + WEEK, course=make_course(valid_months=12))
    make_booking(session, at=start - timedelta(days=9), email="ann@example.org", name="Ann")
    return session


def put(session, number, value, *, at=None, bookings=None):
    """Mark everybody, or `bookings`, for the day with this number and return the mark of the first for the whole."""
    day = session.days.all()[number]
    bookings = bookings or list(session.bookings.all())
    mark_days(
        session_id=session.pk,
        days=[day.pk],
        booking_ids=[each.pk for each in bookings],
        attendance=value,
        by=None,
        at=at or day.starts_at + HOUR,
    )
    return Booking.objects.get(pk=bookings[0].pk).attendance


def replan(session, *starts):
    session = Session.objects.get(pk=session.pk)
    days.plan(session, [Part(start, start + HOUR) for start in starts])
    return save_session(session=session, by=make_user())


def starts(session):
    return [day.starts_at for day in session.days.all()]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        (CAME, CAME, CAME),
        (CAME, ABSENT, PART),
        (ABSENT, CAME, PART),
        (CAME, PART, PART),
        (CAME, NONE, PART),
        (ABSENT, NONE, NONE),
        (ABSENT, ABSENT, ABSENT),
        (ABSENT, SORRY, ABSENT),
        (SORRY, SORRY, SORRY),
        (SORRY, NONE, NONE),
    ],
)
def test_the_whole_is_what_the_days_come_to(running, first, second, whole):
    put(running, 0, first)

    assert put(running, 1, second) == whole
    booking = running.bookings.get()
    assert may_have(booking) == (whole == CAME)
    assert bool(booking.certificate) == (whole == CAME)


def test_before_a_day_only_apologies_for_it(coming):
    make_booking(coming)
    before = coming.starts_at - timedelta(days=2)

    with pytest.raises(CannotBook, match="only apologies"):
        put(coming, 1, CAME, at=before)
    assert put(coming, 1, SORRY, at=before) == NONE
    # They come to the first all the same.
    assert put(coming, 0, CAME) == PART
    assert put(coming, 0, NONE) == NONE


def test_whoever_was_told_too_late_is_excused_from_the_first_day_only(running):
    booking = running.bookings.get()
    Message.objects.filter(booking=booking, kind="confirmed").update(state="dropped")

    put(running, 0, ABSENT)
    whole = put(running, 1, ABSENT)

    marks = list(DayMark.objects.order_by("day__starts_at").values_list("attendance", flat=True))
    assert marks == [Attendance.NOT_TOLD, ABSENT]
    assert whole == ABSENT


def test_what_staff_say_of_the_whole_stays_until_they_take_it_back(running):
    booking, last = running.bookings.get(), running.days.last().starts_at
    put(running, 0, ABSENT)
    put(running, 1, CAME)
    mark(booking_ids=[booking.pk], attendance=CAME, by=None, at=last)

    after_another_mark = put(running, 0, SORRY)
    mark(booking_ids=[booking.pk], attendance=NONE, by=None, at=last)

    booking.refresh_from_db()
    assert (after_another_mark, booking.attendance) == (CAME, PART)


def test_another_date_of_one_day_clears_the_marks_of_that_day_only(coming):
    booking = make_booking(coming)
    before = coming.starts_at - timedelta(days=2)
    for number in (0, 1):
        whole = put(coming, number, SORRY, at=before)
    first, second = starts(coming)
    kept = DayMark.objects.get(day__starts_at=first)

    replan(coming, first, second + WEEK)

    booking.refresh_from_db()
    assert whole == SORRY
    assert list(DayMark.objects.all()) == [kept]
    assert booking.attendance == NONE
    assert "apologies" in Message.objects.get(kind="session_changed").body
    assert starts(coming) == [first, second + WEEK]


def test_a_later_end_of_a_day_keeps_its_marks(coming):
    make_booking(coming)
    put(coming, 0, SORRY, at=coming.starts_at - timedelta(days=2))
    session = Session.objects.get(pk=coming.pk)
    days.plan(session, [Part(start, start + 2 * HOUR) for start in starts(coming)])

    save_session(session=session, by=make_user())

    assert DayMark.objects.count() == 1
    assert Session.objects.get(pk=coming.pk).minutes == 240


def test_a_change_of_a_later_day_is_told_after_the_first(running):
    first, second = starts(running)
    put(running, 0, CAME)

    told, _ = replan(running, first, second + WEEK)

    assert told == 1
    assert running.bookings.get().attendance == PART


def test_a_day_that_people_were_marked_on_cannot_go(running):
    first, second = starts(running)
    put(running, 0, CAME, at=first + HOUR)

    for parts in ([second], [first + 2 * HOUR, second]):
        with pytest.raises(ValidationError, match="took place"):
            replan(running, *parts)


def test_once_the_other_day_is_cancelled_whoever_came_has_attended_all(running):
    put(running, 0, CAME)

    replan(running, starts(running)[0])

    assert running.bookings.get().attendance == CAME
    assert not DayMark.objects.exists()


def test_marks_go_with_whoever_cancels_moves_or_hands_on(coming):
    bookings = [make_booking(coming) for _ in range(3)]
    put(coming, 1, SORRY, at=coming.starts_at - timedelta(days=2))

    give_back(booking_id=bookings[0].pk)
    move(booking_id=bookings[1].pk, to_session_id=make_session(coming.course).pk, by=make_user())
    hand_over(booking_id=bookings[2].pk, person=make_person())

    assert not DayMark.objects.exists()


def test_with_a_mark_for_one_day_it_took_place(running):
    [booking] = running.bookings.all()
    put(running, 0, ABSENT)

    with pytest.raises(CannotBook, match="took place"):
        cancel_session(session_id=running.pk, by=None)
    with pytest.raises(CannotBook, match="has begun"):
        give_back(booking_id=booking.pk, by=make_user())


def test_the_record_says_how_many_days_and_the_person_is_told_what_is_held(running):
    put(running, 0, CAME)
    booking = running.bookings.get()

    [entry] = attended("ann@example.org")

    assert (entry.days, entry.has_certificate, entry.refresh_by) == ("1 of 2 days", False, None)
    assert "Attended part (1 of 2 days)" in as_sheet([entry]).rows[1]
    [held] = TrainingAccess().held("ann@example.org")["day_marks"]
    assert held["attendance"] == CAME
    said = BookingEvent.objects.get(booking=booking, what="day_marked").reason
    assert said == f"{timezone.localdate():%-d %B %Y}: Attended"


# The pages


def press(client, session, value):
    return client.post(address(session, "register"), {"mark": value}, follow=True)


def test_the_register_has_a_column_for_each_day_and_takes_a_mark_with_one_press(signed_in, running):
    client, booking = signed_in("training"), running.bookings.get()
    first, second = running.days.all()

    page = client.get(address(running, "register")).text
    marked = press(client, running, f"{booking.pk}:attended:{first.pk}").text
    press(client, running, f"{booking.pk}:attended:{second.pk}")

    assert f'value="{booking.pk}:attended:{first.pk}"' in page
    # That day has not come.
    assert f'value="{booking.pk}:attended:{second.pk}"' not in page
    assert f'value="{booking.pk}:apology:{second.pk}"' in page
    assert "1 of 2 days" in marked
    assert f'value="{booking.pk}::{first.pk}" aria-pressed="true"' in marked
    assert list(DayMark.objects.values_list("day", "attendance")) == [(first.pk, "attended")]


def test_everybody_left_is_marked_for_one_day_and_whoever_walks_in_was_there_on_it(signed_in, running):
    client, first = signed_in("training"), running.days.first()
    other = make_booking(running, at=first.starts_at - WEEK)
    put(running, 0, ABSENT, bookings=[other])

    press(client, running, f"rest:attended:{first.pk}")
    form = filled_in(client.get(address(running, "register_add")))
    person = {
        "name": "Cy",
        "email": "cy@example.org",
        "organisation": "Oak",
        "organisation_type": "school",
        "role": "lead",
    }
    added = client.post(address(running, "register_add"), form | person, follow=True).text

    marks = {mark.booking.name: mark.attendance for mark in DayMark.objects.filter(day=first)}
    assert marks == {"Ann": "attended", other.name: "no_show", "Cy": "attended"}
    assert "marked as attended part" in added


@pytest.mark.parametrize("value", ["{pk}:attended:no", "{pk}:attended:999999", "{pk}", "x:attended:1:2"])
def test_a_press_that_names_no_day_marks_nobody(signed_in, running, value):
    page = press(signed_in("training"), running, value.format(pk=running.bookings.get().pk))

    assert page.status_code == 200
    assert not DayMark.objects.exists()
    assert running.bookings.get().attendance == NONE


def test_staff_count_somebody_as_attended_who_missed_a_day(signed_in):
    start = midnight(timezone.localdate()) + timedelta(minutes=1)
    session = in_days(start - WEEK, start)
    booking = make_booking(session, at=start - 2 * WEEK)
    put(session, 1, CAME)
    client = signed_in("training")

    page = client.get(address(session, "register")).text
    counted = press(client, session, f"{booking.pk}:attended").text
    back = press(client, session, f"{booking.pk}:").text

    assert "Count as attended" in page
    assert "Counted as attended" in counted
    assert "Counted as attended" not in back
    booking.refresh_from_db()
    assert booking.attendance == PART


@pytest.mark.parametrize("people", [1, 5])
def test_the_register_makes_as_many_queries_for_many_as_for_one(
    signed_in, running, people, django_assert_num_queries
):
    for _ in range(people):
        make_booking(running, at=running.starts_at - WEEK)
    put(running, 0, CAME)
    client = signed_in("training")
    client.get(address(running, "register"))

    with django_assert_num_queries(10):
        client.get(address(running, "register"))
