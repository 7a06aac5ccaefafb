"""Where somebody is signed in: what the pages say, and that a session that is ended there is of no use from then on."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory

from hscp.models import StaffSession
from hscp.privacy.declarations import DECLARATIONS
from hscp.privacy.retention import apply_retention
from hscp.security.audit.models import AuditEntry
from hscp.security.signed_in.descriptions import browser_of, network_of
from tests.admin.pages import address, messages_of

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
OWN = "/admin/sessions/"


def another(user, browser=FIREFOX, network="198.51.100.77"):
    """Return a client with another session of `user`, in `browser` at `network`."""
    client = Client(HTTP_USER_AGENT=browser, REMOTE_ADDR=network)
    client.force_login(user)
    # The session is noted as it is used: force_login() knows of no browser.
    client.get(OWN)
    return client


def is_in(client):
    return client.get("/admin/password_change/").status_code == 200


def row_of(client):
    return StaffSession.objects.get(session=client.session.session_key).pk


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on an iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
            "Chrome on a Mac",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("curl/8.0", "Another browser"),
        ("", "Another browser"),
        ("<script>alert(1)</script>" * 50, "Another browser"),
    ],
)
def test_a_browser_is_named_in_plain_words(said, words):
    assert browser_of(RequestFactory().get("/", HTTP_USER_AGENT=said)) == words


@pytest.mark.parametrize(
    ("seen", "network"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:198.51.100.77", "198.51.100.0/24"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_network_is_kept_without_its_end(seen, network):
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=seen)) == network


def test_the_page_lists_ones_own_sessions_and_no_one_elses(signed_in):
    client, other = signed_in("editor"), signed_in("publisher")
    another(client.person)
    another(other.person, browser=SAFARI)

    page = client.get(OWN)

    assert [name in page.text for name in ("Firefox on Windows", "198.51.100.0/24", "Safari")] == [
        True,
        True,
        False,
    ]
    assert page.text.count("This one") == 1
    assert "198.51.100.77" not in page.text
    assert "no-store" in page["Cache-Control"]
    assert not any(key in page.text for key in Session.objects.values_list("pk", flat=True))


def test_a_session_that_is_ended_is_of_no_use_from_the_next_request(
    signed_in, django_capture_on_commit_callbacks
):
    client = signed_in("editor")
    one, two = another(client.person), another(client.person, SAFARI)

    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(OWN, {"session": row_of(one)}, follow=True)

    assert [is_in(each) for each in (client, one, two)] == [True, False, True]
    assert messages_of(page) == ["1 session ended. Whoever uses it is signed out."]
    entry = AuditEntry.objects.get(kind="sessions_ended")
    assert (entry.by, entry.about, entry.what) == (
        client.person.pk,
        f"hscp.user {client.person.pk}",
        "1 session",
    )


def test_all_others_are_ended_and_this_one_is_not(signed_in):
    client = signed_in("editor")
    others = [another(client.person) for _ in range(2)]

    client.post(OWN, {"session": "all"})

    assert [is_in(each) for each in (client, *others)] == [True, False, False]


@pytest.mark.parametrize("asked", ["", "0", "-1", "9" * 40, "\u0663", "x\0"])
def test_what_is_no_session_ends_none(signed_in, asked):
    client = signed_in("editor")
    other = another(client.person)

    assert client.post(OWN, {"session": asked}).status_code == 302
    assert is_in(other)


def test_nobody_ends_a_colleagues_session_by_its_number(signed_in):
    client, other = signed_in("editor"), signed_in("publisher")
    other.get(OWN)

    page = client.post(OWN, {"session": row_of(other)}, follow=True)

    assert is_in(other)
    assert messages_of(page) == ["There was no such session any more."]


def test_this_session_is_ended_by_signing_out_alone(signed_in):
    client = signed_in("editor")
    client.get(OWN)

    client.post(OWN, {"session": row_of(client)})

    assert is_in(client)


def test_an_administrator_sees_and_ends_those_of_others(signed_in):
    administrator, editor = signed_in("administrator"), signed_in("editor")
    other = another(editor.person)

    page = administrator.get(address(editor.person, "sessions"))
    administrator.post(address(editor.person, "sessions"), {"session": row_of(other)})
    after_one = is_in(other), is_in(editor)
    administrator.post(address(editor.person, "sessions"), {"session": "all"})

    assert "Firefox on Windows" in page.text
    assert after_one == (False, True)
    assert not is_in(editor)
    assert "Nowhere at present." in administrator.get(address(editor.person, "sessions")).text
    assert is_in(administrator)


def test_from_ones_own_account_one_comes_to_ones_own_page(signed_in):
    administrator = signed_in("administrator")

    assert administrator.get(address(administrator.person, "sessions"))["Location"] == OWN
    administrator.post(address(administrator.person, "sessions"), {"session": "all"})
    assert is_in(administrator)


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_few_and_many(signed_in, count, django_assert_num_queries):
    client = signed_in("editor")
    client.get(OWN)
    for number in range(count):
        another(client.person, network=f"198.51.{number}.1")

    with django_assert_num_queries(9):
        client.get(OWN)


def test_the_daily_job_takes_what_is_left_of_sessions_that_are_gone(signed_in):
    client = signed_in("editor")
    # As a release did that did not know these rows.
    Session.objects.filter(pk=client.session.session_key)._raw_delete("default")

    apply_retention(DECLARATIONS)

    assert not StaffSession.objects.exists()
