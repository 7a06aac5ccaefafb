"""The booking form: what it takes and refuses, what it tells and keeps to itself, and how often it may be sent."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.clock import CLOCK
from tests.factories import make_booking, make_course, make_session
from tests.training.booking.booking_pages import KEY, book_url, filled
from training.enums import BookingState, Promotion, SessionState
from training.models import Booking, Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
CONFIRMED, WAITING = BookingState.CONFIRMED, BookingState.WAITING


def words(response):
    """Return the words of a page's main part, on one line."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def errors(response):
    """Return the errors of a page as (text, where the link leads)."""
    summary = re.search(
        r"govuk-error-summary__list\">(.*?)</ul>", response.content.decode(), re.DOTALL
    ).group(1)
    return re.findall(r'<li>(?:<a href="([^"]*)">)?([^<]+)', summary)


def value_of(response, name):
    """Return the value of a field as the page shows it."""
    html = response.content.decode()
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)
    if tag:
        found = re.search(r'value="([^"]*)"', tag.group())
        return found.group(1) if found else ""
    if area := re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL):
        return area.group(1)
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', html, re.DOTALL).group()
    chosen = re.search(r'<option value="([^"]*)" selected', select)
    return chosen.group(1) if chosen else ""


def test_a_person_books_a_place(client):
    session = make_session()

    response = client.post(
        book_url(session), filled({"phone": "01962 555 0123", "access_needs": "Captions, please."})
    )

    assert (response.status_code, response["Location"]) == (302, f"/training/dates/{session.pk}/booked/")
    assert list(
        Booking.objects.values_list("name", "email", "organisation", "role", "phone", "access_needs", "state")
    ) == [
        (
            "Ann Person 0",
            "ann-0@example.org",
            "Oak School",
            "practitioner",
            "01962 555 0123",
            "Captions, please.",
            CONFIRMED,
        )
    ]
    assert Booking.objects.get().booked_by == ""


def test_the_result_says_place_and_what_is_next_and_names_nobody(client):
    session = make_session()

    response = client.post(book_url(session), filled(), follow=True)

    text = words(response)
    assert text.startswith("Your place is booked ")
    assert "We have sent you an email." in text
    assert [word for word in ("Ann", "ann-0") if word in response.content.decode()] == []
    assert response.request["PATH_INFO"] == f"/training/dates/{session.pk}/booked/"
    assert response.request["QUERY_STRING"] == ""


def test_who_comes_when_it_is_full_is_told_before_and_after(client):
    session = make_session(capacity=1)
    make_booking(session)
    make_booking(session)

    before = words(client.get(book_url(session)))
    after = words(client.post(book_url(session), filled(), follow=True))

    assert "This session is full. You will join the waiting list." in before
    assert before.endswith("Join the waiting list")
    assert after.startswith("You are on the waiting list You are number 2 on the list")


def test_a_lead_books_colleagues_and_each_gets_a_booking_of_their_own(client):
    session = make_session()

    response = client.post(
        book_url(session),
        filled({"email": "a@example.org"}, {"email": "b@example.org", "role": "manager"}, {}),
        follow=True,
    )

    assert list(Booking.objects.values_list("email", "role", "organisation", "booked_by")) == [
        ("a@example.org", "practitioner", "Oak School", "Lee Lead"),
        ("b@example.org", "manager", "Oak School", "Lee Lead"),
        ("ann-2@example.org", "practitioner", "Oak School", "Lee Lead"),
    ]
    assert words(response).startswith("3 places are booked ")


def test_a_group_larger_than_what_is_left_is_told_what_each_number_got(client):
    session = make_session(capacity=1)

    page = client.get(book_url(session), {"people": 3})
    response = client.post(book_url(session), filled({}, {}, {}), follow=True)

    assert "1 place is left for 3 people. The others will join the waiting list." in words(page)
    assert "1 person has a place." in words(response)
    assert "2 people are on the waiting list, at numbers 1 and 2." in words(response)


def test_the_same_page_sent_three_times_books_once_and_answers_alike(client):
    session = make_session(capacity=1)
    make_booking(session)

    pages = [client.post(book_url(session), filled({}, {}), follow=True) for _ in range(3)]

    assert session.bookings.count() == 3
    assert len({words(page) for page in pages}) == 1
    assert len(set(Message.objects.values_list("to", "kind"))) == Message.objects.count()


def test_each_page_has_a_key_of_its_own(client):
    url = book_url(make_session())

    keys = {value_of(client.get(url), "key") for _ in range(5)}

    assert [len(key) for key in keys] == [22] * 5


def test_another_colleague_from_the_same_page_is_booked(client):
    # Back, another name, send: a browser sends the same key again.
    session = make_session()

    for email in ("a@example.org", "b@example.org"):
        client.post(book_url(session), filled({"email": email}))

    assert sorted(session.bookings.values_list("email", flat=True)) == ["a@example.org", "b@example.org"]


def test_every_mistake_is_said_at_once_and_what_was_typed_stays(client):
    session = make_session(asks_manager=True)
    typed = filled(
        {"name": "Ann", "email": "not an email", "role": "", "phone": "call me", "access_needs": "x" * 301},
        organisation="",
    )

    response = client.post(book_url(session), typed)

    assert response.status_code == 200
    assert errors(response) == [
        ("#id_email-0", "Enter your work email address in full, such as name@example.org"),
        ("#id_role-0", "Choose your role"),
        ("#id_manager_email-0", "Enter your manager’s email address"),
        ("#id_phone-0", "Enter your phone number in digits, such as 01962 555 0123, or leave it empty"),
        ("#id_access_needs-0", "Your access needs must be 300 characters or fewer"),
        ("#id_organisation", "Enter the name of the organisation"),
    ]
    kept = ("name-0", "email-0", "phone-0", "access_needs-0", "organisation_type", "key")
    assert [value_of(response, name) for name in kept] == [
        "Ann",
        "not an email",
        "call me",
        "x" * 301,
        "school",
        KEY,
    ]
    assert Booking.objects.count() == 0


@pytest.mark.parametrize(
    "email",
    ["info@example.org", "Office@example.org", "school.office@example.org", "reception2@example.org"],
)
def test_a_mailbox_that_several_people_read_is_refused(client, email):
    response = client.post(book_url(make_session()), filled({"email": email}))

    assert errors(response) == [
        (
            "#id_email-0",
            "Enter an email address that only one person reads: we send a private link to the booking there. "
            "Or tick “Several people read this mailbox”",
        )
    ]


@pytest.mark.parametrize("email", ["ann.office@example.org", "offices@example.org", "r.info@example.org"])
def test_an_email_of_one_person_is_taken(client, email):
    session = make_session()

    client.post(book_url(session), filled({"email": email}))

    assert session.bookings.count() == 1


def test_an_email_is_kept_in_small_letters_without_spaces(client):
    session = make_session()

    client.post(book_url(session), filled({"email": " Ann.Oak@Example.ORG "}))

    assert session.bookings.get().email == "ann.oak@example.org"


def test_a_name_is_one_line_and_holds_no_address(client):
    session = make_session()
    url = book_url(session)

    refused = client.post(url, filled({"name": "Win at https://example.org"}))
    client.post(url, filled({"name": "Ann\r\nBcc:\u2028x\x00  Oak\t"}))
    client.post(url, filled({"name": "Ann\r\nBcc:\u2028x  Oak\t"}))

    assert errors(refused) == [("#id_name-0", "Remove web and email addresses from here")]
    assert list(session.bookings.values_list("name", flat=True)) == ["Ann Bcc: x Oak"]


def test_two_people_of_one_form_need_two_emails(client):
    response = client.post(
        book_url(make_session()), filled({"email": "a@example.org"}, {"email": "A@example.org"})
    )

    assert errors(response) == [
        (
            "#id_email-1",
            "Enter a different email address for person 2: person 1 has the same one. If several "
            "people read it, tick the box below it and give each their own name",
        )
    ]


def test_errors_of_a_group_say_whose(client):
    response = client.post(book_url(make_session()), filled({}, {"name": "", "email": ""}, booked_by=""))

    assert errors(response) == [
        ("#id_booked_by", "Enter your name"),
        ("#id_name-1", "Enter person 2’s full name"),
        ("#id_email-1", "Enter person 2’s work email address"),
    ]


def test_adding_a_person_keeps_what_was_typed_and_books_nobody(client):
    response = client.post(
        book_url(make_session()), filled({"name": "Ann", "access_needs": "Captions"}, change="add")
    )

    shown = [value_of(response, name) for name in ("people", "name-0", "access_needs-0", "name-1", "key")]
    assert shown == ["2", "Ann", "Captions", "", KEY]
    assert "There is a problem" not in words(response)
    assert Booking.objects.count() == 0


def test_removing_a_person_moves_up_those_after(client):
    response = client.post(
        book_url(make_session()),
        filled({"name": "A"}, {"name": "B"}, {"name": "C", "role": "lead"}, change="remove-1"),
    )

    shown = [value_of(response, name) for name in ("people", "name-0", "name-1", "role-1")]
    assert shown == ["2", "A", "C", "lead"]


@pytest.mark.parametrize(
    ("query", "people"),
    [("", 1), ("?people=3", 3), ("?people=10", 10), ("?people=999", 20), ("?people=0", 1), ("?people=²", 1)],
)
def test_how_many_people_comes_from_the_address(client, query, people):
    response = client.get(book_url(make_session()) + query)

    assert value_of(response, "people") == str(people)


@pytest.mark.parametrize("change", ["remove-9", "remove-", "remove-²", "remove-" + "9" * 5000, "nonsense"])
def test_a_change_that_makes_no_sense_changes_nothing(client, change):
    response = client.post(book_url(make_session()), filled({}, {}, change=change))

    assert (response.status_code, value_of(response, "people")) == (200, "2")


def test_free_text_asks_not_to_name_a_child(client):
    html = client.get(book_url(make_session()), {"people": 2}).content.decode()

    hints = re.findall(r'id="id_access_needs-\d_helptext">([^<]+)<', html)
    assert [hint.startswith("Do not give details of any child or family.") for hint in hints] == [True, True]
    assert html.count("<textarea") == 2
    assert html.count("How we use your details") == 1


def test_the_fields_tell_browsers_what_they_hold(client):
    html = client.get(book_url(make_session())).content.decode()

    found = dict(re.findall(r'name="([\w-]+)"[^>]*?autocomplete="([\w-]+)"', html))
    assert {name: found[name] for name in ("name-0", "email-0", "phone-0", "organisation")} == {
        "name-0": "name",
        "email-0": "email",
        "phone-0": "tel",
        "organisation": "organization",
    }


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"state": SessionState.CANCELLED}, "This session has been cancelled."),
        ({"state": SessionState.CLOSED}, "Booking for this session is closed."),
        ({"starts_at": timedelta(hours=-1), "ends_at": timedelta(hours=1)}, "This session has begun."),
        ({"starts_at": timedelta(hours=-3), "ends_at": timedelta(hours=-1)}, "This session is over."),
        ({"external_link": "https://example.org/book"}, "This session is booked on another site."),
        ({"booking_closes_at": timedelta(hours=-1)}, "Booking for this session is closed."),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_session_that_takes_no_bookings_says_why_and_offers_other_dates(client, method, fields, reason):
    now = timezone.now()
    fields = {name: now + value if isinstance(value, timedelta) else value for name, value in fields.items()}
    course = make_course()
    session = make_session(course, **fields)
    other = make_session(course)

    response = getattr(client, method)(book_url(session), filled())

    assert response.status_code == 200
    assert reason in words(response)
    assert f'href="/training/dates/{other.pk}/"' in response.content.decode()
    assert Booking.objects.count() == 0


def test_a_session_not_yet_open_says_when_it_opens(client):
    opens = timezone.now() + timedelta(days=2)

    response = client.get(book_url(make_session(booking_opens_at=opens)))

    assert f"Booking opens on {timezone.localtime(opens):%A}" in words(response)


def test_a_full_session_without_waiting_list_takes_nobody(client):
    session = make_session(capacity=1, waiting_list=False)
    make_booking(session)

    response = client.post(book_url(session), filled())

    assert "There are no places left, and this session has no waiting list." in words(response)
    assert session.bookings.count() == 1


def test_a_group_too_large_for_a_session_without_waiting_list_books_nobody(client):
    session = make_session(capacity=1, waiting_list=False)

    response = client.post(book_url(session), filled({}, {}))

    assert response.status_code == 409
    assert errors(response) == [("", "There are no places left, and this session has no waiting list.")]
    assert session.bookings.count() == 0


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_a_session_that_is_not_there_is_missing(client, pk):
    assert [client.get(f"/training/dates/{pk}/{page}/").status_code for page in ("book", "booked")] == [
        404
    ] * 2


def test_a_draft_is_missing(client):
    session = make_session(state=SessionState.DRAFT)

    assert client.get(book_url(session)).status_code == 404


def without_chance(response):
    """Return a page without what is random in each answer: the forgery token and the key."""
    return re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]+"', "", response.content.decode())


@pytest.mark.parametrize("capacity", [5, 2, 1])
@pytest.mark.parametrize("promotion", Promotion.values)
@pytest.mark.parametrize("people", [["known"], ["known", "new"], ["new", "known"]])
def test_nobody_learns_that_another_person_has_a_booking(capacity, promotion, people, time_machine):
    time_machine.move_to(CLOCK, tick=False)  # both pages name the minute at which their session starts
    course, answers = make_course(), []
    for known in ("here@example.org", "stranger@example.org"):
        session = make_session(course, capacity=capacity, promotion=promotion)
        make_booking(session, email="here@example.org", organisation="Elm")
        emails = {"known": known, "new": "new@example.org"}

        response = Client().post(
            book_url(session), filled(*({"email": emails[which]} for which in people)), follow=True
        )

        page = without_chance(response).replace(f"/{session.pk}/", "/pk/")
        answers.append((response.status_code, page))

    assert answers[0] == answers[1]


def test_who_has_a_booking_already_is_told_by_email_once_and_keeps_it(client):
    session = make_session()
    booking = make_booking(session, email="here@example.org", access_needs="Captions")

    for _ in range(2):
        client.post(book_url(session), filled({"email": "HERE@example.org", "access_needs": "Changed"}))

    booking.refresh_from_db()
    assert session.bookings.count() == 1
    assert (booking.access_needs, booking.state) == ("Captions", CONFIRMED)
    assert list(Message.objects.filter(kind="already").values_list("to", flat=True)) == ["here@example.org"]


def test_looking_what_a_stranger_would_get_leaves_nothing(client):
    session = make_session(capacity=1)
    make_booking(session, email="here@example.org")

    client.post(book_url(session), filled({"email": "here@example.org"}))

    assert list(session.bookings.values_list("email", flat=True)) == ["here@example.org"]
    assert Message.objects.filter(to__endswith=".invalid").count() == 0
    assert session.booking_events.count() == 1


def test_a_form_without_its_forgery_token_is_refused():
    session = make_session()
    strict = Client(enforce_csrf_checks=True)
    strict.get(book_url(session))

    without = strict.post(book_url(session), filled())
    from_elsewhere = strict.post(
        book_url(session),
        filled(csrfmiddlewaretoken=strict.cookies["csrftoken"].value),
        headers={"origin": "https://elsewhere.example"},
    )

    assert (without.status_code, from_elsewhere.status_code) == (403, 403)
    assert Booking.objects.count() == 0


def test_cookies_are_set_by_the_form_and_its_result_alone(client):
    session = make_session()

    before = [client.get(path).cookies for path in ("/training/", "/privacy/")]
    form = client.get(book_url(session))
    result = client.post(book_url(session), filled())

    assert before == [{}, {}]
    assert sorted(form.cookies) == ["csrftoken"]
    cookie = result.cookies["booked"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        f"/training/dates/{session.pk}/booked/",
        True,
        "Lax",
        600,
    )
    assert "ann" not in cookie.value.lower()


def test_the_pages_are_kept_by_nobody(client):
    session = make_session()

    responses = [
        client.get(book_url(session)),
        client.post(book_url(session), filled(name="")),
        client.get(f"/training/dates/{session.pk}/booked/"),
    ]

    wanted = ("private, no-store", "strict-origin", "noindex, nofollow")
    for response in responses:
        assert (
            tuple(response[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")) == wanted
        )


@pytest.mark.parametrize("cookie", ["", "nonsense", "W10:1abc:def"])
def test_a_result_without_its_cookie_says_only_to_read_the_email(client, cookie):
    session = make_session()
    client.cookies["booked"] = cookie

    response = client.get(f"/training/dates/{session.pk}/booked/")

    assert response.status_code == 200
    assert words(response).startswith("Read your email ")


@pytest.mark.parametrize("count", [1, 30])
def test_the_form_asks_the_database_few_questions(client, django_assert_num_queries, count):
    session = make_session(capacity=40)
    for _ in range(count):
        make_booking(session)

    with django_assert_num_queries(8):
        client.get(book_url(session))
