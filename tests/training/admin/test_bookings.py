"""The bookings of a session, its register and letters in the admin, and what waits about them on the start page."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.admin.pages import address, filled_in, messages_of
from tests.factories import before_midnight, make_booking, make_session
from training.enums import Attendance, BookingState, SessionState, Source
from training.models import Booking, BookingEvent, Message, Session

pytestmark = pytest.mark.django_db

CALLER = {
    "name": "Ada Lovelace",
    "email": "Ada@Example.org",
    "organisation": "A school",
    "organisation_type": "school",
    "role": "lead",
}


@pytest.fixture
def trainer_role(signed_in):
    return signed_in("training")


def today_session(**fields):
    """Give a session that began an hour ago and whose two people have booked before."""
    session = make_session(**fields)
    for name in ("Zoe", "adam"):
        make_booking(session, name=name)
    start = timezone.now() - timedelta(minutes=1)
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    session.refresh_from_db()
    return session


def booking_page(name, booking):
    return reverse(f"admin:training_session_{name}", args=[booking.session_id, booking.pk])


def names_on(response):
    return re.findall(r'<p class="admin-register__name"><strong>([^<]+)', response.text)


def test_the_bookings_show_who_has_a_place_who_waits_and_who_needs_something(trainer_role):
    session = make_session(capacity=1)
    make_booking(session, name="First", access_needs="Step-free way in")
    for name in ("Second", "Third"):
        make_booking(session, name=name)

    page = trainer_role.get(address(session, "bookings"))

    assert [booking.name for booking in page.context["holding"]] == ["First"]
    assert [(number, booking.name) for number, booking in page.context["queue"]] == [
        (1, "Second"),
        (2, "Third"),
    ]
    assert "Step-free way in" in page.text
    assert "promote" not in page.text.lower()


def test_who_telephones_gets_a_place_once_however_often_the_form_is_sent(trainer_role):
    session = make_session(capacity=1)
    where = address(session, "booking_add")
    form = filled_in(trainer_role.get(where), **CALLER)

    first = trainer_role.post(where, form, follow=True)
    trainer_role.post(where, form)

    [booking] = Booking.objects.all()
    assert (booking.email, booking.source, booking.state) == (
        "ada@example.org",
        Source.ADMIN,
        BookingState.CONFIRMED,
    )
    assert messages_of(first) == ["Ada Lovelace: has a place. They will get an email."]
    assert BookingEvent.objects.get(what="booked").by == trainer_role.person


def test_who_telephones_for_a_full_session_learns_their_turn(trainer_role):
    session = make_session(capacity=1)
    make_booking(session)
    where = address(session, "booking_add")

    response = trainer_role.post(where, filled_in(trainer_role.get(where), **CALLER), follow=True)

    assert messages_of(response) == [
        "Ada Lovelace: on the waiting list, as number 1. They will get an email."
    ]


def test_who_has_booked_is_not_booked_twice_and_nothing_typed_is_lost(trainer_role):
    session = make_session()
    make_booking(session, email="ada@example.org")
    where = address(session, "booking_add")

    response = trainer_role.post(where, filled_in(trainer_role.get(where), **CALLER))

    assert response.context["form"].errors == {
        "email": ["ada@example.org already has a booking for this session."]
    }
    assert 'value="Ada Lovelace"' in response.text


@pytest.mark.parametrize("fields", [{"state": SessionState.DRAFT}, {"external_link": "https://example.org/"}])
def test_nobody_is_booked_into_a_draft_or_what_is_booked_elsewhere(trainer_role, fields):
    session = make_session(**fields)

    response = trainer_role.post(address(session, "booking_add"), {"key": "k", **CALLER})

    assert (response.status_code, Booking.objects.count()) == (302, 0)


def test_cancelling_a_booking_asks_first_and_lets_the_next_person_in(trainer_role):
    session = make_session(capacity=1)
    first, second = make_booking(session), make_booking(session)

    trainer_role.get(booking_page("booking_cancel", first))
    untouched = Booking.objects.get(pk=first.pk).state
    trainer_role.post(booking_page("booking_cancel", first))

    states = list(Booking.objects.order_by("turn").values_list("state", flat=True))
    assert (untouched, states) == (BookingState.CONFIRMED, [BookingState.CANCELLED, BookingState.CONFIRMED])
    assert BookingEvent.objects.get(booking=first, what="cancelled").by == trainer_role.person
    assert second.pk == Booking.objects.get(state=BookingState.CONFIRMED).pk


def test_a_booking_of_another_session_is_not_reached_through_this_one(trainer_role):
    session, booking = make_session(), make_booking(make_session())
    where = reverse("admin:training_session_booking_cancel", args=[session.pk, booking.pk])

    response = trainer_role.post(where)

    booking.refresh_from_db()
    assert (response.status_code, booking.state) == (404, BookingState.CONFIRMED)


def test_the_register_is_by_name_and_keeps_each_mark_at_once(trainer_role):
    session = today_session()
    where = address(session, "register")
    page = trainer_role.get(where)
    zoe = Booking.objects.get(name="Zoe")

    response = trainer_role.post(where, {"mark": f"{zoe.pk}:part"})

    zoe.refresh_from_db()
    assert names_on(page) == ["adam", "Zoe"]
    assert (zoe.attendance, response["Location"]) == (Attendance.PART, f"{where}#booking-{zoe.pk}")


def test_a_mark_is_taken_off_by_its_own_button(trainer_role):
    session = today_session()
    zoe = Booking.objects.get(name="Zoe")
    where = address(session, "register")
    trainer_role.post(where, {"mark": f"{zoe.pk}:no_show"})

    page = trainer_role.get(where)
    trainer_role.post(where, {"mark": f"{zoe.pk}:"})

    zoe.refresh_from_db()
    assert f'value="{zoe.pk}:" aria-pressed="true"' in page.text
    assert zoe.attendance == Attendance.NOT_MARKED


def test_marking_the_rest_leaves_the_marks_that_stand(trainer_role):
    session = today_session()
    zoe, adam = Booking.objects.get(name="Zoe"), Booking.objects.get(name="adam")
    where = address(session, "register")
    trainer_role.post(where, {"mark": f"{zoe.pk}:no_show"})

    page = trainer_role.get(where)
    response = trainer_role.post(where, {"mark": "rest:attended"}, follow=True)

    zoe.refresh_from_db()
    adam.refresh_from_db()
    assert '<strong>0</strong> here of 2, <strong class="admin-overdue">1 not marked</strong>' in page.text
    assert (zoe.attendance, adam.attendance) == (Attendance.NO_SHOW, Attendance.ATTENDED)
    assert messages_of(response) == ["1 person marked: Attended."]


def test_who_is_not_marked_can_be_shown_alone(trainer_role):
    session = today_session()
    zoe = Booking.objects.get(name="Zoe")
    where = address(session, "register")
    trainer_role.post(where, {"mark": f"{zoe.pk}:attended"})

    assert names_on(trainer_role.get(where, {"show": "unmarked"})) == ["adam"]


@pytest.mark.parametrize("mark", ["x", "", "1:late", "rest:attended"])
def test_a_mark_that_is_none_changes_nothing(trainer_role, mark):
    session = make_session()

    response = trainer_role.post(address(session, "register"), {"mark": mark}, follow=True)

    assert len(messages_of(response)) == 1


def test_a_booking_of_another_session_is_not_marked_through_this_one(trainer_role):
    session, other = today_session(), today_session()
    booking = other.bookings.first()

    trainer_role.post(address(session, "register"), {"mark": f"{booking.pk}:attended"})

    booking.refresh_from_db()
    assert booking.attendance == Attendance.NOT_MARKED


def test_before_the_day_only_apologies_are_marked(trainer_role):
    session = make_session()
    booking = make_booking(session)
    where = address(session, "register")

    page = trainer_role.get(where)
    trainer_role.post(where, {"mark": f"{booking.pk}:attended"})
    before = Booking.objects.get().attendance
    trainer_role.post(where, {"mark": f"{booking.pk}:apology"})

    assert re.findall(r"admin-mark--(\w+)", page.text) == ["apology"]
    assert (before, Booking.objects.get().attendance) == ("", Attendance.APOLOGY)


def test_who_came_without_a_booking_is_added_above_the_places_and_marked(trainer_role):
    session = today_session(capacity=2)
    where = address(session, "register_add")

    trainer_role.post(where, filled_in(trainer_role.get(where), **CALLER))

    booking = Booking.objects.get(name="Ada Lovelace")
    assert (booking.source, booking.place, booking.attendance) == (
        Source.ON_THE_DAY,
        3,
        Attendance.ATTENDED,
    )


def test_nobody_is_added_on_the_day_without_a_place_before_it_begins(trainer_role):
    session = today_session(capacity=2)
    start = timezone.now() + timedelta(minutes=1)
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    if timezone.localdate(start) != timezone.localdate():
        pytest.skip("The minute before midnight.")
    where = address(session, "register_add")

    response = trainer_role.post(where, filled_in(trainer_role.get(where), **CALLER))

    assert Booking.objects.filter(name="Ada Lovelace").count() == 0
    assert response.context["form"].non_field_errors() == [
        "All places are taken until the session begins. Add them once it has begun, or increase the number of places."
    ]


def test_the_sheet_to_sign_has_names_and_no_addresses(trainer_role):
    session = today_session()

    text = trainer_role.get(address(session, "register_print")).text

    assert ("<td>adam</td>" in text, "@example.org" in text) == (True, False)


def test_a_letter_is_sent_only_after_the_page_with_the_number_of_people(trainer_role):
    session = make_session(capacity=1)
    for _ in range(3):
        make_booking(session)
    letter = {"to": "waiting", "subject": "Another date", "text": "We plan another date."}
    where = address(session, "write")

    page = trainer_role.post(where, letter)
    before = Message.objects.filter(kind="letter").count()
    answer = trainer_role.post(where, letter | {"send": "yes"}, follow=True)

    assert "<strong>2 people will get this letter</strong>" in page.text
    assert (before, Message.objects.filter(kind="letter").count()) == (0, 2)
    assert messages_of(answer) == ["The letter is on its way to 2 people, each in their own email."]


def test_a_letter_to_nobody_is_refused(trainer_role):
    where = address(make_session(), "write")

    response = trainer_role.post(
        where, {"to": "attended", "subject": "Thank you", "text": "Thank you.", "send": "1"}
    )

    assert response.context["form"].errors == {"to": ["Nobody is in this group. Choose another one."]}


def test_the_start_page_names_what_waits_for_the_training_role_only(trainer_role, publisher):
    near = timezone.now().replace(second=0, microsecond=0) + timedelta(days=3)
    times = {"starts_at": near, "ends_at": near + timedelta(hours=1)}
    make_session(minimum_places=2, **times)
    make_booking(make_session(minimum_places=1, **times))
    over = today_session()
    Session.objects.filter(pk=over.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    offered = make_booking(make_session())
    Booking.objects.filter(pk=offered.pk).update(state=BookingState.OFFERED, offered_until=timezone.now())
    failed = Message.objects.first()
    Message.objects.filter(pk=failed.pk).update(state=Message.State.DROPPED, problem="550 no such mailbox")

    found = [
        {task.heading: task.total for task in client.get("/admin/").context["tasks"]}
        for client in (trainer_role, publisher)
    ]
    shown = [
        [session.pk for session in trainer_role.get(url).context["cl"].queryset]
        for task in trainer_role.get("/admin/").context["tasks"]
        for name, _, url in task.lists
        if "waits=" in url
    ]

    of_records = {"Links missing", "Courses that say too little"}
    assert {name: number for name, number in found[0].items() if name not in of_records} == {
        "Sessions with too few people": 1,
        "Registers to mark": 1,
        "Offers of a place that end today": 1,
        "Emails that were not sent": 1,
        "Names of organisations to settle": 4,
    }
    assert set(found[1]) == of_records
    assert [len(sessions) for sessions in shown] == [1, 1, 1]
    assert shown[1] == [over.pk]


@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_of_a_session_cost_the_same_for_one_and_for_many(
    trainer_role, count, django_assert_num_queries
):
    session = make_session(capacity=count)
    for _ in range(2 * count):
        make_booking(session)
    start = before_midnight(timezone.now() - timedelta(hours=2))
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    trainer_role.get(address(session, "bookings"))

    for page, queries in {"bookings": 10, "register": 7, "register_print": 9}.items():
        with django_assert_num_queries(queries):
            trainer_role.get(address(session, page))
