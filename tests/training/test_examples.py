"""Example sessions: around today, never mailed, never mistaken for real ones, and gone with one command."""

from collections import Counter
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_booking, make_course, make_session
from training.booking.places import cancel_session, give_back
from training.booking.rules import refusal
from training.enums import Attendance, Availability, BookingState, SessionState
from training.examples.example_sessions import PAST, UPCOMING, people_from
from training.examples.loading import load_examples, remove_examples
from training.mail.invented_addresses import is_invented
from training.models import Booking, BookingEvent, Evaluation, Message, Session, Trainer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 22, 11, 30, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def courses():
    return make_courses()


def make_courses():
    """Make the courses of the example sessions, as the starter content has them."""
    return [
        make_course(slug=slug, title=slug) for slug in sorted({example.course for example in UPCOMING + PAST})
    ]


@pytest.fixture
def examples(filled_once):
    def make():
        make_courses()
        load_examples(NOW)
        assert mail.outbox == []

    filled_once("examples", make)
    return Session.objects.select_related("course").in_order()


@pytest.fixture
def examples_now(filled_once):
    """The examples as of the present, for the pages that people open."""

    def make():
        make_courses()
        load_examples()

    filled_once("examples now", make)


def test_the_first_run_makes_all_examples_and_the_next_does_not_bring_them_back():
    first, second = StringIO(), StringIO()

    call_command("prepare", address="http://localhost:8000", stdout=first)
    remove_examples()
    call_command("prepare", address="http://localhost:8000", stdout=second)

    assert "Training: 21 example sessions." in first.getvalue()
    assert "Training" not in second.getvalue()
    assert Session.objects.count() == 0


def test_examples_are_dated_around_today(examples):
    local = [timezone.localtime(session.starts_at) for session in examples]
    ahead = [start for start in local if start > NOW]

    assert (len(ahead), len(local) - len(ahead)) == (14, 7)
    assert ahead[0] - NOW < timedelta(days=8)
    assert ahead[-1] - NOW < timedelta(weeks=11)
    # 8:00 stays 8:00 when the clocks go back on 25 October.
    assert Counter(f"{start:%H:%M}" for start in local)["08:00"] == 4
    assert all(start.weekday() < 5 for start in local)


@pytest.mark.parametrize("day", [0, 3, 6])
def test_all_upcoming_examples_are_ahead_on_any_day_of_the_week(courses, day):
    at = NOW + timedelta(days=day)

    load_examples(at)

    assert Session.objects.upcoming(at).count() == len(UPCOMING)


def test_examples_show_each_case_of_a_session(examples):
    ahead = [session for session in examples if session.starts_at > NOW]
    states = {
        session.course.slug: dict(Counter(session.bookings.values_list("state", flat=True)))
        for session in ahead
    }

    assert states["day-in-the-life-tool-practical-session"] == {"confirmed": 12, "waiting": 4}
    assert states["information-sharing-toolkit-tour"] == {"confirmed": 18, "waiting": 4}
    assert states["practical-session-on-the-day-in-the-life-tool"] == {
        "confirmed": 7,
        "offered": 1,
        "cancelled": 1,
        "waiting": 2,
    }
    assert [s.course.slug for s in ahead if s.state == SessionState.CANCELLED] == [
        "modern-slavery-toolkit-tour"
    ]
    assert [s.course.slug for s in ahead if not s.is_ours] == ["mash-workshop"]
    assert [
        s.course.slug
        for s in ahead
        if (refused := refusal(s, at=NOW)) and refused.availability == Availability.NOT_YET
    ] == ["harmful-practices-toolkit-tour"]


def test_past_examples_have_a_whole_register(examples):
    past = Booking.objects.filter(session__starts_at__lt=NOW)

    assert set(past.filter(state=BookingState.CONFIRMED).values_list("attendance", flat=True)) == {
        Attendance.ATTENDED,
        Attendance.PART,
        Attendance.NO_SHOW,
        Attendance.APOLOGY,
    }
    assert past.filter(state=BookingState.WAITING).count() == 0
    assert set(past.values_list("state", flat=True)) >= {
        BookingState.LATE_CANCELLED,
        BookingState.CANCELLED,
        BookingState.NOT_REACHED,
    }
    assert set(Evaluation.objects.values_list("moment", flat=True)) == {"after", "later"}


def test_examples_are_marked_and_no_mail_goes_to_their_people(examples):
    everybody = Booking.objects.values_list("email", flat=True)

    assert set(examples.values_list("is_example", flat=True)) == {True}
    assert all(is_invented(email) for email in everybody)
    assert Message.objects.count() == 0
    assert mail.outbox == []


def test_a_later_change_to_an_example_sends_no_mail_to_invented_people(examples):
    session = Session.objects.get(course__slug="practical-session-on-the-day-in-the-life-tool")

    make_booking(session, email="visitor@example.org", at=NOW)
    remaining = session.bookings.get(state=BookingState.OFFERED)
    give_back(booking_id=remaining.pk, at=NOW)
    cancel_session(session_id=session.pk, by=None, at=NOW)

    assert set(Message.objects.values_list("to", flat=True)) == {"visitor@example.org"}


def test_invented_people_are_different_people():
    people = people_from(0)

    assert len({next(people).email for _ in range(552)}) == 552


def test_examples_are_not_made_beside_a_session(courses):
    make_session()

    made = load_examples(NOW)

    assert (made, Session.objects.count(), Trainer.objects.count()) == (0, 1, 0)


def test_examples_are_not_made_without_courses():
    assert (load_examples(NOW), Trainer.objects.count()) == (0, 0)


def test_an_example_takes_a_booking_from_a_visitor(examples):
    session = Session.objects.get(course__slug="prevent-toolkit-tour")

    booking = make_booking(session, email="visitor@example.org", at=NOW)

    [message] = booking.messages.all()
    assert booking.state == BookingState.CONFIRMED
    assert message.subject.startswith("You have a place: prevent-toolkit-tour (example), ")
    assert "SUMMARY:prevent-toolkit-tour (example)" in message.calendar


@pytest.mark.parametrize("page", ["session_detail", "book", "booked"])
@pytest.mark.usefixtures("examples_now")
def test_the_pages_of_an_example_say_so(client, page):
    session = Session.objects.get(course__slug="prevent-toolkit-tour")

    response = client.get(reverse(f"training:{page}", args=[session.pk]))

    assert "an example" in response.text


@pytest.mark.parametrize("page", ["dates", "calendar", "feed"])
@pytest.mark.usefixtures("examples_now")
def test_lists_mark_each_example(client, page):
    response = client.get(reverse(f"training:{page}"))

    assert "xample" in response.content.decode()


def test_removing_leaves_what_is_real_and_is_safe_twice(examples):
    make_booking(
        Session.objects.get(course__slug="prevent-toolkit-tour"), email="visitor@example.org", at=NOW
    )
    real = make_session()
    booking = make_booking(real)
    kept = Trainer.objects.first()
    real.trainers.add(kept)

    removed = remove_examples(), remove_examples()

    assert removed == (21, 0)
    assert list(Session.objects.all()) == [real]
    assert list(Booking.objects.all()) == [booking]
    assert set(BookingEvent.objects.values_list("booking", flat=True)) == {booking.pk}
    assert set(Message.objects.values_list("booking", flat=True)) <= {booking.pk}
    assert list(Trainer.objects.all()) == [kept]
    assert Evaluation.objects.count() == 0


def test_the_commands_say_what_they_did(courses):
    said = StringIO()

    for command in ("load_example_sessions", "load_example_sessions", "remove_examples"):
        call_command(command, stdout=said)

    assert said.getvalue().splitlines() == [
        "Training: 21 example sessions. `manage.py remove_examples` removes them.",
        "Training: no example sessions were made: there are sessions, or no courses.",
        "21 example sessions removed.",
    ]
