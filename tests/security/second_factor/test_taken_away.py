"""A lost device: another administrator takes all away, or the command line does; and devices go with the account."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from hscp.editing.models import EditorMail
from hscp.models import User
from hscp.security.accounts import close_account
from hscp.security.audit.models import AuditEntry
from hscp.security.second_factor.app_codes import code_now
from hscp.security.second_factor.models import SignInDevice
from hscp.security.second_factor.recovery_codes import make_codes
from hscp.security.second_factor.sessions import NEW_APP
from tests.security.second_factor.conftest import (
    DEVICES,
    give_password,
    is_in,
    sign_in,
)
from tests.security.test_sign_in import SAME_TWICE, follow, path_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(member):
    return member("administrator", username="boss", email="boss@example.org")


def page_of(user):
    return f"/admin/hscp/user/{user.pk}/devices/"


def test_a_colleague_takes_all_away_and_a_link_begins_anew(ada, boss, django_capture_on_commit_callbacks):
    make_codes(ada)
    at_work, waiting = sign_in(ada), Client()
    give_password(waiting, ada)
    client = sign_in(boss)
    asked = client.get(page_of(ada))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(ada), {"reason": "stolen"})

    call_command("send_mail_queue", stdout=StringIO())
    [link] = [message for message in mail.outbox if message.subject.startswith("Set up signing in")]
    entry = AuditEntry.objects.get(kind="factor_reset")
    ada.refresh_from_db()
    assert "Make sure that it is them who asked." in asked.text
    assert (ada.sign_in_devices.count(), ada.recovery_codes.count(), ada.has_usable_password()) == (
        0,
        0,
        False,
    )
    assert (is_in(at_work), is_in(client)) == (False, True)
    assert waiting.post("/admin/second-step/", {"code": "1"})["Location"] == "/admin/login/"
    assert (entry.by, entry.about, entry.what) == (boss.pk, f"hscp.user {ada.pk}", "1 device: Stolen")

    fresh = Client()
    page = follow(fresh, path_in(link.body))
    fresh.post(page.request["PATH_INFO"], SAME_TWICE)
    give_password(fresh, ada)
    assert fresh.get("/admin/second-step/")["Location"] == DEVICES
    fresh.get(f"{DEVICES}app/")
    fresh.post(f"{DEVICES}app/", {"name": "New", "code": code_now(fresh.session[NEW_APP])})
    assert is_in(fresh)


def test_every_administrator_is_told_and_the_link_is_in_no_table(ada, boss, member):
    other = member("superuser", username="other", email="other@example.org")
    member("publisher", username="no-admin", email="no-admin@example.org")

    sign_in(boss).post(page_of(ada), {"reason": "lost"})

    told = EditorMail.objects.filter(subject="A second step was taken away")
    assert set(told.values_list("to", flat=True)) == {boss.pk, other.pk}
    assert "Why: Lost" in told.first().body
    assert not EditorMail.objects.filter(body__contains="/admin/reset/").exists()


def test_nobody_takes_their_own_or_those_of_who_cannot_be_told(ada, boss, member):
    quiet = member(username="quiet", email="")
    client = sign_in(boss)

    for user, words in (
        (boss, "You cannot take your own devices away here."),
        (quiet, "an email address first"),
    ):
        page = client.post(page_of(user), {"reason": "lost"}, follow=True)
        assert words in page.text
        assert user.sign_in_devices.count() == 1


def test_only_administrators_do_and_only_superusers_to_a_superuser(ada, boss, member):
    root = member("superuser", username="root", email="root@example.org")
    publisher = member("publisher", username="pub", email="pub@example.org")

    answers = [
        sign_in(publisher).post(page_of(ada), {"reason": "lost"}).status_code,
        sign_in(boss).post(page_of(root), {"reason": "lost"}).status_code,
    ]

    assert answers == [403, 403]
    assert SignInDevice.objects.count() == 4


def test_no_reason_takes_nothing(ada, boss):
    page = sign_in(boss).post(page_of(ada), {"reason": ""})

    assert "Say what happened to the device." in page.text
    assert ada.sign_in_devices.count() == 1


def test_the_page_of_an_account_names_its_devices(ada, boss):
    page = sign_in(boss).get(f"/admin/hscp/user/{ada.pk}/change/")

    assert "Second step of signing in: Phone (app with codes)." in page.text
    assert page_of(ada) in page.text


def test_the_last_administrator_gets_back_in_on_the_server(ada, django_capture_on_commit_callbacks):
    make_codes(ada)
    out = StringIO()

    with django_capture_on_commit_callbacks(execute=True):
        call_command("make_sign_in_link", user="ada", reset_second_factor=True, stdout=out)

    entry = AuditEntry.objects.get(kind="factor_reset")
    assert (entry.by, entry.about, entry.what) == (None, f"hscp.user {ada.pk}", "1 device: on the server")
    assert (ada.sign_in_devices.count(), ada.recovery_codes.count()) == (0, 0)
    assert not User.objects.get(pk=ada.pk).has_usable_password()
    assert "Set a password for ada here, once:" in out.getvalue()
    assert follow(Client(), path_in(out.getvalue())).context["validlink"]


def test_the_command_wants_a_name_for_that(ada):
    with pytest.raises(CommandError, match="Name who has lost their device"):
        call_command("make_sign_in_link", reset_second_factor=True)

    assert ada.sign_in_devices.count() == 1


def test_devices_go_with_the_account(ada):
    make_codes(ada)
    client = sign_in(ada)

    close_account(ada)

    assert (ada.sign_in_devices.count(), ada.recovery_codes.count()) == (0, 0)
    assert not is_in(client)


def test_sessions_of_who_never_lost_a_device_stay_as_they_were(ada):
    """So that a release that brings this ends nobody's session by itself."""
    assert ada.get_session_auth_hash() == super(User, ada).get_session_auth_hash()

    ada.devices_removed = 1

    assert ada.get_session_auth_hash() != super(User, ada).get_session_auth_hash()


def test_a_key_of_before_another_secret_leaves_the_recovery_codes(settings, ada):
    code, *_ = make_codes(ada)
    client = Client()
    give_password(client, ada)
    settings.HSCP_ERASURE_KEY = "another key" * 9

    client.post("/admin/second-step/", {"code": code})

    assert is_in(client)
