"""Invitations as calendars read them: two independent libraries agree on what they say, and each message is newer than the last."""

from email import message_from_bytes
from email.policy import default

import pytest
import vobject
from django.conf import settings
from icalendar import Calendar

from tests.factories import make_booking, make_person, make_session, make_staff
from training.booking.places import book, cancel_session, give_back, hand_over, move
from training.mail.delivery import as_email
from training.models import Message
from training.sessions.saving import save_session

pytestmark = pytest.mark.django_db


def files(**which):
    """Return what both libraries read of each message with a calendar file, in order: [(icalendar, vobject)]."""
    found = Message.objects.filter(**which).exclude(calendar="").order_by("pk")
    return [(Calendar.from_ical(each.calendar), vobject.readOne(each.calendar)) for each in found]


def numbers(**which):
    """Return (METHOD, SEQUENCE, DTSTAMP) of each message, as both libraries read them."""
    read = []
    for ours, theirs in files(**which):
        [event] = ours.walk("VEVENT")
        assert str(ours["METHOD"]) == theirs.method.value
        assert event["SEQUENCE"] == int(theirs.vevent.sequence.value)
        assert event["DTSTAMP"].dt == theirs.vevent.dtstamp.value
        assert str(event["UID"]) == theirs.vevent.uid.value
        read.append((str(ours["METHOD"]), event["SEQUENCE"], event["DTSTAMP"].dt))
    return read


def rises(values):
    return all(before < after for before, after in zip(values, values[1:], strict=False))


def test_an_invitation_names_who_invites_and_who_is_invited():
    make_booking(make_session(), name="Ann, “Annie” Hill", email="ann@example.org")

    [(ours, theirs)] = files()

    [event] = ours.walk("VEVENT")
    assert event["ORGANIZER"] == f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    assert event["ATTENDEE"] == "mailto:ann@example.org"
    assert event["ATTENDEE"].params["CN"] == "Ann, “Annie” Hill"
    assert (event["ATTENDEE"].params["RSVP"], event["STATUS"]) == ("FALSE", "CONFIRMED")
    assert theirs.vevent.attendee.value == "mailto:ann@example.org"
    assert theirs.validate(raiseException=True)
    assert ours.errors == event.errors == []


def test_book_cancel_and_book_again_are_each_newer_than_the_last():
    session, person, staff = make_session(), make_person(), make_staff()
    for number in range(3):
        [booking] = book(session_id=session.pk, people=[person], key=str(number))
        give_back(booking_id=booking.pk)
    book(session_id=session.pk, people=[person], key="last")
    session.refresh_from_db()
    session.place = "Andover"
    save_session(session=session, by=staff)
    cancel_session(session_id=session.pk, by=staff)

    found = numbers()

    assert [method for method, *_ in found] == ["REQUEST", "CANCEL"] * 3 + ["REQUEST", "REQUEST", "CANCEL"]
    assert rises([sequence for _, sequence, _ in found])
    assert rises([stamp for *_, stamp in found])
    assert len({str(event["UID"]) for ours, _ in files() for event in ours.walk("VEVENT")}) == 1


def test_who_gave_a_place_to_a_colleague_and_books_again_gets_a_newer_entry():
    session, ann = make_session(), make_person()
    [booking] = book(session_id=session.pk, people=[ann], key="1")
    hand_over(booking_id=booking.pk, person=make_person())
    book(session_id=session.pk, people=[ann], key="2")

    found = numbers(to=ann.email)

    assert [method for method, *_ in found] == ["REQUEST", "CANCEL", "REQUEST"]
    assert rises([sequence for _, sequence, _ in found])


def test_who_is_moved_away_and_back_gets_a_newer_entry_each_time():
    first, second, person = make_session(), make_session(), make_person()
    [booking] = book(session_id=first.pk, people=[person], key="1")
    move(booking_id=booking.pk, to_session_id=second.pk, by=None)
    move(booking_id=booking.pk, to_session_id=first.pk, by=None)

    entries = []
    for message in Message.objects.order_by("pk"):
        for text in filter(None, [message.calendar_out, message.calendar]):
            calendar = Calendar.from_ical(text)
            [event] = calendar.walk("VEVENT")
            entries.append(
                (str(event["UID"]), str(calendar["METHOD"]), event["SEQUENCE"], event["DTSTAMP"].dt)
            )

    of_first = [entry[1:] for entry in entries if entry[0] == str(first.uid)]
    assert [method for method, *_ in of_first] == ["REQUEST", "CANCEL", "REQUEST"]
    assert rises([sequence for _, sequence, _ in of_first])
    assert rises([stamp for *_, stamp in of_first])


def test_two_people_of_one_mailbox_have_an_entry_each():
    session = make_session()
    people = [
        make_person(name=name, email="info@example.org", shares_mailbox=True) for name in ("Ann", "Ben")
    ]
    bookings = book(session_id=session.pk, people=people, key="k")
    give_back(booking_id=bookings[0].pk)

    uids = [str(event["UID"]) for ours, _ in files() for event in ours.walk("VEVENT")]

    assert (uids[0] != uids[1], uids[2]) == (True, uids[0])


@pytest.mark.parametrize(("cancel", "method"), [(False, "REQUEST"), (True, "CANCEL")])
def test_the_mail_carries_it_as_outlook_and_google_take_it(cancel, method):
    booking = make_booking(make_session())
    if cancel:
        give_back(booking_id=booking.pk)

    mail = message_from_bytes(as_email(Message.objects.latest("pk")).message().as_bytes(), policy=default)

    parts = {part.get_content_type(): part for part in mail.walk()}
    calendar = parts["text/calendar"]
    assert calendar["Content-Type"].params["method"] == method
    assert calendar["Content-Type"].params["charset"].lower() == "utf-8"
    assert calendar.get_content_disposition() is None
    assert "multipart/alternative" in parts
    assert parts["application/ics"].get_filename() == "session.ics"
    body = " ".join(parts["text/plain"].get_content().split())
    assert "open the attached file" in body
    assert f"METHOD:{method}" in calendar.get_content()


def test_what_anybody_may_download_is_published(client):
    session = make_session()

    found = vobject.readOne(client.get(f"{session.get_absolute_url()}session.ics").content.decode())

    assert found.method.value == "PUBLISH"
    assert not hasattr(found.vevent, "attendee")
