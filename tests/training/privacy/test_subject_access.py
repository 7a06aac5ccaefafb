"""What is done with the bookings of a person who is shown, corrected or erased."""

import pytest
from django.core.management import CommandError

from hscp.privacy.erasure_list import is_on_list
from tests.factories import make_booking, make_course, make_session, make_user
from tests.privacy.planted_person import ASKED, EMAIL, OTHER, dump, plant, plant_booking, run
from training.booking.locking import Busy
from training.enums import BookingState
from training.models import Booking, BookingEvent, Interest, ManageLink, Message, RecordLink

pytestmark = pytest.mark.django_db


def test_a_live_booking_is_given_back_and_the_place_goes_to_whoever_waits():
    session = make_session(capacity=1)
    held, waits = plant_booking(session), make_booking(session)

    run("subject_data", ASKED, erase=True)

    held.refresh_from_db()
    waits.refresh_from_db()
    assert (held.state, waits.state) == (BookingState.CANCELLED, BookingState.CONFIRMED)
    assert list(held.events.values_list("what", flat=True)) == ["booked", "cancelled", "erased"]


def test_attendance_stays_in_the_figures():
    plant()

    run("subject_data", ASKED, erase=True)

    booking = Booking.objects.get(attendance="attended")
    assert (booking.organisation, booking.role, booking.certificate) == ("Oak School", "practitioner", None)


def test_what_waits_in_the_outbox_for_an_erased_person_is_never_sent():
    plant()

    run("subject_data", ASKED, erase=True)

    assert set(Message.objects.filter(once__startswith="planted").values_list("state", "to")) == {
        ("dropped", "")
    }


def test_each_act_is_in_the_log_of_the_bookings_with_who_did_it():
    booking, staff = plant_booking(), make_user(username="officer")

    run("subject_data", ASKED, by="officer")
    run("subject_data", ASKED, by="officer", correct=["role=lead"])
    run("subject_data", ASKED, by="officer", erase=True)

    acts = BookingEvent.objects.filter(booking=booking, by=staff).values_list("what", flat=True)
    assert list(acts) == ["shown", "corrected", "cancelled", "erased"]


def test_a_correction_reaches_every_booking_of_the_person_and_nobody_else():
    plant_booking(), plant_booking(make_session())
    other = make_booking(make_session())

    run("subject_data", ASKED, correct=["name=Jo Ford", "organisation=Elm School"])

    rows = Booking.objects.order_by("pk").values_list("name", "organisation")
    assert list(rows) == [("Jo Ford", "Elm School")] * 2 + [(other.name, other.organisation)]


def test_a_new_address_ends_the_links_sent_to_the_old_one_and_goes_to_the_lists():
    booking = plant_booking()
    ManageLink.objects.create(booking=booking, token_hash="sent to the old address")
    course = make_course()
    for email in (EMAIL, "new@example.org"):
        Interest.objects.create(course=course, email=email, organisation_type="school", token_hash=email)
    RecordLink.objects.create(email=EMAIL, token_hash="record")

    run("subject_data", ASKED, correct=["email=new@example.org"])

    booking.refresh_from_db()
    assert booking.email == "new@example.org"
    assert not ManageLink.objects.filter(token_hash="sent to the old address").exists()
    assert list(Interest.objects.values_list("email", flat=True)) == ["new@example.org"]
    assert RecordLink.objects.count() == 0


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        (["state=cancelled"], "These can be corrected: email, name, organisation, "),
        (["name"], "Write each correction as FIELD=VALUE."),
        (["name="], "This value of name is not valid."),
        (["role=king"], "This value of role is not valid."),
        (["email=canary at home"], "This value of email is not valid."),
        (["email=other.wren@example.org"], "The new address has a booking"),
    ],
)
def test_a_wrong_correction_is_refused_and_changes_nothing(pairs, message):
    booking = plant_booking()
    make_booking(booking.session, email=OTHER)
    before = dump()

    with pytest.raises(CommandError, match=message):
        run("subject_data", ASKED, correct=pairs)

    assert dump() == before


def test_while_others_hold_a_session_nobody_is_erased_and_it_can_be_tried_again(monkeypatch):
    plant_booking()
    before = dump()

    def busy(**given):
        raise Busy

    monkeypatch.setattr("training.privacy.subject_access.give_back", busy)
    with pytest.raises(CommandError, match="try again"):
        run("subject_data", ASKED, erase=True)

    assert dump() == before
    assert not is_on_list(EMAIL)
