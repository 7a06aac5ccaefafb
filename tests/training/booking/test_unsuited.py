"""Whom a course is not for, booked or moved by staff: they are told, give a reason, and it is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.admin.pages import address, filled_in
from tests.factories import make_booking, make_course, make_person, make_session, make_staff
from training.booking.places import NotForThem, book, move
from training.enums import EntryRule, Source
from training.models import Booking, Session

pytestmark = pytest.mark.django_db
REASON = "The board agreed."


@pytest.fixture
def session():
    """A course for health alone, where others cannot book."""
    course = make_course(others_may=EntryRule.REFUSED)
    course.groups.create(organisation_type="health")
    return make_session(course)


@pytest.fixture
def staff():
    return make_staff()


def by_staff(session, staff, *people, **options):
    return book(session_id=session.pk, people=people, key="key", source=Source.ADMIN, by=staff, **options)


def reasons(booking):
    return list(booking.events.filter(what="not_for_them").values_list("reason", flat=True))


def test_staff_give_a_reason_for_the_wrong_kind_of_organisation_and_it_is_kept(session, staff):
    with pytest.raises(NotForThem, match="not for this kind"):
        by_staff(session, staff, make_person())
    assert not Booking.objects.exists()

    school, health = by_staff(
        session, staff, make_person(), make_person(organisation_type="health"), unsuited=REASON
    )

    assert (reasons(school), reasons(health)) == ([REASON], [])


def test_where_others_may_book_without_asking_staff_need_no_reason(session, staff):
    type(session.course).objects.update(others_may=EntryRule.SAID)

    [booking] = by_staff(session, staff, make_person())

    assert reasons(booking) == []


def test_staff_are_told_what_is_to_be_taken_first(staff):
    first, course = make_course(title="Level 1"), make_course(checks_prerequisites=True)
    course.prerequisites.create(required=first)
    session = make_session(course)
    earlier = make_session(first)
    make_booking(earlier, email="came@example.org")
    Booking.objects.update(attendance="attended")
    start = timezone.now() - timedelta(days=9)
    Session.objects.filter(pk=earlier.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))

    with pytest.raises(NotForThem, match="Level 1"):
        by_staff(session, staff, make_person())

    assert reasons(by_staff(session, staff, make_person(email="came@example.org"))[0]) == []


def test_moving_to_a_course_that_is_not_for_them_needs_a_reason(session, staff):
    booking = make_booking(make_session())

    with pytest.raises(NotForThem):
        move(booking_id=booking.pk, to_session_id=session.pk, by=staff)
    moved = move(booking_id=booking.pk, to_session_id=session.pk, by=staff, unsuited=REASON)

    assert moved.session == session
    assert reasons(moved) == [REASON]


def test_the_form_of_staff_asks_on_its_own_field_and_keeps_what_was_typed(signed_in, session):
    desk, where = signed_in("training"), address(session, "booking_add")
    person = {
        "name": "Ann",
        "email": "ann@example.org",
        "organisation": "Oak",
        "organisation_type": "school",
        "role": "lead",
    }

    refused = desk.post(where, filled_in(desk.get(where), **person))
    assert "unsuited" in refused.context["form"].errors
    desk.post(where, filled_in(refused, unsuited=REASON))

    assert reasons(Booking.objects.get()) == [REASON]


def test_a_list_marks_who_it_is_not_for_before_anybody_is_booked(signed_in, session):
    desk, where = signed_in("training"), address(session, "bookings_many")
    lines = "Ann, ann@example.org, Oak\nBob, bob@example.org, Elm"

    shown = desk.post(where, {"people": lines, "organisation_type": "school", "role": "lead"})
    assert shown.text.count("This course is not for") == 2
    asked = desk.post(where, filled_in(shown) | {"all": "1"})
    assert "unsuited" in asked.context["form"].errors
    desk.post(where, filled_in(asked, unsuited=REASON) | {"all": "1"})

    assert [reasons(booking) for booking in Booking.objects.all()] == [[REASON], [REASON]]
