"""The outbox: who is told what, once, and what no mail may hold."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core import mail
from django.utils import timezone

from hscp.web.wording import date_and_time
from tests.factories import make_booking, make_course, make_person, make_session, make_staff
from training.booking.links import link_for
from training.booking.places import (
    accept,
    cancel_session,
    close_waiting_list,
    end_offers,
    fill,
    give_back,
    hand_over,
)
from training.enums import BookingState, Promotion, SessionState
from training.mail import kinds, rendering
from training.mail.delivery import as_email, send_due
from training.mail.outbox import letter, send_joining_link, tell, tell_all, tell_changed, tell_person
from training.models import ManageLink, Message

pytestmark = pytest.mark.django_db
SECRETS = {"phone": "07700 900123", "access_needs": "A hearing loop", "manager_email": "boss@example.org"}


def told():
    """Return (kind, address) of every message, in order."""
    return list(Message.objects.order_by("pk").values_list("kind", "to"))


def link_of(message):
    """Return the booking that the link in a message opens."""
    [token] = {
        line.split("/booking/")[1].strip("/") for line in message.body.splitlines() if "/booking/" in line
    }
    return link_for(token).booking


def changed(session, **fields):
    """Change a session and tell everyone; return how many were told."""
    before = type(session).objects.get(pk=session.pk)
    for name, value in fields.items():
        setattr(session, name, value)
    session.save()
    return tell_changed(session, before)


def test_each_person_is_told_what_becomes_of_their_booking():
    session = make_session(capacity=1)
    ada, ben, cy = (make_booking(session, email=f"{name}@example.org") for name in ("ada", "ben", "cy"))

    give_back(booking_id=ada.pk)
    hand_over(booking_id=ben.pk, person=make_person(email="dee@example.org"))
    close_waiting_list(session_id=session.pk, at=session.starts_at)

    assert told() == [
        ("confirmed", "ada@example.org"),
        ("waiting", "ben@example.org"),
        ("waiting", "cy@example.org"),
        ("cancelled", "ada@example.org"),
        ("promoted", "ben@example.org"),
        ("handed_over", "ben@example.org"),
        ("confirmed", "dee@example.org"),
        ("not_reached", "cy@example.org"),
    ]


def test_an_offer_and_its_ends_are_told():
    session = make_session(capacity=2, promotion=Promotion.OFFER)
    ada, ben, *_ = (
        make_booking(session, email=f"{name}@example.org") for name in ("ada", "ben", "cy", "dee")
    )
    give_back(booking_id=ada.pk)
    give_back(booking_id=ben.pk)
    third, fourth = session.bookings.filter(state=BookingState.OFFERED)
    Message.objects.all().delete()

    accept(booking_id=third.pk)
    end_offers(session_id=session.pk, at=fourth.offered_until)
    cancel_session(session_id=session.pk, by=None)

    assert told() == [
        ("confirmed", "cy@example.org"),
        ("lapsed", "dee@example.org"),
        ("session_cancelled", "cy@example.org"),
    ]


def test_an_offer_says_until_when_it_stands():
    session = make_session(capacity=1, promotion=Promotion.OFFER)
    first, second = make_booking(session), make_booking(session)

    give_back(booking_id=first.pk)

    message = Message.objects.get(kind="offered")
    second.refresh_from_db()
    assert f"until {date_and_time(second.offered_until)}." in " ".join(message.body.split())
    assert link_of(message) == second


def test_a_second_promotion_is_told_and_one_promotion_once():
    session = make_session(capacity=1, promotion=Promotion.OFFER)
    first, second = make_booking(session), make_booking(session)
    give_back(booking_id=first.pk)
    second.refresh_from_db()

    tell(kinds.OFFERED, second)
    second.events.create(session=session, what="promoted", at=timezone.now())
    tell(kinds.OFFERED, second)

    assert [kind for kind, _ in told()].count("offered") == 2


def test_the_same_thing_is_told_once():
    booking = make_booking(make_session())
    Message.objects.all().delete()

    new = [tell_all(kinds.REMINDER, {booking: 7}) for _ in range(2)]

    assert new == [1, 0]
    assert told() == [("reminder", booking.email)]


def test_a_colleague_who_takes_a_place_over_is_told_what_the_first_was():
    session = make_session(joining_link="https://meet.example.org/a")
    booking = make_booking(session, email="ada@example.org")
    send_joining_link([booking])

    hand_over(booking_id=booking.pk, person=make_person(email="ben@example.org"))
    booking.refresh_from_db()
    send_joining_link([booking])

    links = Message.objects.filter(kind="joining_link").order_by("pk")
    assert [message.to for message in links] == ["ada@example.org", "ben@example.org"]


def test_a_link_in_a_mail_opens_the_booking_and_stands_at_the_sites_own_address(settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    booking = make_booking(make_session())

    message = Message.objects.get()

    assert link_of(message) == booking
    assert "\nhttps://portal.example.org/booking/" in message.body
    assert ManageLink.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "state", "calendars"),
    [
        ("confirmed", BookingState.CONFIRMED, ["CONFIRMED"]),
        ("session_changed", BookingState.CONFIRMED, ["CONFIRMED"]),
        ("reminder", BookingState.CONFIRMED, []),
        ("cancelled", BookingState.CANCELLED, ["CANCELLED"]),
        ("session_cancelled", BookingState.CANCELLED, ["CANCELLED"]),
        ("handed_over", BookingState.CONFIRMED, ["CANCELLED"]),
    ],
)
def test_a_mail_brings_the_calendar_file_that_fits(kind, state, calendars):
    booking = make_booking(make_session())
    booking.state = state

    tell(kinds.KINDS[kind], booking, once="test")

    calendar = Message.objects.get(once__startswith=f"{kind}:{booking.pk}:test").calendar
    statuses = [line.split(":")[1] for line in calendar.splitlines() if line.startswith("STATUS:")]
    assert statuses == calendars


def test_who_only_waited_gets_no_calendar_file():
    session = make_session(capacity=1)
    make_booking(session)
    waits = make_booking(session)

    changed(session, place="Winchester")
    give_back(booking_id=waits.pk)

    assert set(Message.objects.filter(booking=waits).values_list("kind", "calendar")) == {
        ("waiting", ""),
        ("session_changed", ""),
        ("cancelled", ""),
    }


def test_a_change_of_time_and_place_says_old_and_new_and_moves_the_entry():
    session = make_session(place="Microsoft Teams")
    make_booking(session)
    old = rendering.about(session)["when"]

    number = changed(
        session,
        starts_at=session.starts_at + timedelta(days=1),
        ends_at=session.ends_at + timedelta(days=1),
        place="Winchester",
    )

    message = Message.objects.get(kind="session_changed")
    lines = message.body.splitlines()
    assert number == 1
    assert [line for line in lines if line.startswith(("Old", "New"))] == [
        f"Old time: {old}",
        f"New time: {rendering.about(session)['when']}",
        "Old location: Microsoft Teams",
        "New location: Winchester",
    ]
    assert (session.sequence, "SEQUENCE:2\r\n" in message.calendar) == (1, True)


def test_two_changes_are_told_and_what_changes_nothing_is_not():
    session = make_session()
    make_booking(session)

    numbers = [
        changed(session, place="Winchester"),
        changed(session, place="Eastleigh"),
        changed(session, capacity=30),
    ]

    assert numbers == [1, 1, 0]


def test_another_joining_link_is_sent_if_it_is_out_already():
    soon = timezone.now() + timedelta(hours=2)
    session = make_session(
        starts_at=soon, ends_at=soon + timedelta(hours=1), joining_link="https://meet.example.org/a"
    )
    make_booking(session)

    changed(session, joining_link="https://meet.example.org/b")

    bodies = Message.objects.filter(kind="joining_link").order_by("pk").values_list("body", flat=True)
    assert [body.splitlines()[3] for body in bodies] == [
        "https://meet.example.org/a",
        "https://meet.example.org/b",
    ]


def test_a_letter_goes_to_each_once_however_often_it_is_sent_and_says_in_the_log_who_wrote():
    session, staff = make_session(capacity=1), make_staff()
    bookings = [make_booking(session) for _ in range(3)]

    new = [
        letter(bookings, subject="Parking", text="Park at the back.\n\nBring coins.", by=staff)
        for _ in range(2)
    ]
    other = letter(bookings[:1], subject="Parking", text="Park in front.", by=staff)

    messages = Message.objects.filter(kind="letter")
    assert (new, other, messages.count()) == ([3, 0], 1, 4)
    assert messages.first().body.splitlines()[2:5] == ["Park at the back.", "", "Bring coins."]
    assert [event.by for event in bookings[1].events.filter(what="letter")] == [staff]


def test_a_message_to_sixty_has_one_recipient_each(settings):
    session = make_session(capacity=60)
    bookings = [make_booking(session) for _ in range(60)]
    Message.objects.all().delete()

    letter(bookings, subject="Parking", text="Park at the back.", by=None)
    send_due()

    assert [email.recipients() for email in mail.outbox] == [[booking.email] for booking in bookings]
    assert [email.message().get_all("To") for email in mail.outbox] == [
        [booking.email] for booking in bookings
    ]


@pytest.mark.parametrize("number", [1, 30])
def test_telling_costs_the_same_for_few_and_many(number, django_assert_num_queries):
    session = make_session(capacity=30)
    for _ in range(number):
        make_booking(session)
    bookings = list(session.bookings.select_related("session__course"))

    # What is there, the links, who sees their training, the messages.
    with django_assert_num_queries(4):
        tell_all(kinds.REMINDER, dict.fromkeys(bookings, "test"))


def test_a_person_without_an_address_is_left_out():
    booking = make_booking(make_session())
    booking.email = ""
    Message.objects.all().delete()

    assert tell_all(kinds.REMINDER, {booking: 1}) == 0
    assert told() == []


def test_what_was_not_committed_is_not_told():
    session = make_session(state=SessionState.CLOSED)

    with pytest.raises(Exception, match="closed"):
        make_booking(session)

    assert told() == []


# What the texts of these need besides the booking.
CONTEXT = {
    "waiting": {"position": 3},
    "session_changed": {"old_when": "Monday", "old_where": "Teams"},
    "letter": {"subject": "Parking", "text": "Park at the back."},
    "interest": {"course": "Neglect", "course_page": "https://portal.example.org/page/"},
    "interest_confirm": {"course": "Neglect", "link": "https://portal.example.org/leave/"},
    "record_link": {"link": "https://portal.example.org/record/"},
}
WITHOUT_BOOKING = ["interest", "interest_confirm", "record_link"]


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_mail_is_plain_wrapped_and_holds_no_more_than_it_must(kind, settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    settings.HSCP_CONTACT_EMAIL = "training@example.org"
    course = make_course(title="Neglect & early help")
    session = make_session(course, joining_link="https://meet.example.org/a", cancel_by=timezone.now())
    booking = make_booking(session, name="Ada O’Neill", email="ada@example.org", **SECRETS)
    booking.offered_until = timezone.now()
    Message.objects.all().delete()

    if kind in WITHOUT_BOOKING:
        tell_person(kinds.KINDS[kind], "ada@example.org", **CONTEXT[kind])
    else:
        tell(kinds.KINDS[kind], booking, once="test", **CONTEXT.get(kind, {}))

    message = Message.objects.get(kind=kind)
    whole = f"{message.subject}\n{message.body}"
    assert message.to == ("boss@example.org" if kinds.KINDS[kind].to_manager else "ada@example.org")
    assert not [line for line in whole.splitlines()[1:] if len(line) > 72 and "https://" not in line]
    assert not [one for one in (*SECRETS.values(), "ada@example.org") if one in whole]
    assert not [
        mark
        for mark in ("<", "&amp;", "&#", "{{", "{%", "None", "\n\n\n", " .", " ,", " \n")
        if mark in whole
    ]
    assert ("https://meet.example.org/a" in whole) == (kind == "joining_link")
    assert message.body.endswith("\n\nHSCP Safeguarding Portal\n")
    assert message.body.startswith(("Hello Ada O’Neill,\n", "Hello,\n"))


HOSTILE = [
    "Ada\r\nBcc: other@example.org",
    "Ada\nBcc: other@example.org\n\nBEGIN:VCALENDAR",
    "Ada\u2028Bcc: other@example.org",
    "Ada\x85X-Other: yes",
    "Ada " * 250,
    "ä" * 1000,
    "{{ access_needs }}{% debug %}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_adds_a_header_or_a_recipient(text, settings):
    session = make_session()
    booking = make_booking(session)
    booking.name = booking.booked_by = session.place = session.course.title = text
    booking.session = session
    Message.objects.all().delete()

    tell(kinds.CONFIRMED, booking, once="test", subject=text)
    message = Message.objects.get()
    sent = as_email(message).message()

    assert sorted(sent.keys()) == [
        "Auto-Submitted",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]
    assert sent.get_all("To") == [booking.email]
    assert len(message.subject) <= 200
    assert len(message.subject.splitlines()) == 1
    assert not [line for line in message.body.splitlines() if line.startswith(("Bcc", "X-Other", "BEGIN:"))]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada O’Neill", "Ada O’Neill"),
        ("J.R. Smith-Jones", "J.R. Smith-Jones"),
        ("  Dr  Ada\nLee ", "Dr Ada Lee"),
        ("Win a prize at example.com", ""),
        ("https://example.org", ""),
        ("www example", ""),
        ("Kids@Play", "Kids@Play"),
        ("me@example.org", ""),
    ],
)
def test_a_name_that_could_be_read_as_an_address_is_not_greeted(name, shown):
    assert rendering.greeting(name) == shown


OURS = [
    path
    for folder in ("hscp", "themes", "resources", "contacts", "training")
    for path in (Path(project.BASE_DIR) / folder).rglob("*.py")
]


def built_by_hand(tree):
    """Yield what in a module's tree could build a mail or its headers outside Django's EmailMessage."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            if name.split(".")[0] in {"email", "smtplib"} or name.startswith("django.core.mail"):
                yield name
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "MIME-Version:" in node.value:
            yield node.value


def test_only_the_senders_make_mails_and_none_by_hand():
    found = {
        str(path.relative_to(project.BASE_DIR)): set(built_by_hand(ast.parse(path.read_text())))
        for path in OURS
    }

    assert {name: uses for name, uses in found.items() if uses} == {
        "hscp/editing/review/delivery.py": {"django.core.mail", "smtplib"},
        "hscp/jobs/alerts.py": {"django.core.mail", "smtplib"},
        "hscp/records/owner_mails.py": {"django.core.mail", "smtplib"},
        # Opens a connection and sends nothing.
        "hscp/site/doctor/services.py": {"django.core.mail", "smtplib"},
        "training/mail/delivery.py": {"django.core.mail", "smtplib"},
    }


def test_the_headers_of_a_mail_are_named_in_the_code():
    tree = ast.parse((Path(project.BASE_DIR) / "training/mail/delivery.py").read_text())
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "EmailMultiAlternatives"
    ]
    headers = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "headers"]

    assert [[key.value for key in each.keys] for each in headers] == [["Message-ID", "Auto-Submitted"]]


def test_promotion_after_more_places_tells_each(settings):
    session = make_session(capacity=1)
    for _ in range(3):
        make_booking(session)
    session.capacity = 3
    session.save()

    fill(session_id=session.pk)

    assert [kind for kind, _ in told()] == ["confirmed", "waiting", "waiting", "promoted", "promoted"]
