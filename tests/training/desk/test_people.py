"""Finding a person over all sessions, correcting them, and their mails."""

import pytest

from tests.factories import make_booking, make_session, make_staff
from training.booking.locking import CannotBook
from training.desk.correcting import TELLS_OF, correct
from training.desk.people import bookings_of, find_people
from training.enums import LIVE, MessageState
from training.mail import reading
from training.models import Booking, Interest, ManageLink, Message

pytestmark = pytest.mark.django_db


def names(text):
    return [person.names[0] for person in find_people(text).found]


@pytest.mark.parametrize(
    "text",
    [
        "sinéad",
        "sinead",
        "SINÉAD",
        "obrien",
        "O’Brien sinead",
        "o'brien",
        "st marys",
        "sob@trust",
        "sinaed",
        "O'Brein",
    ],
)
def test_a_person_is_found_by_parts_without_accents_and_with_small_slips(text):
    make_booking(
        make_session(), name="Sinéad O’Brien", email="sob@trust.example.org", organisation="St Mary’s"
    )
    make_booking(make_session(), name="Ann Other", organisation="Elm")

    assert names(text) == ["Sinéad O’Brien"]


def test_the_bookings_of_one_address_are_one_person_with_all_their_names():
    first = make_booking(make_session(), name="Ann Lee", email="ann@example.org")
    second = make_booking(make_session(), name="Ann Leigh", email="Ann@example.org")

    [person] = find_people("leigh").found

    assert (set(person.names), person.bookings) == ({"Ann Lee", "Ann Leigh"}, 2)
    assert set(bookings_of(first)) == {first, second}


def test_people_come_in_pages():
    session = make_session(capacity=40)
    for number in range(30):
        make_booking(session, organisation="Oak", name=f"Person {number:02}")

    first, second = find_people("oak"), find_people("oak", page=2)

    assert (len(first.found), len(second.found), first.total, first.pages) == (25, 5, 30, 2)


def test_nobody_is_found_by_a_name_that_was_deleted(django_assert_num_queries):
    booking = make_booking(make_session(), name="Gone Away")
    Booking.objects.filter(pk=booking.pk).update(anonymised_at=booking.created_at)

    with django_assert_num_queries(1):
        assert names("gone") == []


def test_a_new_address_ends_old_links_and_takes_along_what_waits():
    booking = make_booking(make_session(), email="old@example.org")
    Interest.objects.create(
        course=booking.session.course, email="old@example.org", organisation_type="school", token_hash="h"
    )

    correct(booking_ids=[booking.pk], changes={"email": "new@example.org"}, by=make_staff(), send=False)

    assert not ManageLink.objects.filter(booking=booking).exists()
    assert Interest.objects.get().email == "new@example.org"
    assert set(Message.objects.values_list("to", flat=True)) == {"new@example.org"}
    assert booking.events.last().what == "corrected"


@pytest.mark.parametrize(("send", "told"), [(True, 2), (False, 1)])
def test_the_mail_goes_again_only_if_asked(send, told):
    booking = make_booking(make_session())

    correct(booking_ids=[booking.pk], changes={"name": "New Name"}, by=make_staff(), send=send)

    assert booking.messages.filter(kind="confirmed").count() == told


def test_each_live_state_has_a_mail_that_tells_of_it():
    assert set(TELLS_OF) == set(LIVE)


def test_an_address_that_is_booked_already_is_refused_and_nothing_changes():
    session = make_session()
    make_booking(session, email="taken@example.org")
    booking, elsewhere = make_booking(session, email="old@example.org"), make_session()
    other = make_booking(elsewhere, email="old@example.org")

    with pytest.raises(CannotBook, match="already"):
        correct(
            booking_ids=[booking.pk, other.pk],
            changes={"email": "taken@example.org"},
            by=make_staff(),
            send=True,
        )

    assert set(Booking.objects.filter(email="old@example.org")) == {booking, other}


def test_a_corrected_organisation_may_leave_room_for_who_waits():
    session = make_session(capacity=2, agency_quota=1)
    make_booking(session, organisation="Elm")
    wrong = make_booking(session, organisation="Oak")
    session.refresh_from_db()
    session.capacity = 3
    session.save()
    waits = make_booking(session, organisation="Oak")

    correct(booking_ids=[wrong.pk], changes={"organisation": "Ash"}, by=make_staff(), send=False)

    waits.refresh_from_db()
    assert waits.state == "confirmed"


def test_a_mail_is_shown_without_the_links_that_are_the_persons_own(settings):
    booking = make_booking(make_session(joining_link="https://meet.example.org/j/1?pwd=2"))
    mail = booking.messages.get()
    mail.body += f"\nhttps://meet.example.org/j/1?pwd=2\n{settings.HSCP_ADDRESS}/training/courses/a/\n"

    text = reading.text_of(mail, joining_link=True)
    hidden = reading.text_of(mail, joining_link=False)

    assert "/booking/" in mail.body
    assert "/booking/" not in text
    assert "https://meet.example.org/j/1?pwd=2" in text
    assert "meet.example.org" not in hidden
    assert f"{settings.HSCP_ADDRESS}/training/courses/a/" in hidden


def refused(booking, **fields):
    values = {
        "state": MessageState.DROPPED,
        "problem": "The mail server refused the recipient (550).",
        **fields,
    }
    Message.objects.filter(booking=booking).update(**values)


def test_who_gets_no_mail_is_flagged_until_the_address_changes():
    session = make_session()
    booking, fine = make_booking(session), make_booking(session)
    refused(booking)

    assert reading.undelivered_bookings(session) == {booking.pk}
    Booking.objects.filter(pk=booking.pk).update(email="other@example.org")
    assert reading.undelivered_bookings(session) == set()
    assert fine.pk not in reading.undelivered_bookings()


def test_a_mail_that_was_no_longer_needed_flags_nobody():
    booking = make_booking(make_session())
    refused(booking, problem="It was no longer needed.")

    assert reading.undelivered_bookings() == set()


def test_a_sent_mail_goes_again_as_it_was(mailoutbox):
    from training.mail import delivery

    booking = make_booking(make_session())
    delivery.send_due()
    mail = booking.messages.get()

    assert reading.send_copy(mail)
    delivery.send_due()

    assert [each.body for each in mailoutbox] == [mail.body] * 2
