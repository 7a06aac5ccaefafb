"""A lead's page: what it shows of whom, and what the lead can do there for colleagues."""

import csv
import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_booking, make_course, make_session, make_two_days
from tests.training.booking.booking_pages import book_url, filled
from tests.training.team.team_pages import (
    LEAD,
    NAME,
    TEAM,
    LeadsBrowser,
    agree,
    book_as_lead,
    code_of,
    main,
    make_come,
    way,
)
from training.booking.links import issue_record
from training.enums import Attendance, BookingState
from training.models import Booking, BookingEvent, Message, RecordLink, TeamMember, TeamRequest
from training.team import bookings, members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
ANN, BOB = {"name": "Ann Ash", "email": "ann@example.org"}, {"name": "Bob Bay", "email": "bob@example.org"}


def test_the_link_to_the_team_comes_by_mail_and_says_nothing_of_the_address(client, settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    book_as_lead(make_session(), ANN)
    answers = []

    for email in (LEAD, "stranger@example.org"):
        response = client.post("/training/my-record/?for=team", {"email": email})
        answers.append((response.status_code, response["Location"]))
    mail = Message.objects.get(kind="team_link", to=LEAD)
    path = re.search(r"https://portal\.example\.org(\S+)", mail.body).group(1)

    assert answers[0] == answers[1] == (302, "/training/my-record/sent/?for=team")
    assert client.get(path).status_code == 200
    assert client.post(path)["Location"] == TEAM
    assert "Ann Ash" in main(client.get(TEAM))


@pytest.mark.parametrize(
    "path", ["", "people/", "bookings.csv", "training.ics", "certificates-1.zip", "book/"]
)
def test_nothing_of_a_team_opens_without_the_cookie(client, path):
    assert client.get(TEAM + path).status_code == 404


def test_the_page_stays_open_while_it_is_used_but_not_longer_than_the_link():
    browser = LeadsBrowser()

    again = browser.get(TEAM)
    RecordLink.objects.update(created_at=timezone.now() - timedelta(hours=25))

    assert again.cookies["record"]["max-age"] == 1800
    assert browser.get(TEAM).status_code == 404


def test_a_shared_mailbox_has_no_team():
    book_as_lead(make_session(), ANN, email="office@example.org")

    assert LeadsBrowser("office@example.org").get(TEAM).status_code == 403


def test_a_page_of_another_lead_in_an_old_tab_changes_nothing():
    session = make_session()
    book_as_lead(session, ANN)
    browser = LeadsBrowser()
    code = code_of(browser, "ann@example.org")
    others = LeadsBrowser("other@example.org").get(TEAM + "people/").wsgi_request.record_stamp

    response = browser.post_plain(way(code, "cancel"), {"record": others})

    assert response.status_code == 404
    assert session.bookings.get().state == BookingState.CONFIRMED


def test_a_form_for_one_colleague_books_that_colleague_and_writes_to_both(client):
    session = make_session()

    response = client.post(
        book_url(session),
        filled(
            {"name": "Ann Ash", "email": "ann@example.org"},
            **{"for": "others"},
            booked_by=NAME,
            booked_by_email=LEAD,
        ),
    )

    booking = session.bookings.get()
    assert response.status_code == 302
    assert (booking.email, booking.booked_by, booking.booked_by_email) == ("ann@example.org", NAME, LEAD)
    assert sorted(Message.objects.values_list("kind", "to")) == [
        ("confirmed", "ann@example.org"),
        ("team_booked", LEAD),
    ]
    assert f"{NAME} has booked you a place" in Message.objects.get(kind="confirmed").body


def test_who_books_for_others_must_give_their_own_address(client):
    session = make_session()

    response = client.post(book_url(session), filled({}, **{"for": "others"}))

    assert response.status_code == 200
    assert {"booked_by", "booked_by_email"} == set(response.context["form"].errors)
    assert not session.bookings.exists()


def test_for_a_colleague_only_moves_what_was_typed_to_whoever_books(client):
    session = make_session()
    data = filled({"name": NAME, "email": LEAD}) | {"change": "others"}

    form = client.post(book_url(session), data).context["form"]

    assert (form["booked_by"].value(), form["booked_by_email"].value()) == (NAME, LEAD)
    assert form["name-0"].value() in {None, ""}


def test_one_summary_tells_the_lead_of_all_and_opens_nothing():
    session = make_session(capacity=1)
    book_as_lead(session, ANN, BOB)
    book_as_lead(session, ANN, BOB)

    [mail] = Message.objects.filter(to=LEAD)

    assert "Ann Ash" in mail.body
    assert "1 person has a place. 1 person is on the waiting list, at number 1." in " ".join(
        mail.body.split()
    )
    assert "/training/my-record/?for=team" in mail.body
    assert not RecordLink.objects.exists()


def test_a_lead_among_the_people_has_booked_their_own():
    session = make_session()
    book_as_lead(session, {"name": NAME, "email": LEAD}, ANN)

    assert session.bookings.get(email=LEAD).booked_by == ""
    assert list(TeamMember.objects.values_list("email", flat=True)) == ["ann@example.org"]


def test_before_a_colleague_agrees_the_lead_sees_only_what_the_lead_booked():
    book_as_lead(make_session(make_course(title="By the lead")), ANN)
    make_booking(make_session(make_course(title="Her own")), email="ann@example.org")
    make_come("ann@example.org", title="Was there", valid_months=12)
    browser = LeadsBrowser()

    before = main(browser.get(TEAM)) + main(browser.get(TEAM + "past/"))
    agree("ann@example.org")
    after = main(browser.get(TEAM)) + main(browser.get(TEAM + "past/"))

    assert [title in before for title in ("By the lead", "Her own", "Was there")] == [True, False, False]
    assert [title in after for title in ("By the lead", "Her own", "Was there")] == [True, True, True]


@pytest.mark.parametrize("over", ["refuse", "remove", "correct"])
def test_after_the_consent_is_over_nothing_of_the_record_is_shown(over):
    book_as_lead(make_session(make_course(title="By the lead")), ANN)
    make_come("ann@example.org", title="Was there")
    member = agree("ann@example.org")
    browser = LeadsBrowser()
    assert "Was there" in main(browser.get(TEAM + "past/"))

    if over == "refuse":
        members.answer(member.pk, agrees=False)
    elif over == "remove":
        members.remove(member.pk)
    else:
        Booking.objects.filter(email="ann@example.org").update(
            email="ann@new.example.org", email_key="ann@new.example.org"
        )

    pages = [main(browser.get(TEAM + "past/")), browser.get(TEAM + "bookings.csv").content.decode()]
    assert [("Was there" in page) for page in pages] == [False, False]
    assert browser.get(TEAM + "certificates-1.zip").status_code == 404


def test_whether_a_colleague_has_a_booking_of_their_own_stays_hidden():
    """Both pages must look alike, and the forms too: anybody can type anybody's address."""
    seen = []
    for email in ("ann@example.org", "zoe@example.org"):
        session = make_session(make_course(title=f"Course {email[:3]}"))
        if email == "ann@example.org":
            make_booking(session, email=email, name="Somebody")
        book_as_lead(session, {"name": "A Colleague", "email": email}, key=email)
        browser = LeadsBrowser()
        code = code_of(browser, email, session)
        page = main(browser.get(way(code, "cancel")))
        page = re.sub(r'value="[^"]*"|/team/\w+/|/dates/\d+/|Course ...|' + email, "", page)
        done = browser.send(way(code, "cancel"))
        after = [entry for entry in browser.get(TEAM).context["team"].entries if entry.email == email]
        seen.append((page, done.status_code, done["Location"], after))

    assert seen[0] == seen[1]
    assert Booking.objects.get(name="Somebody").state == BookingState.CONFIRMED
    assert not TeamRequest.objects.exists()


def test_a_booking_of_their_own_is_neither_moved_nor_handed_over_by_a_lead_they_did_not_agree_with():
    course = make_course()
    session, other = make_session(course), make_session(course)
    make_booking(session, email="ann@example.org", name="Ann Ash")
    book_as_lead(session, ANN)
    browser = LeadsBrowser()
    code = code_of(browser, "ann@example.org")

    moved = browser.send(way(code, "move"), {"session": other.pk})
    handed = browser.send(way(code, "hand_over"), {"name": "Bob", "email": "bob@example.org", "role": "lead"})

    assert [moved.status_code, handed.status_code] == [409, 409]
    assert list(Booking.objects.values_list("email", "session")) == [("ann@example.org", session.pk)]


def test_the_lead_cancels_and_the_colleague_is_told_by_whom():
    session = make_session()
    booking = book_as_lead(session, ANN)["ann@example.org"]
    browser = LeadsBrowser()

    response = browser.send(way(code_of(browser, "ann@example.org"), "cancel"))

    booking.refresh_from_db()
    event = BookingEvent.objects.filter(booking=booking).last()
    assert response["Location"] == f"{TEAM}?done=cancelled"
    assert booking.state == BookingState.CANCELLED
    assert (event.what, event.by, event.by_lead) == ("cancelled", None, True)
    assert f"{NAME} has cancelled your booking" in Message.objects.get(kind="cancelled").body


def test_the_lead_moves_and_the_place_is_not_lost_where_the_other_date_is_full():
    course = make_course()
    session, full, free = make_session(course), make_session(course, capacity=1), make_session(course)
    make_booking(full)
    booking = book_as_lead(session, ANN)["ann@example.org"]
    browser = LeadsBrowser()
    code = code_of(browser, "ann@example.org")

    refused = browser.send(way(code, "move"), {"session": full.pk})
    booking.refresh_from_db()
    assert (refused.status_code, booking.session_id) == (409, session.pk)
    moved = browser.send(way(code, "move"), {"session": free.pk})

    booking.refresh_from_db()
    assert moved["Location"] == f"{TEAM}?done=moved"
    assert (booking.session_id, booking.state) == (free.pk, BookingState.CONFIRMED)
    assert f"{NAME} has moved your booking" in Message.objects.get(kind="moved").body


def test_the_lead_hands_over_to_a_member_of_the_team_in_one_choice():
    session = make_session()
    booking = book_as_lead(session, ANN)["ann@example.org"]
    book_as_lead(make_session(), BOB, key="other")
    browser = LeadsBrowser()
    bob = TeamMember.objects.get(email="bob@example.org")

    response = browser.send(way(code_of(browser, "ann@example.org"), "hand_over"), {"who": bob.pk})

    booking.refresh_from_db()
    assert response["Location"] == f"{TEAM}?done=handed-over"
    assert (booking.name, booking.email, booking.booked_by_email) == ("Bob Bay", "bob@example.org", LEAD)
    assert f"{NAME} has handed your place" in Message.objects.get(kind="handed_over").body


def test_whoever_hands_their_own_place_on_takes_it_out_of_the_leads_hands():
    from training.booking.places import Person, hand_over

    session = make_session()
    booking = book_as_lead(session, ANN)["ann@example.org"]
    hand_over(booking_id=booking.pk, person=Person("Zoe", "zoe@example.org", "Oak School", "school", "lead"))

    assert LeadsBrowser().get(TEAM).context["team"].entries == []


def test_a_colleagues_own_booking_is_changed_by_the_lead_once_they_agree():
    session = make_session()
    make_booking(session, email="ann@example.org")
    members.add(lead_email=LEAD, lead_name=NAME, email="ann@example.org", name="Ann Ash")
    browser = LeadsBrowser()
    assert browser.get(TEAM).context["team"].entries == []
    agree("ann@example.org")

    browser.send(way(code_of(browser, "ann@example.org"), "cancel"))

    assert session.bookings.get().state == BookingState.CANCELLED


def test_what_is_due_ran_out_and_was_never_attended_ends_in_dates_to_book():
    course = make_course(title="Neglect", valid_months=12)
    for email, days in (("ann@example.org", 300), ("bob@example.org", 400), ("cat@example.org", 10)):
        make_come(email, days=days, course=course)
        members.add(lead_email=LEAD, lead_name=NAME, email=email, name=email[:3])
        agree(email)
    members.add(lead_email=LEAD, lead_name=NAME, email="dan@example.org", name="dan")
    agree("dan@example.org")
    session = make_session(course)
    browser = LeadsBrowser()

    page = browser.get(TEAM)
    [(_, needs, dates, ids)] = page.context["needs"]

    assert [(need.name, need.status) for need in needs] == [
        ("You", "never"),
        ("ann", "soon"),
        ("bob", "over"),
        ("dan", "never"),
    ]
    assert [one[0] for one in dates] == [session]
    assert len(ids) == 4
    link = re.search(r'href="([^"]+/book/\?[^"]+)"', main(page)).group(1).replace("&amp;", "&")
    chosen = browser.get(link).context["form"]
    assert len(chosen["who"].value()) == 4


def test_the_form_of_booking_comes_filled_in_and_is_the_public_one(client):
    session = make_session()
    book_as_lead(make_session(), ANN, BOB)
    browser = LeadsBrowser()
    who = list(TeamMember.objects.order_by("name").values_list("pk", flat=True))

    page = browser.send(TEAM + "book/", {"session": session.pk, "who": who, "more": "1"})
    form = page.context["form"]

    assert [
        form[name].value() for name in ("booked_by", "booked_by_email", "organisation", "name-0", "email-1")
    ] == [
        NAME,
        LEAD,
        "Oak School",
        "Ann Ash",
        "bob@example.org",
    ]
    assert form.people == 3
    assert f'action="{book_url(session)}"' in main(page)


def test_the_files_hold_what_the_page_shows(monkeypatch):
    session = make_session(make_course(title="Coming"))
    book_as_lead(session, ANN)
    make_come("ann@example.org", title="Was there")
    agree("ann@example.org")
    monkeypatch.setattr("training.follow_up.certificates.certificate_pdf", lambda booking: b"%PDF")
    browser = LeadsBrowser()

    rows = list(csv.DictReader(io.StringIO(browser.get(TEAM + "bookings.csv").content.decode("utf-8-sig"))))
    calendar = browser.get(TEAM + "training.ics").content.decode()
    archive = zipfile.ZipFile(io.BytesIO(browser.get(TEAM + "certificates-1.zip").content))

    assert [(row["Course"], row["Attendance"]) for row in rows] == [("Was there", "Attended"), ("Coming", "")]
    assert "Coming (1 colleague)" in calendar
    assert "Ann Ash" in calendar
    assert f"UID:team-{session.uid}" in calendar
    [name] = archive.namelist()
    assert re.fullmatch(r"ann Was there \d{4}-\d\d-\d\d\.pdf", name)


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_the_same_queries_for_few_and_many(count, django_assert_num_queries):
    course = make_course(valid_months=12)
    session = make_session(course, capacity=1)
    make_booking(session)
    for number in range(count):
        email = f"colleague-{number}@example.org"
        members.add(lead_email=LEAD, lead_name=NAME, email=email, name=f"Colleague {number}")
        agree(email)
        make_come(email, days=350, course=course, mark=Attendance.ATTENDED)
        make_booking(session, email=email)
        make_booking(make_session(course, capacity=1), email=email)
    browser = LeadsBrowser()

    # The link, that it is used, the members, bookings, positions, what was asked in vain, the dates of what is due.
    with django_assert_num_queries(7):
        response = browser.get(TEAM)

    assert len(response.context["team"].coming) == 2 * count


@pytest.mark.parametrize("count", [1, 30])
def test_dates_to_book_take_the_same_queries_for_few_and_many(count, django_assert_num_queries):
    for _ in range(count):
        make_two_days()
    browser = LeadsBrowser()

    # The link, the members, bookings, the lead's name twice, the dates and their days.
    with django_assert_num_queries(6):
        response = browser.get(f"{TEAM}book/")

    assert response.text.count("2 days: ") == count


def test_no_mail_a_lead_causes_tells_an_address_from_a_name():
    """The name of whoever books is typed by anybody: it must not bring an address into a colleague's mail."""
    from training.booking.places import Lead, give_back

    booking = book_as_lead(make_session(), ANN)["ann@example.org"]
    give_back(booking_id=booking.pk, lead=Lead("Prize www.evil.example", LEAD))

    assert "evil" not in Message.objects.get(kind="cancelled").body


def test_the_team_of_one_lead_is_not_anothers():
    book_as_lead(make_session(), ANN)
    agree("ann@example.org")

    other = LeadsBrowser("other@example.org")

    assert other.get(TEAM).context["team"].entries == []
    assert other.get(way(bookings.team_for(LEAD).coming[0].code, "cancel")).status_code == 404
    assert issue_record(LEAD)
