"""What follows when an account gets another email address, or a password on the server: somebody is told, and it is written down."""

import getpass
import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from hscp.editing.models import EditorMail
from hscp.privacy.declarations import DECLARATIONS
from hscp.privacy.subject_access import erase
from hscp.security.account_mails import problem_of_last
from hscp.security.audit.models import AuditEntry
from tests.admin.pages import address, filled_in
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
OLD, NEW = "ada@example.org", "ada.new@example.org"
PASSWORD, ANOTHER = "a long enough pass phrase", "kettle orbit vanilla"


@pytest.fixture
def ada():
    return make_staff(
        username="ada", first_name="Ada", email=OLD, password=PASSWORD, last_login=timezone.now()
    )


@pytest.fixture
def trail(django_capture_on_commit_callbacks):
    """Return a function that does something and returns what it left in the trail: [(kind, by, details)]."""

    def after(act):
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return list(AuditEntry.objects.order_by("number").values_list("kind", "by", "what"))

    return after


def sent():
    """Send what waits, as the job does, and return the mails."""
    mail.outbox.clear()
    call_command("send_mail_queue", stdout=io.StringIO())
    return mail.outbox


def change(client, account, **fields):
    page = client.get(address(account, "change"))
    assert client.post(address(account, "change"), filled_in(page, **fields)).status_code == 302


def test_the_previous_address_is_told_and_the_new_one_is_not_said(signed_in, ada, trail, settings):
    settings.HSCP_CONTACT_EMAIL = "help@example.org"
    administrator = signed_in("administrator")

    told = trail(lambda: change(administrator, ada, email=NEW))

    [message] = sent()
    assert (message.to, message.subject) == ([OLD], "The email address of your account was changed")
    assert "Hello Ada" in message.body
    assert "write to help@example.org" in message.body
    assert NEW not in message.body + message.subject
    assert told == [("account_changed", administrator.person.pk, "email address")]


def test_an_address_that_is_taken_away_is_told_too(signed_in, ada):
    change(signed_in("administrator"), ada, email="")

    assert [message.to for message in sent()] == [[OLD]]


@pytest.mark.parametrize(
    ("before", "after"), [("", NEW), (OLD, "ADA@example.org"), (OLD, OLD)], ids=["none", "case", "same"]
)
def test_where_no_mailbox_was_left_nobody_is_told(signed_in, ada, before, after):
    ada.email = before
    ada.save()

    change(signed_in("administrator"), ada, email=after, first_name="Ada Mary")

    assert sent() == []


def test_a_mistyped_address_of_somebody_who_has_not_signed_in_yet_is_not_told(signed_in, ada):
    ada.last_login = None
    ada.save()

    change(signed_in("administrator"), ada, email=NEW)

    assert sent() == []


def test_the_previous_address_is_forgotten_once_it_was_told(signed_in, ada):
    change(signed_in("administrator"), ada, email=NEW)
    waiting = EditorMail.objects.values_list("address", flat=True).get()

    sent()

    assert (waiting, EditorMail.objects.values_list("address", flat=True).get()) == (OLD, "")


def test_that_the_old_mailbox_is_gone_is_no_trouble_of_the_account(signed_in, ada, monkeypatch):
    def refuse(message):
        raise OSError

    change(signed_in("administrator"), ada, email=NEW)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        sent()

    assert EditorMail.objects.get().problem == "It could not be sent (OSError)."
    assert problem_of_last(ada) == ""


def test_what_waits_for_an_erased_address_is_not_sent(signed_in, ada):
    change(signed_in("administrator"), ada, email=NEW)

    erase(OLD.upper(), DECLARATIONS)

    assert sent() == []


@pytest.fixture
def typed(monkeypatch):
    """Return a function that runs `manage.py changepassword` for a name; whoever runs it types `words` twice."""

    def run(*names, words=ANOTHER):
        monkeypatch.setattr(getpass, "getpass", lambda prompt: words)
        call_command("changepassword", *names, stdout=io.StringIO(), stderr=io.StringIO())

    return run


def test_a_password_that_is_set_on_the_server_is_written_down_ends_sessions_and_is_told(ada, trail, typed):
    signed_in = Client()
    signed_in.force_login(ada)
    assert signed_in.get("/admin/").status_code == 200

    told = trail(lambda: typed("ada"))

    ada.refresh_from_db()
    assert ada.check_password(ANOTHER)
    assert told == [("password_set", None, "on the server")]
    assert signed_in.get("/admin/").status_code == 302
    assert [(message.to, message.subject) for message in sent()] == [([OLD], "Your password was changed")]


def test_a_first_password_is_written_down_and_nobody_is_told(trail, typed):
    make_staff(username="new", email=NEW, password=None)

    assert trail(lambda: typed("new")) == [("password_set", None, "on the server")]
    assert sent() == []


def test_without_a_name_it_is_that_of_whoever_runs_it(ada, trail, typed, monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "ada")

    assert trail(typed) == [("password_set", None, "on the server")]


@pytest.mark.parametrize("words", ["", "safeguarding2026"], ids=["nothing", "easy"])
def test_what_was_refused_leaves_no_entry(ada, trail, typed, words):
    def refused():
        with pytest.raises(CommandError):
            typed("ada", words=words)

    assert trail(refused) == []
    assert sent() == []


def test_a_name_that_nobody_has_is_said(typed):
    with pytest.raises(CommandError, match="does not exist"):
        typed("nobody")
