"""Inviting staff by mail and closing their accounts: links that work once, and nobody is raised or left with a way in."""

import re
from datetime import timedelta
from io import StringIO
from smtplib import SMTPException

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hscp.editing.models import Draft, KindRule, ReviewRequest
from hscp.models import User
from hscp.security.accounts import close_account, invite, standing
from tests.admin.pages import address, filled_in, list_address, messages_of
from tests.factories import make_theme, make_toolkit
from themes.models import Theme

PASSWORD = "a long enough pass phrase"
SAME_TWICE = {"new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def administrator(signed_in):
    return signed_in("administrator", first_name="Ben", last_name="Carter")


@pytest.fixture
def ask(administrator):
    """Return a function that sends the form of an invitation and returns the next page."""

    def send(client=administrator, **values):
        role = Group.objects.get(name="Editor")
        data = {"first_name": "Ada", "last_name": "Lowe", "email": "Ada@Example.org", "groups": [role.pk]}
        page = client.post(list_address(User, "add"), data | values, follow=True)
        send_mails()
        return page

    return send


def send_mails():
    """Send what waits, as the job does."""
    call_command("send_mail_queue", stdout=StringIO())


def path_in(text):
    return re.search(r"/admin/reset/\S+", text).group()


def set_password(path):
    """Set a password at a one-time address, as somebody does who is not signed in; return whether the link held."""
    client = Client()
    page = client.get(path, follow=True)
    client.post(page.request["PATH_INFO"], SAME_TWICE)
    return page.context["validlink"]


def test_an_invitation_makes_an_account_with_a_role_and_a_link_that_works_once(ask):
    page = ask()

    user = User.objects.get(email="Ada@example.org")
    [message] = mail.outbox
    roles = [group.name for group in user.groups.all()]
    assert (user.username, user.is_staff, user.is_superuser, roles) == (
        "ada@example.org",
        True,
        False,
        ["Editor"],
    )
    assert not user.has_usable_password()
    assert message.to == ["Ada@example.org"]
    assert "Ben Carter has made an account" in message.body
    assert "Your role: Editor." in message.body
    assert "sign in as: ada@example.org" in message.body
    assert "An invitation is on its way to Ada@example.org." in messages_of(page)
    assert "not yet signed in" in page.text
    assert path_in(message.body) not in page.text
    assert [set_password(path_in(message.body)) for _ in range(2)] == [True, False]
    assert Client().login(username="ada@example.org", password=PASSWORD)


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"groups": []}, {"groups": ["Choose at least one role."]}),
        ({"email": ""}, {"email": ["This field is required."]}),
        ({"first_name": ""}, {"first_name": ["This field is required."]}),
        ({"email": "known@example.org"}, {"email": ["This address has an account already: known."]}),
    ],
)
def test_what_an_invitation_lacks_is_said(ask, person, values, problems):
    person("editor", username="known", email="KNOWN@example.org")

    assert ask(**values).context["adminform"].form.errors == problems
    assert mail.outbox == []


def test_a_closed_account_is_opened_again_and_not_doubled(ask, person):
    person("editor", username="gone", email="gone@example.org", is_active=False)

    page = ask(email="gone@example.org")

    assert "is closed: gone" in page.context["adminform"].form.errors["email"][0]


def test_nobody_is_made_a_superuser_by_an_invitation(ask):
    ask(is_superuser="on", is_active="", user_permissions=["1"])

    user = User.objects.get(username="ada@example.org")
    assert (user.is_superuser, user.user_permissions.count()) == (False, 0)


def test_a_mail_that_cannot_be_sent_is_told_on_the_page_of_the_account_and_goes_out_later(
    ask, administrator, monkeypatch
):
    def refuse(message):
        raise SMTPException("no")

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        page = ask()
    user = User.objects.get(username="ada@example.org")
    said = administrator.get(address(user, "change")).text
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        send_mails()

    assert "is on its way" in " ".join(messages_of(page))
    assert "has not gone out yet: It could not be sent (SMTPException)." in said
    assert len(mail.outbox) == 1
    assert "has not gone out yet" not in administrator.get(address(user, "change")).text


@pytest.mark.parametrize("post", ["invite", "withdraw"])
def test_a_new_invitation_and_a_withdrawal_end_the_link_before(ask, administrator, post):
    ask()
    user = User.objects.get(username="ada@example.org")

    administrator.post(address(user, post))
    send_mails()

    assert not set_password(path_in(mail.outbox[0].body))
    user.refresh_from_db()
    assert user.is_active == (post == "invite")


def test_a_link_that_has_run_out_leads_to_a_new_one(ask):
    ask()
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        said = standing(User.objects.get(username="ada@example.org"))

        assert not set_password(path_in(mail.outbox[0].body))
    assert said.startswith("Invitation ran out on ")


def test_nobody_who_has_signed_in_is_invited_or_withdrawn(administrator, person):
    colleague = person("editor", email="eve@example.org", last_login=timezone.now())

    for post in ("invite", "withdraw"):
        administrator.post(address(colleague, post))

    colleague.refresh_from_db()
    assert (mail.outbox, colleague.is_active) == ([], True)


@pytest.mark.parametrize("page", ["invite", "withdraw", "left"])
def test_nobody_but_a_superuser_invites_withdraws_or_closes_a_superuser(administrator, person, page):
    superuser = person("superuser", email="root@example.org")

    assert administrator.post(address(superuser, page)).status_code == 403
    superuser.refresh_from_db()
    assert superuser.is_active


def test_a_leavers_records_go_to_a_colleague_and_every_way_in_is_closed(administrator, signed_in, person):
    leaver = signed_in("editor", password=PASSWORD, email="eve@example.org")
    successor = person("editor", first_name="Ada", last_name="Lowe")
    records = [make_theme(owner=leaver.person), make_toolkit(owner=leaver.person)]
    draft = Draft.objects.create(record=records[0], changes={}, changed_by=leaver.person)
    draft.authors.add(leaver.person)
    rule = KindRule.objects.create(content_type=ContentType.objects.get_for_model(Theme), owner=leaver.person)
    ReviewRequest.objects.create(record=records[1], sent_by=successor, sent_to=leaver.person)
    invite(leaver.person, by=administrator.person)
    send_mails()
    shown = administrator.get(address(leaver.person, "left")).text

    page = administrator.post(address(leaver.person, "left"), {"to": successor.pk}, follow=True)

    for record in records:
        record.refresh_from_db()
    assert [
        word in shown
        for word in ("1 theme<", "1 toolkit<", str(records[0]), "of: Themes.", address(records[1], "review"))
    ] == [True] * 5
    rule.refresh_from_db()
    assert [each.owner for each in (*records, rule)] == [successor] * 3
    assert Draft.objects.count() == 1
    assert "Handed over to Ada Lowe: 2 records." in messages_of(page)[0]
    assert leaver.get("/admin/").status_code == 302
    assert not Client().login(username=leaver.person.username, password=PASSWORD)
    assert not set_password(path_in(mail.outbox[0].body))


def test_with_nobody_yet_the_records_have_no_owner(administrator, person):
    leaver = person("editor")
    record = make_theme(owner=leaver)

    administrator.post(address(leaver, "left"), {"to": ""})

    record.refresh_from_db()
    leaver.refresh_from_db()
    assert (record.owner, leaver.is_active) == (None, False)


def test_nobody_closes_their_own_account(administrator):
    administrator.post(address(administrator.person, "left"), {"to": ""})

    administrator.person.refresh_from_db()
    assert administrator.person.is_active


def test_an_account_that_is_opened_again_has_no_old_session_or_password(signed_in):
    client = signed_in("editor", password=PASSWORD)
    close_account(client.person)
    client.person.is_active = True
    client.person.save()

    assert client.get("/admin/").status_code == 302
    assert not Client().login(username=client.person.username, password=PASSWORD)


def test_unticking_active_ends_every_way_in_too(administrator, person):
    colleague = person("editor", password=PASSWORD)
    data = filled_in(administrator.get(address(colleague, "change")))
    del data["is_active"]

    administrator.post(address(colleague, "change"), data)

    colleague.refresh_from_db()
    assert (colleague.is_active, colleague.has_usable_password()) == (False, False)


def test_the_list_says_who_has_which_role_and_who_has_not_come_yet(ask, administrator, person):
    ask()
    person("publisher", username="pat", last_login=timezone.now())

    every = administrator.get(list_address(User)).text
    waiting = administrator.get(list_address(User), {"signed_in": "invited"}).text

    assert ("Publisher" in every, "not yet signed in" in every, "pat<" in every) == (True, True, True)
    assert ("ada@example.org<" in waiting, "pat<" in waiting) == (True, False)
