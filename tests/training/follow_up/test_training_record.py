"""A person's own record: opened by a link in their email, it shows their sessions and nobody else's."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import before_midnight, make_booking, make_course, make_session
from training.booking.links import issue_record
from training.enums import Attendance
from training.follow_up import attendance, training_record
from training.models import Booking, Message, RecordLink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
REQUEST = "/training/my-record/"
RECORD = "/training/my-record/courses/"
CSV = "/training/my-record/courses.csv"


def make_come(email="ann@example.org", mark=Attendance.ATTENDED, days=10, course=None, **fields):
    """Return the booking of somebody at a session that began `days` ago, and ended on that day."""
    start = before_midnight(timezone.now() - timedelta(days=days))
    session = make_session(
        course or make_course(**fields), starts_at=start, ends_at=start + timedelta(hours=1)
    )
    booking = make_booking(session, at=start - timedelta(days=9), email=email)
    attendance.mark(booking_ids=[booking.pk], attendance=mark, by=None)
    booking.refresh_from_db()
    return booking


def reader(email="ann@example.org"):
    """Return a client that has opened the record of `email`."""
    client = Client()
    client.post(f"/training/my-record/{issue_record(email)}/")
    return client


def main(response):
    html = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()
    # Each form has its own CSRF token.
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)


def test_an_email_gets_a_link_that_opens_its_record(client, settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    make_come(title="Neglect tour")

    client.post(REQUEST, {"email": "Ann@example.org"})
    message = Message.objects.get(kind="record_link")
    path = re.search(r"https://portal\.example\.org(/training/my-record/\S+)", message.body).group(1)
    opened = client.post(path)

    assert message.to == "ann@example.org"
    assert opened["Location"] == RECORD
    assert "Neglect tour" in main(client.get(RECORD))


def test_known_and_unknown_emails_get_the_same_answer_and_the_same_work(client, django_assert_num_queries):
    make_come("ann@example.org")
    answers = []

    for email in ("ann@example.org", "nobody@example.org"):
        with django_assert_num_queries(2):
            response = client.post(REQUEST, {"email": email})
        answers.append((response.status_code, response["Location"], response.content))

    assert answers[0] == answers[1]
    assert Message.objects.filter(kind="record_link").count() == 2


def test_opening_the_link_shows_a_button_and_sets_no_cookie(client):
    path = f"/training/my-record/{issue_record('ann@example.org')}/"

    pages = [client.get(path) for _ in range(5)] + [client.head(path)]

    assert [page.status_code for page in pages] == [200] * 6
    assert {name for page in pages for name in page.cookies} == {"csrftoken"}
    assert client.get(RECORD).status_code == 404


def test_the_cookie_goes_nowhere_else_and_ends_after_half_an_hour(client):
    response = client.post(f"/training/my-record/{issue_record('ann@example.org')}/")

    cookie = response.cookies["record"]
    assert (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (
        REQUEST,
        1800,
        True,
        "Lax",
    )
    assert "ann" not in cookie.value


def test_a_forged_or_expired_cookie_opens_nothing(monkeypatch):
    client = reader()
    assert client.get(RECORD).status_code == 200

    RecordLink.objects.update(created_at=timezone.now() - timedelta(hours=25))
    after_a_day = client.get(RECORD).status_code
    client.cookies["record"] = client.cookies["record"].value[:-2]

    assert (after_a_day, client.get(RECORD).status_code) == (404, 404)


@pytest.mark.parametrize("token", ["x", "A" * 22, "é" * 22])
def test_a_wrong_token_is_the_same_404(client, token):
    issue_record("ann@example.org")

    assert client.get(f"/training/my-record/{token}/").status_code == 404


def test_the_record_shows_this_person_only():
    make_come("ann@example.org", title="Hers")
    make_come("bob@example.org", title="His")
    make_come("ann@example.org", title="Anonymised")
    Booking.objects.filter(session__course__title="Anonymised").update(anonymised_at=timezone.now())

    shown = main(reader("ANN@example.org").get(RECORD))

    assert [title in shown for title in ("Hers", "His", "Anonymised")] == [True, False, False]


@pytest.mark.parametrize("mark", [Attendance.NO_SHOW, Attendance.APOLOGY, Attendance.NOT_MARKED])
def test_only_what_was_attended_is_on_the_record(mark):
    make_come(mark=mark)

    assert training_record.attended("ann@example.org") == []


@pytest.mark.parametrize(
    ("days", "months", "due"), [(10, 12, ""), (350, 12, "soon"), (400, 12, "over"), (400, None, "")]
)
def test_what_is_due_again_is_marked(days, months, due):
    make_come(days=days, valid_months=months)

    assert [entry.due for entry in training_record.attended("ann@example.org")] == [due]


def test_only_the_last_time_of_a_course_is_due():
    course = make_course(valid_months=12)
    make_come(days=800, course=course)
    make_come(days=10, course=course)

    assert [entry.due for entry in training_record.attended("ann@example.org")] == ["", ""]


def test_coming_for_part_refreshes_nothing():
    course = make_course(valid_months=12)
    make_come(days=800, course=course)
    make_come(days=10, course=course, mark=Attendance.PART)

    entries = training_record.attended("ann@example.org")

    assert [(entry.due, entry.has_certificate) for entry in entries] == [("", False), ("over", True)]


def test_certificates_are_downloaded_from_the_record():
    hers, his = make_come("ann@example.org"), make_come("bob@example.org")
    part = make_come("ann@example.org", mark=Attendance.PART)
    client = reader("ann@example.org")

    pages = [
        client.get(f"/training/my-record/certificates/{booking.pk}.pdf") for booking in (hers, his, part)
    ]

    assert [page.status_code for page in pages] == [200, 404, 404]
    assert pages[0]["Content-Type"] == "application/pdf"


def test_what_is_booked_is_shown_with_its_state():
    session = make_session(make_course(title="To come"), capacity=1)
    make_booking(session)
    make_booking(session, email="ann@example.org")

    shown = main(reader().get(RECORD))

    assert "To come" in shown
    assert "On the waiting list" in shown


def test_the_spreadsheet_lists_the_record_as_text():
    booking = make_come(title="=cmd|' /C calc'!A0", level="+1", valid_months=12)

    response = reader().get(CSV)

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    entry = training_record.attended("ann@example.org")[0]
    assert rows == [
        ["Course", "Level", "Date", "Length", "Attendance", "Refresh by", "Certificate number"],
        [
            "'=cmd|' /C calc'!A0",
            "'+1",
            entry.held.isoformat(),
            "1 hour",
            "Attended",
            entry.refresh_by.isoformat(),
            booking.certificate,
        ],
    ]
    assert response["Content-Disposition"].startswith('attachment; filename="training-record-')


def test_closing_the_record_closes_it():
    client = reader()

    client.post("/training/my-record/close/")

    assert client.get(RECORD).status_code == 404


@pytest.mark.parametrize("path", [REQUEST, RECORD, CSV, "/training/my-record/sent/"])
def test_none_of_its_pages_is_cached_or_indexed(path):
    response = reader().get(path)

    assert (response.status_code, response["Cache-Control"], response["X-Robots-Tag"]) == (
        200,
        "private, no-store",
        "noindex, nofollow",
    )


def test_one_email_gets_no_more_than_three_mails_and_the_answer_stays(client):
    answers = [client.post(REQUEST, {"email": "ann@example.org"}).status_code for _ in range(5)]

    assert answers == [302] * 5
    assert Message.objects.filter(kind="record_link").count() == 3


def test_one_network_cannot_ask_for_many(client):
    statuses = [client.post(REQUEST, {"email": f"p{n}@example.org"}).status_code for n in range(31)]

    assert statuses == [302] * 30 + [429]


@pytest.mark.parametrize("count", [1, 30])
def test_the_record_takes_the_same_queries_however_long_it_is(count, django_assert_num_queries):
    for number in range(count):
        make_come(days=number + 1, valid_months=12)
        make_booking(make_session(), email="ann@example.org")
    client = reader()

    # The link, what was attended, what is booked, who may see it.
    with django_assert_num_queries(4):
        response = client.get(RECORD)

    assert len(response.context["entries"]) == len(response.context["coming"]) == count
