"""One person, one booking: however the address is spelt, when a mailbox is shared, and when a form comes back later."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.admin.pages import address, filled_in, messages_of
from tests.factories import make_booking, make_course, make_person, make_session
from tests.training.booking.booking_pages import book_url, filled, opened
from training.booking import interest
from training.booking.links import link_for
from training.booking.locking import CannotBook, SentBefore
from training.booking.overlaps import overlapping
from training.booking.places import book, give_back, hand_over
from training.enums import BookingState, Promotion
from training.follow_up.training_record import as_sheet, attended, upcoming
from training.models import Booking, Interest, Message

pytestmark = pytest.mark.django_db
SPELT = ["ANN@example.org", "a​nn@example.org", "ann@example.org.", "ａｎｎ@example.org", "﻿ann@ex­ample.org"]


def told(booking):
    return list(booking.messages.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("email", SPELT)
def test_another_spelling_of_an_address_is_the_same_person(email):
    session = make_session()
    first = make_booking(session, email="ann@example.org")

    with pytest.raises(CannotBook, match="already has a booking") as refused:
        book(session_id=session.pk, people=[make_person(email=email)], key="other")

    assert refused.value.field == "email-0"
    assert list(session.bookings.all()) == [first]


@pytest.mark.parametrize("email", SPELT)
def test_the_form_keeps_addresses_without_what_nobody_sees(client, email):
    session = make_session()

    client.post(book_url(session), filled({"email": email}))

    assert session.bookings.get().email == "ann@example.org"


@pytest.mark.parametrize("email", SPELT)
def test_interest_and_record_know_a_person_by_any_spelling(email):
    course = make_course()
    interest.join(course, email="ann@example.org", organisation_type="school")
    interest.join(course, email=email, organisation_type="school")
    booking = make_booking(make_session(course), email="ann@example.org")

    assert Interest.objects.count() == 1
    assert [each.pk for each in upcoming(email)] == [booking.pk]


# A mailbox that several people read


def test_a_shared_mailbox_books_each_by_name_when_the_form_says_so(client):
    session = make_session()
    people = [
        {"name": name, "email": "info@example.org", "shares_mailbox": "on"}
        for name in ("Ann Hill", "Ben Ash")
    ]

    response = client.post(book_url(session), filled(*people))
    again = client.post(
        book_url(session), filled({**people[0], "name": "ann  HILL"}, key="another-key-of-22-char")
    )

    assert (response.status_code, again.status_code) == (302, 302)
    assert list(session.bookings.values_list("name", "shared_name")) == [
        ("Ann Hill", "ann hill"),
        ("Ben Ash", "ben ash"),
    ]
    assert told(session.bookings.first()) == ["confirmed", "already"]


def test_a_shared_mailbox_without_the_box_is_asked_about(client):
    session = make_session()

    page = client.post(book_url(session), filled({"email": "info@example.org"}))
    two = client.post(
        book_url(session),
        filled(
            {"name": "Ann", "email": "a@example.org"},
            {"name": "Ann", "email": "a@example.org", "shares_mailbox": "on"},
        ),
    )

    assert "tick “Several people read this mailbox”" in page.text
    assert "person 1 has the same one" in two.text
    assert not session.bookings.exists()


def test_staff_book_several_people_of_one_mailbox(signed_in):
    client, session = signed_in("training"), make_session()
    make_booking(session, name="Ann Hill", email="info@example.org")
    page = client.get(address(session, "booking_add"))
    form = {
        "name": "Ben Ash",
        "email": "info@example.org",
        "organisation": "Nursery",
        "organisation_type": "early_years",
        "role": "practitioner",
    }

    refused = client.post(address(session, "booking_add"), filled_in(page, **form))
    client.post(address(session, "booking_add"), filled_in(page, **form, shares_mailbox="on"))

    assert "already has a booking" in refused.text
    assert list(session.bookings.values_list("name", flat=True)) == ["Ann Hill", "Ben Ash"]


def test_the_record_of_a_shared_mailbox_says_whose_each_entry_is():
    start = timezone.now() - timedelta(days=800)
    course = make_course(valid_months=12)
    for name in ("Ann", "Ben"):
        session = make_session(course, starts_at=start, ends_at=start + timedelta(hours=1))
        booking = make_booking(
            session, name=name, email="info@example.org", shares_mailbox=True, at=start - timedelta(days=1)
        )
        Booking.objects.filter(pk=booking.pk).update(attendance="attended")

    record = attended("Info@example.org")

    assert sorted((each.booking.name, each.due) for each in record) == [("Ann", "over"), ("Ben", "over")]
    assert {row[0] for row in as_sheet(record).rows} == {"Name", "Ann", "Ben"}


def test_a_corrected_name_is_compared_as_corrected():
    session = make_session()
    booking = make_booking(session, name="An Hill", email="info@example.org", shares_mailbox=True)
    booking.name, booking.email = "Ann Hill", "INFO@example.org"

    booking.save(update_fields=["name", "email"])

    booking.refresh_from_db()
    assert (booking.shared_name, booking.email_key) == ("ann hill", "info@example.org")


def test_a_place_goes_to_a_colleague_of_the_same_mailbox():
    session = make_session()
    booking = make_booking(session, name="Ann", email="info@example.org", shares_mailbox=True)

    hand_over(
        booking_id=booking.pk, person=make_person(name="Ben", email="info@example.org", shares_mailbox=True)
    )

    booking.refresh_from_db()
    assert (booking.name, booking.shared_name) == ("Ben", "ben")


# Handing over to somebody on the waiting list


@pytest.mark.parametrize("promotion", Promotion)
def test_who_waits_gets_the_place_in_place_of_the_turn(promotion):
    session = make_session(capacity=1, promotion=promotion)
    holder = make_booking(session)
    waiting = make_booking(session, email="ben@example.org", access_needs="Step-free", phone="01962 555 0100")
    third = make_booking(session)
    opened(booking=waiting)
    token = re.search(r"/booking/open/([\w-]+)", waiting.messages.get().body) or re.search(
        r"/([\w-]{22})/?\n", waiting.messages.get().body
    )

    hand_over(booking_id=holder.pk, person=make_person(email="BEN@example.org", name="Ben"))

    holder.refresh_from_db(), waiting.refresh_from_db(), third.refresh_from_db()
    assert (holder.state, waiting.state, third.state) == ("confirmed", "cancelled", "waiting")
    assert (holder.email_key, holder.access_needs, holder.phone) == (
        "ben@example.org",
        "Step-free",
        "01962 555 0100",
    )
    assert told(waiting) == ["waiting"]
    assert told(holder)[-1] == "confirmed"
    assert link_for(token.group(1)).booking == holder


def test_who_was_offered_a_place_leaves_that_one_to_the_next():
    session = make_session(capacity=2, promotion=Promotion.OFFER)
    holder, leaver = make_booking(session), make_booking(session)
    _offered, third = make_booking(session, email="ben@example.org"), make_booking(session)
    give_back(booking_id=leaver.pk)

    hand_over(booking_id=holder.pk, person=make_person(email="ben@example.org"))

    third.refresh_from_db()
    assert third.state == BookingState.OFFERED


def test_who_has_a_place_gets_no_second():
    session = make_session()
    holder, _other = make_booking(session), make_booking(session, email="ben@example.org")

    with pytest.raises(CannotBook, match="already has a booking"):
        hand_over(booking_id=holder.pk, person=make_person(email="Ben@Example.org"))


# An old form


@pytest.mark.parametrize("what", ["cancelled", "handed over"])
def test_an_old_form_says_that_its_booking_has_ended_and_can_be_sent_anew(client, what):
    session, ann = make_session(), {"email": f"{what[:4]}@example.org"}
    client.post(book_url(session), filled(ann))
    booking = session.bookings.get()
    if what == "cancelled":
        give_back(booking_id=booking.pk)
    else:
        hand_over(booking_id=booking.pk, person=make_person())
    before = session.bookings.count()

    page = client.post(book_url(session), filled(ann))
    key = page.context["form"]["key"].value()
    after = session.bookings.count()
    booked = client.post(book_url(session), filled(ann, key=key))

    assert page.status_code == 409
    assert "Nothing was booked now" in page.text
    assert "Ann Person 0" in page.text
    assert (before, after, booked.status_code, session.bookings.count()) == (1, 1, 302, 2)


def test_a_form_sent_twice_still_books_once():
    session, person = make_session(), make_person()

    first = book(session_id=session.pk, people=[person], key="k")
    second = book(session_id=session.pk, people=[person], key="k")

    assert first == second
    give_back(booking_id=first[0].pk)
    with pytest.raises(SentBefore):
        book(session_id=session.pk, people=[person], key="k")


# Two sessions at once


def test_a_second_session_at_the_same_time_is_remarked_on_and_not_refused(signed_in):
    first = make_session(make_course(title="Neglect"))
    second = make_session(make_course(title="Harm"), starts_at=first.starts_at, ends_at=first.ends_at)
    after = make_session(starts_at=first.ends_at, ends_at=first.ends_at + (first.ends_at - first.starts_at))
    make_booking(first, email="ann@example.org")

    booking = make_booking(second, email="Ann@example.org")
    make_booking(after, email="ann@example.org")

    assert "another session at that time" in " ".join(booking.messages.get().body.split())
    assert "Neglect" in booking.messages.get().body
    assert [other.session for other in overlapping(booking)] == [first]
    client, _, _ = opened(booking=booking)
    assert (
        "You have also booked, or wait for, “Neglect” at that time"
        in client.get(reverse("training:manage")).text
    )
    staff = signed_in("training")
    third = make_session(starts_at=first.starts_at, ends_at=first.ends_at)
    page = staff.get(address(third, "booking_add"))
    form = {
        "name": "Ann",
        "email": "ann@example.org",
        "organisation": "Oak",
        "organisation_type": "school",
        "role": "lead",
    }
    answer = staff.post(address(third, "booking_add"), filled_in(page, **form), follow=True)
    assert f"They have another booking at that time: {first}." in messages_of(answer)
    assert Booking.objects.filter(session=third).exists()
    assert Message.objects.filter(kind="confirmed").count() == 4


def test_people_of_one_mailbox_do_not_overlap():
    first = make_session()
    second = make_session(starts_at=first.starts_at, ends_at=first.ends_at)
    make_booking(first, name="Ann", email="info@example.org", shares_mailbox=True)

    assert overlapping(make_booking(second, name="Ben", email="info@example.org", shares_mailbox=True)) == []
    assert (
        len(overlapping(make_booking(second, name="Ann", email="info@example.org", shares_mailbox=True))) == 1
    )
