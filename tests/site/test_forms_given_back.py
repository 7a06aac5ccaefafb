"""A form that is sent while the database is away comes back with all that was typed, and can be sent again from there."""

from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from hscp.database.outage import DATABASE_AWAY
from hscp.web.errors import unavailable
from tests.factories import make_course, make_session
from tests.training.booking.booking_pages import book_url, filled
from training.models import Booking, Course

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
AWAY = {DATABASE_AWAY: True}
NEEDS = 'Captions, please.\n"Ramp" & <b>lift</b>'


class Form(HTMLParser):
    """The address and the fields of the form on a page."""

    def __init__(self, response):
        super().__init__()
        self.address, self.fields = None, {}
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.address = attributes["action"]
        elif tag == "input":
            self.fields.setdefault(attributes["name"], []).append(attributes["value"])


def test_a_booking_loses_nothing_and_is_made_by_sending_it_again(client):
    session = make_session()
    typed = filled({"phone": "01962 555 0123", "access_needs": NEEDS})

    refused = client.post(book_url(session), typed, **AWAY)
    form = Form(refused)
    again = client.post(form.address, form.fields)

    assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (
        503,
        "30",
        "private, no-store",
    )
    assert form.address == book_url(session)
    assert form.fields == {name: [str(value)] for name, value in typed.items()}
    assert (again.status_code, Booking.objects.get().access_needs) == (302, NEEDS)


def test_what_was_typed_can_be_read_on_the_page_and_runs_nowhere(client):
    page = client.post(book_url(make_session()), filled({"access_needs": NEEDS}), **AWAY).content.decode()

    assert "<dt" in page
    assert "Captions, please.<br>&quot;Ramp&quot; &amp; &lt;b&gt;lift&lt;/b&gt;" in page
    assert "<b>lift" not in page
    assert "999" in page


def test_nothing_of_it_is_kept_by_the_server(client, caplog, django_assert_num_queries):
    session = make_session()

    with django_assert_num_queries(0):
        client.post(book_url(session), filled({"access_needs": "Lighthouse"}), **AWAY)

    assert "Lighthouse" not in caplog.text
    assert client.cookies == {}


def test_it_comes_back_too_where_the_database_is_lost_in_the_middle(client):
    def lost(*args):
        raise OperationalError("away")

    session = make_session()
    with connection.execute_wrapper(lost):
        refused = client.post(book_url(session), filled())

    assert (refused.status_code, Form(refused).fields["email-0"]) == (503, ["ann-0@example.org"])


def test_a_form_that_another_site_sends_is_not_shown():
    response = Client(enforce_csrf_checks=True).post(book_url(make_session()), filled(), **AWAY)

    assert response.status_code == 403
    assert "ann-0@example.org" not in response.content.decode()


def test_a_password_is_never_on_a_page(client):
    response = client.post(reverse("admin:login"), {"username": "ann", "password": "one two three"}, **AWAY)

    assert response.status_code == 503
    assert "one two three" not in response.content.decode()
    assert Form(response).address is None


def test_an_editor_loses_nothing_though_nobody_is_known_to_be_signed_in(admin_client):
    def lost(*args):
        raise OperationalError("away")

    course = make_course(title="Old")
    address = reverse("admin:training_course_change", args=[course.pk])
    with connection.execute_wrapper(lost):
        first = admin_client.post(address, {"title": "New", "_save": "Save"})
        known = admin_client.post(address, {"title": "New", "_save": "Save"}, **AWAY)

    assert [(each.status_code, Form(each).fields["title"]) for each in (first, known)] == [(503, ["New"])] * 2
    assert Course.objects.get().title == "Old"


def test_whoever_sent_a_file_is_told_to_choose_it_again(client):
    file = SimpleUploadedFile("list.csv", b"a,b")
    response = client.post(book_url(make_session()), filled(list=file), **AWAY)

    assert "choose it again" in response.content.decode()
    assert "list" not in Form(response).fields


def test_a_page_to_read_has_no_form(client):
    response = client.get(book_url(make_session()), **AWAY)

    assert (response.status_code, Form(response).address) == (503, None)
    assert "on this page" not in response.content.decode()


def test_a_form_that_nobody_has_examined_is_not_shown():
    response = unavailable(RequestFactory().post("/", {"name": "Ann"}))

    assert (response.status_code, Form(response).address) == (503, None)
