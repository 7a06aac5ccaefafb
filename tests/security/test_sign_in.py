"""Signing in: the one-time address, a forgotten password, and what happens after too many guesses."""

import re
from io import StringIO

import pytest
from axes.utils import reset
from django.core.management import CommandError, call_command
from django.test import Client

from hscp.editing.freshness.defaults import read_defaults
from hscp.models import User
from tests.factories import make_staff, make_user

PASSWORD = "a long enough pass phrase"
SAME_TWICE = {"new_password1": PASSWORD, "new_password2": PASSWORD}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


def printed(**options):
    out = StringIO()
    call_command("make_sign_in_link", stdout=out, **options)
    return out.getvalue()


def path_in(text):
    return re.search(r"/admin/reset/\S+", text).group()


def follow(client, path):
    """Open a one-time address as a browser does; return the page it ends on."""
    return client.get(path, follow=True)


def test_a_new_portal_gets_a_superuser_without_a_password_and_a_link():
    text = printed(address="https://portal.example.org/")

    user = User.objects.get()
    assert (user.username, user.is_superuser, user.is_staff) == ("admin", True, True)
    assert set(read_defaults().owners.values()) == {user.pk}
    assert not user.has_usable_password()
    assert text.startswith("Set a password for admin here, once: https://portal.example.org/admin/reset/")


def test_the_link_sets_a_password_once(client):
    path = path_in(printed())

    page = follow(client, path)
    done = client.post(page.request["PATH_INFO"], SAME_TWICE, follow=True)
    again = follow(Client(), path)

    assert page.context["validlink"]
    assert "Your password must contain at least 15 characters." in page.text
    assert done.status_code == 200
    assert User.objects.get().check_password(PASSWORD)
    assert not again.context["validlink"]
    assert "This link does not work" in again.text


def test_opening_the_link_changes_nothing_however_often():
    path = path_in(printed())

    for _ in range(5):
        follow(Client(), path)
        Client().head(path)

    assert not User.objects.get().has_usable_password()
    assert follow(Client(), path).context["validlink"]


def test_the_page_with_the_token_gone_from_its_address_is_never_cached(client):
    page = follow(client, path_in(printed()))

    assert page.request["PATH_INFO"].endswith("/set-password/")
    assert "no-store" in page["Cache-Control"]


def test_a_short_password_is_refused(client):
    page = follow(client, path_in(printed()))

    refused = client.post(
        page.request["PATH_INFO"], {"new_password1": "short-one", "new_password2": "short-one"}
    )

    assert refused.context["form"].errors["new_password2"][0].startswith("This password is too short.")
    assert not User.objects.get().has_usable_password()


def test_a_later_run_says_whom_to_sign_in_as_and_gives_no_link():
    make_staff(username="boss", is_superuser=True, password=PASSWORD)

    text = printed(address="http://localhost:8000")

    assert text.strip() == "Sign in as boss at http://localhost:8000/admin/login/"


def test_a_link_for_a_member_of_staff_who_has_a_password_is_made_on_demand(client):
    user = make_staff(username="ada", password="the old pass phrase")

    page = follow(client, path_in(printed(user="ada")))
    client.post(page.request["PATH_INFO"], SAME_TWICE)

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}])
def test_no_link_for_anyone_who_may_not_sign_in(fields):
    make_user(username="ada", **({"is_staff": True} | fields))

    with pytest.raises(CommandError, match="No active member of staff"):
        printed(user="ada")


def test_a_name_that_is_taken_is_not_made_a_superuser():
    user = make_user(username="admin")

    with pytest.raises(CommandError, match="the name admin is taken"):
        printed()

    user.refresh_from_db()
    assert not user.is_superuser


def test_too_many_guesses_lead_to_a_page_that_says_how_long_to_wait(client, settings):
    settings.AXES_ENABLED = True
    make_staff(username="ada", password=PASSWORD)
    try:
        answers = [
            client.post("/admin/login/", {"username": "ada", "password": f"guess {number}"})
            for number in range(settings.AXES_FAILURE_LIMIT)
        ]
        right = client.post("/admin/login/", {"username": "ada", "password": PASSWORD})
        elsewhere = client.post(
            "/admin/login/", {"username": "ada", "password": PASSWORD}, REMOTE_ADDR="203.0.113.9"
        )
    finally:
        reset()

    assert [answer.status_code for answer in answers] == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    assert right.status_code == 429
    assert "Wait 15 minutes, then try again." in right.text
    assert elsewhere.status_code == 302
