"""Somebody stays signed in for three hours after their last request, and for twelve hours at most, and no session outlives
what it rests on (T29): signing out, a new password, fewer rights, a closed account.
"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client

from hscp.models import StaffSession
from hscp.security.accounts import close_account
from tests.admin.pages import address, filled_in
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)


def visit(client, after):
    """Open the start page of the editors so long after the morning; return whether they are signed in."""
    with time_machine.travel(MORNING + after, tick=False):
        return client.get("/admin/").status_code == 200


@pytest.fixture
def editor(signed_in):
    with time_machine.travel(MORNING, tick=False):
        return signed_in("editor")


def test_work_goes_on_past_three_hours_and_ends_three_hours_after_the_last_request(editor):
    assert [visit(editor, timedelta(hours=hours)) for hours in (2.5, 5, 7.5)] == [True] * 3
    assert not visit(editor, timedelta(hours=10.6))


def test_a_session_ends_after_twelve_hours_however_busy(editor):
    assert all(visit(editor, timedelta(hours=hours)) for hours in range(1, 12))
    assert not visit(editor, timedelta(hours=12))
    assert SESSION_KEY not in editor.session


def test_a_session_is_not_written_with_each_request(editor, django_assert_num_queries):
    visit(editor, timedelta(minutes=1))
    before = dict(editor.session)

    visit(editor, timedelta(minutes=2))
    same = dict(editor.session)
    visit(editor, timedelta(minutes=8))

    assert before == same != dict(editor.session)


def test_one_of_before_this_rule_ends_twelve_hours_after_its_next_request(editor):
    session = editor.session
    for name in ("signed_in_at", "seen_at"):
        del session[name]
    with time_machine.travel(MORNING, tick=False):
        session.save()

    assert [visit(editor, timedelta(hours=hours)) for hours in (1, 3, 5, 7, 9, 11, 12.9)] == [True] * 7
    assert not visit(editor, timedelta(hours=13))


PASSWORD, NEW = "a long enough pass phrase", "kettle orbit vanilla"
COOKIE = django_settings.SESSION_COOKIE_NAME


def sign_in(user, cookie=None):
    """Sign in by the form, as a browser that may have a session cookie already; return its client."""
    client = Client()
    if cookie:
        client.cookies[COOKIE] = cookie
    client.post("/admin/login/", {"username": user.username, "password": PASSWORD, "next": "/admin/"})
    return client


def holds(cookie):
    """Return whether somebody with this session cookie is signed in."""
    client = Client()
    client.cookies[COOKIE] = cookie
    return client.get("/admin/password_change/").status_code == 200


@pytest.fixture
def ada():
    return make_staff(username="ada", email="ada@example.org", password=PASSWORD)


def test_a_cookie_is_of_no_use_after_signing_out(ada):
    client = sign_in(ada)
    cookie = client.cookies[COOKIE].value

    before = holds(cookie)
    client.post("/admin/logout/")

    assert (before, holds(cookie)) == (True, False)
    assert not Session.objects.exists()
    assert not StaffSession.objects.exists()


@pytest.mark.parametrize("planted", ["a" * 32, ""])
def test_signing_in_gives_a_new_session_so_none_can_be_planted(ada, planted):
    if not planted:
        # One that exists: that of somebody who is signed in, or was.
        planted = sign_in(make_staff(password=PASSWORD)).cookies[COOKIE].value

    client = sign_in(ada, cookie=planted)

    assert client.cookies[COOKIE].value != planted
    assert holds(client.cookies[COOKIE].value)
    client.cookies[COOKIE] = planted
    assert client.get("/admin/password_change/").status_code == 302


def change_own(client):
    new = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    client.post("/admin/password_change/", new)


def test_a_changed_password_ends_all_other_sessions_and_gives_this_one_a_new_key(ada):
    here, there = sign_in(ada), sign_in(ada)
    old = here.cookies[COOKIE].value

    change_own(here)

    # At once, not only when the other browser comes again.
    assert Session.objects.count() == 1
    assert [holds(each) for each in (there.cookies[COOKIE].value, old, here.cookies[COOKIE].value)] == [
        *(False, False, True),
    ]
    assert [each.session_id for each in StaffSession.objects.all()] == [here.cookies[COOKIE].value]


def test_a_password_that_somebody_else_sets_ends_all_sessions(ada, signed_in):
    cookie = sign_in(ada).cookies[COOKIE].value

    signed_in("superuser").post(
        f"/admin/hscp/user/{ada.pk}/password/",
        {"usable_password": "true", "password1": NEW, "password2": NEW},
    )

    assert not StaffSession.objects.filter(user=ada).exists()
    assert not Session.objects.filter(pk=cookie).exists()
    assert not holds(cookie)


def test_a_closed_account_has_no_session_left(ada):
    cookie = sign_in(ada).cookies[COOKIE].value

    close_account(ada)

    assert not holds(cookie)
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "stays"),
    [
        ("groups", [], False),
        ("is_staff", None, False),
        ("last_name", "Lovelace", True),
        ("groups", "another", True),
    ],
)
def test_a_right_that_is_taken_away_ends_the_sessions(person, signed_in, field, value, stays):
    colleague = person("editor", password=PASSWORD)
    cookie = sign_in(colleague).cookies[COOKIE].value
    client = signed_in("superuser")
    data = filled_in(client.get(address(colleague, "change")))
    if value == "another":
        value = [*colleague.groups.values_list("pk", flat=True), Group.objects.get(name="Publisher").pk]
    data = {name: each for name, each in (data | {field: value}).items() if each is not None}

    client.post(address(colleague, "change"), data)

    assert Session.objects.filter(pk=cookie).exists() == stays


def test_the_session_of_an_idle_browser_ends_although_its_cookie_is_kept(ada):
    """The cookie says when it ends, and whoever copied it does not listen: the server decides."""
    with time_machine.travel(MORNING, tick=False):
        cookie = sign_in(ada).cookies[COOKIE].value
        assert holds(cookie)
    with time_machine.travel(MORNING + timedelta(hours=3, minutes=1), tick=False):
        assert not holds(cookie)
