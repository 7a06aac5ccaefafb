"""Managing a booking by its link: what the link opens, what it can change, and what it can never reach."""

import re
from datetime import timedelta

import pytest
import vobject
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_booking, make_session
from tests.training.booking.booking_pages import opened
from training.booking.links import issue
from training.booking.places import cancel_session, give_back
from training.enums import Attendance, BookingState, Promotion, SessionState
from training.models import ManageLink, Session

pytestmark = pytest.mark.django_db
CONFIRMED, WAITING, OFFERED = BookingState.CONFIRMED, BookingState.WAITING, BookingState.OFFERED
# Every address of a booking, and what is sent to those that change something.
PAGES = ["manage", "manage_details", "manage_cancel", "manage_hand_over", "manage_calendar"]
ACTIONS = {
    "manage_details": {"phone": "01962 555 0199", "access_needs": "Changed"},
    "manage_cancel": {},
    "manage_accept": {},
    "manage_hand_over": {"name": "Bea", "email": "bea@example.org", "role": "manager"},
}


def url(name, *args):
    return reverse(f"training:{name}", args=args)


def words(response):
    """Return the words of a page's main part, on one line."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def rows(session):
    """Return all that is kept of a session's bookings, to see that nothing changed."""
    return list(session.bookings.order_by("pk").values())


def move_to_now(session, **by):
    """Move a session so that it begins `by` (timedelta arguments) from now."""
    start = timezone.now() + timedelta(**by)
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))


# What the link opens


def test_opening_a_link_changes_nothing_however_often(client):
    session = make_session(capacity=1, promotion=Promotion.OFFER)
    first, second = make_booking(session), make_booking(session)
    give_back(booking_id=first.pk)
    before = rows(session)

    for booking in (first, second):
        token = issue(booking)
        for _ in range(5):
            got = client.get(url("manage_open", token))
            head = client.head(url("manage_open", token))
            assert (got.status_code, head.status_code, sorted(got.cookies)) == (200, 200, ["csrftoken"])

    assert rows(session) == before
    assert session.booking_events.count() == 4


def test_the_page_of_a_link_shows_a_button_and_nothing_of_the_booking(client):
    booking = make_booking(make_session(), name="Ann Oak")

    response = client.get(url("manage_open", issue(booking)))

    assert "Open my booking" in words(response)
    assert [word for word in ("Ann Oak", booking.email) if word in response.content.decode()] == []


def test_the_button_moves_to_an_address_without_the_token(client):
    token = issue(make_booking(make_session()))

    response = client.post(url("manage_open", token))

    cookie = response.cookies["booking"]
    assert (response.status_code, response["Location"]) == (302, "/booking/")
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/booking/",
        True,
        "Lax",
        1800,
    )
    assert token not in cookie.value


def test_the_cookie_is_kept_to_https_where_the_site_is(client, settings):
    settings.CSRF_COOKIE_SECURE = True

    response = client.post(url("manage_open", issue(make_booking(make_session()))))

    assert response.cookies["__Secure-booking"]["secure"] is True


def test_the_cookie_ends_after_half_an_hour(monkeypatch):
    client, _, _ = opened(make_session())
    now = signing.time.time()

    answers = []
    for minutes in (29, 31):
        monkeypatch.setattr(signing.time, "time", lambda minutes=minutes: now + minutes * 60)
        answers.append(client.get(url("manage")).status_code)

    assert answers == [200, 404]


def test_every_personal_page_is_kept_by_nobody():
    client, booking, _ = opened(make_session())
    token = issue(booking)

    responses = [client.get(url(name)) for name in PAGES]
    responses += [client.get(url("manage_open", token)), Client().get(url("manage"))]

    wanted = ("private, no-store", "strict-origin", "noindex, nofollow")
    for response in responses:
        assert (
            tuple(response[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")) == wanted
        )


# What it can never reach


def test_whatever_opens_nothing_gets_one_and_the_same_page(client):
    session = make_session()
    token = issue(make_booking(session))
    past = make_session()
    old = issue(make_booking(past))
    move_to_now(past, days=-31)
    ManageLink.objects.filter(booking__session=past).update(created_at=timezone.now() - timedelta(days=60))
    wrong = [token[:-1], token[1:], token + "A", token.swapcase(), old, "nonsense", "%00", "é", "a" * 500]

    answers = [client.get(url("manage_open", one)) for one in wrong]
    answers += [client.post(url("manage_open", one)) for one in wrong]
    answers += [client.get(url(name)) for name in PAGES]
    answers += [client.post(url(name), data) for name, data in ACTIONS.items()]
    for cookie in ("", "nonsense", "MQ:1abc:def", signing.dumps(1), signing.dumps(1, salt="other")):
        client.cookies["booking"] = cookie
        answers.append(client.get(url("manage")))

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_the_cookie_of_one_booking_reaches_no_other():
    session = make_session(capacity=40)
    bookings = [make_booking(session, name=f"Name{number:03}x") for number in range(40)]
    before = {row["id"]: row for row in rows(session)}
    mixed = []

    for booking in bookings:
        client = Client()
        client.post(url("manage_open", issue(booking)))
        for name in ("manage", "manage_details"):
            html = client.get(url(name)).content.decode()
            mixed += [found for found in re.findall(r"Name\d{3}x", html) if found != booking.name]
        page = client.get(url("manage"), {"booking": bookings[0].pk, "pk": bookings[0].pk})
        mixed += [
            found for found in re.findall(r"Name\d{3}x", page.content.decode()) if found != booking.name
        ]

    assert mixed == []
    assert {row["id"]: row for row in rows(session)} == before


@pytest.mark.parametrize("name", ACTIONS)
def test_a_page_of_one_booking_cannot_touch_the_one_opened_since(name):
    # Two links opened in two tabs of one browser: the cookie is the second's, the page still the first's.
    session = make_session()
    client, first, stamp = opened(session)
    second = make_booking(session)
    client.post(url("manage_open", issue(second)))
    before = rows(session)

    answers = [
        client.post(url(name), ACTIONS[name] | {"booking": sent})
        for sent in (stamp, str(second.pk), str(first.pk), "", "é")
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert rows(session) == before


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_without_its_forgery_token_is_refused(name):
    session = make_session()
    client, _, stamp = opened(session)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    before = rows(session)

    assert strict.post(url(name), ACTIONS[name] | {"booking": stamp}).status_code == 403
    assert rows(session) == before


def test_opening_a_link_without_its_forgery_token_is_refused():
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(url("manage_open", issue(make_booking(make_session()))))

    assert (response.status_code, "booking" in response.cookies) == (403, False)


# What it shows and changes


def test_a_person_sees_all_that_is_held():
    session = make_session(asks_manager=True)
    client, booking, _ = opened(
        session,
        name="Ann Oak",
        phone="01962 555 0123",
        access_needs="Captions",
        manager_email="m@example.org",
    )

    text = words(client.get(url("manage")))

    held = ("You have a place", "Ann Oak", booking.email, booking.organisation, "01962 555 0123", "Captions")
    assert [word for word in (*held, "m@example.org", session.course.title) if word not in text] == []


def test_a_person_changes_phone_and_access_needs():
    client, booking, stamp = opened(make_session())

    response = client.post(
        url("manage_details"),
        {"phone": "01962 555 0199", "access_needs": "Captions", "booking": stamp},
        follow=True,
    )

    booking.refresh_from_db()
    assert (booking.phone, booking.access_needs) == ("01962 555 0199", "Captions")
    assert "Your details have been changed." in words(response)


def test_details_that_are_wrong_are_kept_and_refused():
    client, booking, stamp = opened(make_session())

    response = client.post(
        url("manage_details"), {"phone": "call me", "access_needs": "Captions", "booking": stamp}
    )

    booking.refresh_from_db()
    assert booking.phone == booking.access_needs == ""
    assert 'value="call me"' in response.content.decode()
    assert "There is a problem" in words(response)


@pytest.mark.parametrize("field", ["name", "email", "state", "place", "session", "organisation"])
def test_nothing_else_can_be_changed_along_with_them(field):
    client, booking, stamp = opened(make_session())
    before = getattr(booking, field)

    client.post(url("manage_details"), {"phone": "", "access_needs": "", "booking": stamp, field: "7"})

    booking.refresh_from_db()
    assert getattr(booking, field) == before


def test_cancelling_asks_first_and_then_passes_the_place_on():
    session = make_session(capacity=1, cancel_by=timezone.now() + timedelta(days=1))
    client, booking, stamp = opened(session)
    waiting = make_booking(session)

    asked = words(client.get(url("manage_cancel")))
    waiting.refresh_from_db()
    assert (waiting.state, "You can still cancel" in asked) == (WAITING, True)
    assert "The place will go to the next person on the waiting list." in asked
    done = client.post(url("manage_cancel"), {"booking": stamp}, follow=True)

    booking.refresh_from_db()
    waiting.refresh_from_db()
    assert (booking.state, waiting.state) == (BookingState.CANCELLED, CONFIRMED)
    assert "Your booking is cancelled" in words(done)


def test_cancelling_late_is_said_before():
    session = make_session(cancel_by=timezone.now() - timedelta(hours=1))
    client, booking, stamp = opened(session)

    asked = words(client.get(url("manage_cancel")))
    client.post(url("manage_cancel"), {"booking": stamp})

    booking.refresh_from_db()
    assert "this counts as a late cancellation" in asked
    assert "Nobody is on the waiting list" in asked
    assert booking.state == BookingState.LATE_CANCELLED


def test_cancelling_twice_gives_back_one_place():
    session = make_session(capacity=1)
    client, _, stamp = opened(session)
    for _ in range(2):
        make_booking(session)

    for _ in range(3):
        client.post(url("manage_cancel"), {"booking": stamp})

    assert [row["state"] for row in rows(session)] == [BookingState.CANCELLED, CONFIRMED, WAITING]


def test_a_waiting_person_sees_their_position_and_can_leave():
    session = make_session(capacity=1)
    make_booking(session)
    make_booking(session)
    client, booking, stamp = opened(session)

    seen = words(client.get(url("manage")))
    asked = words(client.get(url("manage_cancel")))
    client.post(url("manage_cancel"), {"booking": stamp})

    booking.refresh_from_db()
    assert "You are number 2 on the waiting list" in seen
    assert "Hand your place" not in seen
    assert "Leave the waiting list" in asked
    assert booking.state == BookingState.CANCELLED


def offered(session=None):
    """Return (client, booking, stamp) of somebody who is offered a place."""
    session = session or make_session(capacity=1, promotion=Promotion.OFFER, offer_hours=24)
    first, booking = make_booking(session), make_booking(session)
    give_back(booking_id=first.pk)
    booking.refresh_from_db()
    return opened(booking=booking)


def test_an_offered_place_is_accepted():
    client, booking, stamp = offered()

    seen = words(client.get(url("manage")))
    done = client.post(url("manage_accept"), {"booking": stamp}, follow=True)

    until = timezone.localtime(booking.offered_until)
    booking.refresh_from_db()
    assert f"Accept it by {until:%A %-d %B %Y}" in seen
    assert booking.state == CONFIRMED
    assert "You have accepted the place." in words(done)


def test_an_offered_place_is_declined():
    client, booking, stamp = offered()

    asked = words(client.get(url("manage_cancel")))
    done = client.post(url("manage_cancel"), {"booking": stamp}, follow=True)

    booking.refresh_from_db()
    assert asked.startswith("Decline the place ")
    assert booking.state == BookingState.DECLINED
    assert "You declined the place" in words(done)


def test_an_offer_that_ended_cannot_be_accepted():
    client, booking, stamp = offered()
    booking.offered_until = timezone.now() - timedelta(minutes=1)
    booking.save(update_fields=["offered_until"])

    seen = words(client.get(url("manage")))
    refused = client.post(url("manage_accept"), {"booking": stamp})

    assert "The offer has ended" in seen
    assert "Accept the place" not in seen
    assert refused.status_code == 409
    assert "This offer has ended, so the place is no longer kept for you." in words(refused)


def test_accepting_needs_a_post():
    client, booking, _ = offered()

    assert client.get(url("manage_accept")).status_code == 405
    booking.refresh_from_db()
    assert booking.state == OFFERED


def test_a_place_is_handed_over_and_the_old_links_end():
    session = make_session()
    client, booking, stamp = opened(session, organisation="Oak School", access_needs="Captions")
    token = issue(booking)

    response = client.post(url("manage_hand_over"), ACTIONS["manage_hand_over"] | {"booking": stamp})

    booking.refresh_from_db()
    assert (booking.name, booking.email, booking.role, booking.organisation, booking.access_needs) == (
        "Bea",
        "bea@example.org",
        "manager",
        "Oak School",
        "",
    )
    assert words(response).startswith("You have handed over your place")
    assert "bea" not in response.content.decode().lower()
    assert [client.get(url("manage")).status_code, client.get(url("manage_open", token)).status_code] == [
        404
    ] * 2


def test_handing_over_to_somebody_booked_does_not_say_that_they_are():
    session = make_session()
    make_booking(session, email="bea@example.org")
    client, booking, stamp = opened(session)

    response = client.post(url("manage_hand_over"), ACTIONS["manage_hand_over"] | {"booking": stamp})

    assert response.status_code == 409
    assert "You cannot hand the place to this email address." in words(response)
    assert "has a booking" not in words(response)
    assert 'value="bea@example.org"' in response.content.decode()


@pytest.mark.parametrize(
    ("email", "error"),
    [
        ("", "Enter your colleague’s work email address"),
        ("office@example.org", "Enter an email address that only one person reads"),
        ("OWN@example.org", "this one is your own"),
    ],
)
def test_handing_over_needs_a_colleagues_own_email(email, error):
    client, _, stamp = opened(make_session(), email="own@example.org")

    response = client.post(
        url("manage_hand_over"), ACTIONS["manage_hand_over"] | {"email": email, "booking": stamp}
    )

    assert error in words(response)


def test_the_calendar_file_is_one_that_others_read():
    session = make_session()
    client, _, _ = opened(session)

    response = client.get(url("manage_calendar"))

    event = vobject.readOne(response.content.decode()).vevent
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event.dtstart.value, event.dtend.value) == (
        session.starts_at.replace(microsecond=0),
        session.ends_at.replace(microsecond=0),
    )


def test_the_joining_link_is_shown_from_its_time_on_to_those_with_a_place():
    session = make_session(joining_link="https://meet.example.org/room", joining_link_hours=24, capacity=1)
    client, _, _ = opened(session)
    waiting, _, _ = opened(session)

    before = client.get(url("manage")).content.decode()
    move_to_now(session, hours=2)
    after = [one.get(url("manage")).content.decode() for one in (client, waiting)]

    assert "https://meet.example.org/room" not in before
    assert ["https://meet.example.org/room" in page for page in after] == [True, False]


def test_once_the_session_has_begun_nothing_can_be_changed():
    session = make_session()
    client, _, stamp = opened(session)
    move_to_now(session, minutes=-5)
    before = rows(session)

    for name in ("manage_details", "manage_cancel", "manage_hand_over"):
        assert client.get(url(name)).status_code == 302
        assert client.post(url(name), ACTIONS[name] | {"booking": stamp}).status_code == 302

    assert rows(session) == before
    assert "What you can do" not in words(client.get(url("manage")))


def test_after_the_session_whoever_attended_finds_certificate_and_questions():
    session = make_session()
    client, booking, _ = opened(session)
    move_to_now(session, hours=-3)
    before = client.get(url("manage")).content.decode()
    booking.attendance = Attendance.ATTENDED
    booking.save(update_fields=["attendance"])

    html = client.get(url("manage")).content.decode()

    assert url("certificate") not in before
    assert [f'href="{url(name)}"' in html for name in ("certificate", "evaluate")] == [True, True]


def test_a_cancelled_session_is_said_to_be():
    session = make_session()
    client, _, _ = opened(session)
    cancel_session(session_id=session.pk, by=None)

    text = words(client.get(url("manage")))

    assert "This session has been cancelled" in text
    assert "What you can do" not in text
    assert Session.objects.get(pk=session.pk).state == SessionState.CANCELLED


@pytest.mark.parametrize("count", [1, 30])
def test_the_booking_asks_the_database_few_questions(django_assert_num_queries, count):
    session = make_session(capacity=1)
    for _ in range(count):
        make_booking(session)
    client, _, _ = opened(session)

    # The booking, its answers, what it costs, its position, who holds the places, the limits, and what else the person has booked at that time.
    with django_assert_num_queries(7):
        client.get(url("manage"))
