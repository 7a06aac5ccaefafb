"""A forgotten password: the mail waits in the outbox, and neither answer nor work tells who has an account (T33, T53)."""

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hscp.editing.models import EditorMail
from hscp.security.account_mails import MOST_FORGOTTEN
from hscp.security.password_links import FORGOTTEN_FOR
from hscp.security.rate_limits import PASSWORD_RESETS_BY_NETWORK
from tests.factories import make_staff, make_user

PASSWORD, NEW = "a long enough pass phrase", "kettle orbit vanilla"
BOTH = {"new_password1": NEW, "new_password2": NEW}
ADA = "ada@example.org"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


@pytest.fixture
def ada():
    return make_staff(username="ada", email=ADA, password=PASSWORD)


def ask(client, email=ADA, **headers):
    return client.post("/admin/password_reset/", {"email": email}, **headers)


def sent():
    """Send what waits, as the job does, and return the mails."""
    mail.outbox.clear()
    call_command("send_mail_queue", stdout=StringIO())
    return mail.outbox


def path_in(text):
    return re.search(r"/admin/reset/\S+", text).group()


def opened(path, client=None):
    return (client or Client()).get(path, follow=True)


def test_the_mail_is_sent_by_the_job_and_its_link_works_once(client, ada, monkeypatch):
    def refuse(message):
        raise AssertionError("a request sends a mail")

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        answer = ask(client)
    [message] = sent()
    page = opened(path_in(message.body), client)
    client.post(page.request["PATH_INFO"], BOTH)

    ada.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/admin/password_reset/done/")
    assert message.to == [ADA]
    assert "The link works once, for 1 hour." in message.body
    assert ada.check_password(NEW)
    assert not opened(path_in(message.body)).context["validlink"]


def test_no_link_ever_stands_in_the_database(client, ada):
    ask(client)
    before = EditorMail.objects.get().body
    [message] = sent()
    after = EditorMail.objects.get().body

    token = path_in(message.body).strip("/").split("/")[-1]
    assert "/admin/reset/" not in before + after
    assert token not in before + after


def test_who_has_no_password_yet_gets_one_in_the_same_way_and_has_longer(client):
    make_staff(email=ADA, password=None)

    ask(client)
    [message] = sent()

    assert "for 3 days." in message.body
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert opened(path_in(message.body)).context["validlink"]


@pytest.mark.parametrize(("early", "works"), [(1, True), (-1, False)])
def test_the_link_of_who_has_a_password_lasts_an_hour(client, ada, early, works):
    ask(client)
    [message] = sent()

    with time_machine.travel(timezone.now() + FORGOTTEN_FOR - timedelta(minutes=early)):
        assert opened(path_in(message.body)).context["validlink"] == works


@pytest.mark.parametrize(
    "fields", [{"is_active": False}, {"is_staff": False}, {"email": "other@example.org"}, {"email": ""}]
)
def test_nobody_else_gets_a_mail(client, fields):
    make_user(**({"is_staff": True, "email": ADA} | fields))

    for email in (ADA, "ADA@example.org", "nobody@example.org", ""):
        ask(client, email)

    assert sent() == []
    assert not EditorMail.objects.exists()


def test_an_address_is_known_in_any_case_and_the_mail_goes_to_the_one_of_the_account(client, ada):
    ask(client, " Ada@EXAMPLE.org ")

    assert [message.to for message in sent()] == [[ADA]]


def test_somebody_who_closed_their_account_meanwhile_is_sent_nothing(client, ada):
    ask(client)
    ada.is_active = False
    ada.save()

    assert sent() == []


def test_one_person_gets_three_an_hour_and_who_asks_for_more_is_not_told(client, ada):
    answers = [ask(client, REMOTE_ADDR=f"198.51.100.{number}") for number in range(25)]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/admin/password_reset/done/")
    }
    assert len(sent()) == MOST_FORGOTTEN == 3
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        ask(client)
        assert len(sent()) == 1


def test_one_network_asks_ten_times_in_ten_minutes(client, ada):
    most = PASSWORD_RESETS_BY_NETWORK.most
    answers = [ask(client, f"person{number}@example.org") for number in range(most + 1)]

    assert [answer.status_code for answer in answers] == [302] * most + [429]
    assert answers[-1]["Retry-After"] == "600"
    assert "Wait 10 minutes, then try again." in answers[-1].text


def work_for(client, email):
    """Return the statements of a request, without their values."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = ask(client, email)
    words = [re.sub(r"'[^']*'|\b\d+\b|NULL", "?", each["sql"]) for each in queries.captured_queries]
    return (
        [" ".join(each.split()[:4]) for each in words],
        answer.status_code,
        answer.content,
        answer.headers.items(),
    )


def test_the_request_does_the_same_work_for_an_address_that_nobody_has(client, ada):
    """Every statement: what is looked up, counted and written, and the entry of the audit trail."""
    ask(client, "warm@example.org")

    known, unknown = work_for(client, ADA), work_for(client, "nobody@example.org")

    assert known[0]
    assert known == unknown


@pytest.mark.django_db(transaction=True)
def test_it_does_so_with_the_audit_trail_too(client, ada):
    ask(client, "warm@example.org")

    assert work_for(client, ADA)[0] == work_for(client, "nobody@example.org")[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_PROTO": "gopher", "HTTP_X_FORWARDED_PORT": "666"},
        {"HTTP_X_ORIGINAL_URL": "https://evil.example/", "HTTP_FORWARDED": "host=evil.example"},
        # A host that the site answers to, and yet not its address.
        {"HTTP_HOST": "127.0.0.1"},
    ],
)
def test_the_link_is_the_sites_own_address_whatever_the_request_says(client, ada, settings, headers):
    settings.HSCP_ADDRESS = "https://portal.example.org"

    ask(client, **headers)

    [message] = sent()
    assert re.findall(r"https?://[^/\s]+", message.body) == ["https://portal.example.org"]
    assert message.extra_headers["Message-ID"].endswith("@portal.example.org>")


def test_a_host_that_is_not_the_sites_is_refused(client, ada):
    answer = ask(client, HTTP_HOST="evil.example")

    assert answer.status_code == 400
    assert "evil.example" not in answer.text
    assert sent() == []


def test_no_form_about_passwords_is_taken_from_another_site(ada):
    """T34."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    data = {"email": ADA, **BOTH, "old_password": PASSWORD, "username": "ada", "password": PASSWORD}
    addresses = (
        "password_reset/",
        "password_change/",
        "login/",
        "logout/",
        "sessions/",
        "reset/MQ/set-password/",
    )

    plain = [client.post(f"/admin/{path}", data).status_code for path in addresses]
    token = client.get("/admin/").cookies["csrftoken"].value
    foreign = [
        client.post(
            f"/admin/{path}", {**data, "csrfmiddlewaretoken": token}, HTTP_ORIGIN="https://evil.example"
        ).status_code
        for path in addresses
    ]
    pages = [client.get(f"/admin/{path}") for path in ("password_reset/", "password_change/", "sessions/")]

    assert plain == foreign == [403] * len(addresses)
    assert {page["X-Frame-Options"] for page in pages} == {"DENY"}
    assert sent() == []


def change_own(client):
    client.post("/admin/password_change/", {"old_password": PASSWORD, **BOTH})


def change_by_link(client):
    ask(client)
    page = opened(path_in(sent()[0].body), client)
    client.post(page.request["PATH_INFO"], BOTH)


@pytest.mark.parametrize("change", [change_own, change_by_link])
def test_a_changed_password_is_told_to_its_owner(client, ada, change):
    client.force_login(ada)

    change(client)

    [message] = sent()
    assert (message.to, message.subject) == ([ADA], "Your password was changed")
    assert "Then tell a site administrator" in message.body
    assert NEW not in message.body


def test_one_that_an_administrator_sets_is_told_to_its_owner(signed_in, ada):
    data = {"usable_password": "true", "password1": NEW, "password2": NEW}

    signed_in("superuser").post(f"/admin/hscp/user/{ada.pk}/password/", data)

    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert [message.to for message in sent()] == [[ADA]]


def test_of_a_first_password_nobody_is_told(client):
    make_staff(email=ADA, password=None)

    change_by_link(client)

    assert sent() == []
