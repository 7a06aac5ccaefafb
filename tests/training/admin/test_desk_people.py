"""The desk's pages of people: search, one person, corrections, mails, moving."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hscp.security.audit.models import AuditEntry
from tests.admin.pages import address, filled_in, messages_of
from tests.factories import make_booking, make_course, make_person, make_session
from training.booking.places import book
from training.enums import BookingState
from training.models import BookingEvent, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(signed_in):
    return signed_in("training")


def page(name, *args):
    return reverse(f"admin:training_session_{name}", args=args)


def test_a_person_is_found_by_post_and_the_trail_says_who_looked(desk, django_capture_on_commit_callbacks):
    booking = make_booking(make_session(), name="Ada Lovelace")

    with django_capture_on_commit_callbacks(execute=True):
        found = desk.post(page("people"), {"who": "lovelase"})

    assert [person.pk for person in found.context["people"].found] == [booking.pk]
    assert AuditEntry.objects.filter(kind="people_seen", what__contains=str(booking.pk)).exists()


def test_the_page_of_a_person_has_all_their_bookings_and_notes_one_look(desk, django_assert_num_queries):
    bookings = [make_booking(make_session(), email="ann@example.org") for _ in range(3)]

    shown = desk.get(page("person", bookings[0].pk))
    desk.get(page("person", bookings[0].pk))

    assert len(shown.context["bookings"]) == 3
    assert BookingEvent.objects.filter(what="shown").count() == 3


@pytest.mark.parametrize("count", [1, 8])
def test_the_page_of_a_person_costs_the_same_for_many(desk, count, django_assert_num_queries):
    bookings = [make_booking(make_session(), email="ann@example.org") for _ in range(count)]
    desk.get(page("person", bookings[0].pk))

    with django_assert_num_queries(15):
        desk.get(page("person", bookings[0].pk))


def test_a_name_is_corrected_on_all_or_one_booking(desk):
    one, other = (make_booking(make_session(), email="ann@example.org", name="An") for _ in range(2))
    where = page("person_correct", one.pk)

    form = filled_in(desk.get(where), name="Ann", scope="one", send="no")
    desk.post(where, form, follow=True)
    other.refresh_from_db()
    assert other.name == "An"
    done = desk.post(where, {**form, "scope": "all"}, follow=True)

    other.refresh_from_db()
    assert other.name == "Ann"
    assert messages_of(done) == ["Corrected on 1 booking."]


def test_whether_to_send_the_mail_again_must_be_said(desk):
    booking = make_booking(make_session())
    where = page("person_correct", booking.pk)

    refused = desk.post(where, filled_in(desk.get(where), name="Other"))

    assert "send" in refused.context["form"].errors
    assert 'value="Other"' in refused.text


def test_a_mail_is_read_and_sent_again(desk, mailoutbox):
    booking = make_booking(make_session())
    mail = booking.messages.get()
    mail.state, mail.sent_at = "sent", mail.created_at
    mail.save()
    where = page("mail", mail.pk)

    shown = desk.get(where)
    desk.post(where)

    assert mail.subject in shown.text
    assert "/booking/" not in shown.context["text"]
    assert booking.messages.filter(state="waiting").count() == 1


def test_a_booking_moves_in_one_step_and_asks_where_all_is_full(desk):
    course = make_course()
    first, second = make_session(course), make_session(course, capacity=1)
    booking = make_booking(first)
    make_booking(second)
    where = page("booking_move", first.pk, booking.pk)
    form = filled_in(desk.get(where), to=second.pk)

    asked = desk.post(where, form)
    done = desk.post(where, {**form, "if_full": "wait"}, follow=True)

    booking.refresh_from_db()
    assert "waiting list" in str(asked.context["form"].errors["if_full"])
    assert (booking.session, booking.state) == (second, BookingState.WAITING)
    assert "waits for" in messages_of(done)[0]


def test_only_dates_of_the_course_are_offered_unless_asked(desk):
    booking = make_booking(make_session())
    other = make_session()
    past = make_session(booking.session.course)
    Session.objects.filter(pk=past.pk).update(
        starts_at=past.starts_at - timedelta(days=60), ends_at=past.ends_at - timedelta(days=60)
    )
    where = page("booking_move", booking.session_id, booking.pk)

    assert "There is no other date to come." in desk.get(where).text
    assert list(desk.get(f"{where}?every").context["form"].fields["to"].queryset) == [other]


def test_who_waits_gets_a_place_for_a_reason(desk):
    session = make_session(capacity=1)
    make_booking(session)
    waits = make_booking(session)
    where = page("booking_let_in", session.pk, waits.pk)

    desk.post(where, {"reason": ""})
    waits.refresh_from_db()
    assert waits.state == BookingState.WAITING
    desk.post(where, {"reason": "New in post"})

    waits.refresh_from_db()
    assert waits.state == BookingState.CONFIRMED
    assert "Beyond the limits" in desk.get(address(session, "bookings")).text


def test_mail_that_does_not_arrive_is_flagged_on_the_booking_and_in_the_list(desk):
    booking = make_booking(make_session())
    booking.messages.update(state="dropped", problem="The mail server refused the recipient (550).")

    assert "Email does not arrive" in desk.get(address(booking.session, "bookings")).text
    assert "does not arrive" in desk.get(page("person", booking.pk)).text
    assert "refused the recipient" in desk.get("/admin/training/message/?arrived=no").text


def test_staff_see_who_booked_and_for_whom(desk):
    session = make_session()
    lead = make_booking(make_session(), name="Lea Lead", email="lead@example.org")
    [ann] = book(
        session_id=session.pk,
        people=[make_person(name="Ann Lee")],
        key="form",
        booked_by="Lea Lead",
        booked_by_email="Lead@example.org",
    )

    for where in (address(session, "bookings"), page("person", ann.pk)):
        assert "Booked by Lea Lead (Lead@example.org)" in desk.get(where).text
    shown = desk.get(page("person", lead.pk))

    assert "Booked for others (1)" in shown.text
    assert shown.context["for_others"] == [ann]
