"""A course that left the site: people with a booking keep what they were sent; nobody else can book."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hscp.records.state import State
from tests.factories import make_booking, make_course, make_session
from training.booking.links import issue
from training.booking.places import give_back
from training.models import Session

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def booking():
    """Return a booking for a session to come of a course that is archived."""
    course = make_course(title="Lighthouse", summary="What it is.")
    booking = make_booking(make_session(course))
    make_session(course)
    course.state = State.ARCHIVED
    course.save()
    return booking


def statuses(client, session):
    course = session.course
    return {
        "course": client.get(course.get_absolute_url()).status_code,
        "session": client.get(session.get_absolute_url()).status_code,
        "calendar": client.get(reverse("training:session_ics", args=[session.pk])).status_code,
        "book": client.get(reverse("training:book", args=[session.pk])).status_code,
    }


def test_pages_of_a_booking_stay_and_nobody_can_book(client, booking):
    session = booking.session

    assert statuses(client, session) == {"course": 200, "session": 200, "calendar": 200, "book": 404}
    course = client.get(session.course.get_absolute_url()).content.decode()
    page = client.get(session.get_absolute_url()).content.decode()
    assert "no longer offered" in course
    assert "no longer offered" in page
    for text in (course, page):
        assert reverse("training:book", args=[session.pk]) not in text
        assert reverse("training:interest", args=[session.course.slug]) not in text
        assert '<meta name="robots" content="noindex">' in text


def test_the_booking_itself_goes_on(client, booking):
    client.post(reverse("training:manage_open", args=[issue(booking)]))

    page = client.get(reverse("training:manage")).content.decode()
    calendar = client.get(reverse("training:manage_calendar"))

    assert booking.session.get_absolute_url() in page
    assert calendar.status_code == 200
    assert booking.session.get_absolute_url() in calendar.content.decode()


def test_lists_do_not_show_a_course_that_is_kept_for_bookings(client, booking):
    pages = [
        client.get(reverse(f"training:{name}")).content.decode() for name in ("course_list", "dates", "feed")
    ]

    assert [booking.session.course.title in text for text in pages] == [False, False, False]


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_a_course_that_is_worked_on_is_not_shown_to_anybody(client, booking, state):
    course = booking.session.course
    course.state = state
    course.save()

    assert set(statuses(client, booking.session).values()) == {404}


def test_the_pages_end_with_the_last_booking(client, booking):
    give_back(booking_id=booking.pk)

    assert set(statuses(client, booking.session).values()) == {404}


def test_the_pages_end_with_the_session(client, booking):
    now = timezone.now()
    Session.objects.update(starts_at=now - 2 * DAY, ends_at=now - DAY)

    assert set(statuses(client, booking.session).values()) == {404}


def test_a_course_whose_time_is_over_keeps_its_pages_too(client, booking):
    course = booking.session.course
    course.state, course.expire_at = State.PUBLISHED, timezone.now() - DAY
    course.save()

    assert statuses(client, booking.session) == {"course": 200, "session": 200, "calendar": 200, "book": 404}
