"""`manage.py contacts_due`: each owner gets one message, and nothing is lost if there is no owner to write to."""

from datetime import timedelta
from io import StringIO
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from hscp.records.state import State
from tests.factories import make_contact_point, make_pathway, make_staff

pytestmark = pytest.mark.django_db
ADDRESS = "https://portal.example.org/"


def run(*arguments):
    out = StringIO()
    call_command("contacts_due", "--address", ADDRESS, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def due_in(days, pathway, **fields):
    today = timezone.localdate()
    return make_contact_point(
        pathway, verified_on=today - timedelta(days=90), next_check=today + timedelta(days=days), **fields
    )


@pytest.fixture
def ada():
    return make_staff(email="ada@example.org")


def test_each_owner_gets_one_message_with_what_is_due_and_where(ada):
    mash, camhs = make_pathway(title="MASH", owner=ada), make_pathway(title="CAMHS", owner=ada)
    due_in(-3, mash, label="Office")
    due_in(200, mash, label="Duty", value="01962 845000")
    make_contact_point(camhs, label="Clinic")
    due_in(14, make_pathway(title="LADO", owner=make_staff(email="ben@example.org")))

    said = run()

    today = timezone.localdate()
    first, second = mail.outbox
    assert [(first.to, first.subject), (second.to, second.subject)] == [
        (["ada@example.org"], "Contacts to check: 2 numbers and addresses"),
        (["ben@example.org"], "Contacts to check: 1 number or address"),
    ]
    assert first.body.split("\n\n")[1:] == [
        f"CAMHS\nhttps://portal.example.org/admin/contacts/pathway/{camhs.pk}/change/\n"
        "- Clinic: 01962 876364 (nobody has checked it yet)",
        f"MASH\nhttps://portal.example.org/admin/contacts/pathway/{mash.pk}/change/\n"
        f"- Office: 01962 876364 (check due since {today - timedelta(days=3):%-d %B %Y})\n",
    ]
    assert f"(to be checked by {today + timedelta(days=14):%-d %B %Y})" in second.body
    assert said == "Sent to ada@example.org: 2 to check.\nSent to ben@example.org: 1 to check.\n"


def test_nothing_due_is_reported_and_nothing_sent(ada):
    due_in(15, make_pathway(owner=ada))
    make_contact_point(make_pathway(owner=ada, state=State.ARCHIVED))

    assert run() == "No number or address is due to be checked.\n"
    assert mail.outbox == []


def test_how_far_ahead_it_looks_can_be_chosen(ada):
    due_in(15, make_pathway(owner=ada))

    run("--days", "15")

    assert len(mail.outbox) == 1


def test_a_dry_run_prints_the_messages_and_sends_none(ada):
    make_contact_point(make_pathway(title="MASH", owner=ada))

    said = run("--dry-run")

    assert said.startswith("To: ada@example.org\nSubject: Contacts to check: 1 number or address\n")
    assert "MASH" in said
    assert mail.outbox == []


@pytest.mark.parametrize("owner", [None, {"email": ""}, {"is_active": False}])
def test_contacts_without_a_reachable_owner_go_to_the_portals_own_address(settings, owner):
    settings.HSCP_CONTACT_EMAIL = "portal@example.org"
    make_contact_point(make_pathway(owner=owner and make_staff(**owner)))

    run()

    assert [message.to for message in mail.outbox] == [["portal@example.org"]]


def test_contacts_without_any_address_to_write_to_are_printed(settings):
    settings.HSCP_CONTACT_EMAIL = ""
    make_contact_point(make_pathway(title="MASH"))

    said = run()

    assert said.startswith("Nobody to write to: these contacts have no owner with an email address.")
    assert ("MASH" in said, mail.outbox) == (True, [])


class Refusing(EmailBackend):
    """A mail server that refuses one person."""

    def send_messages(self, messages):
        if messages[0].to == ["ada@example.org"]:
            raise SMTPException("Mailbox full")
        return super().send_messages(messages)


def test_a_failed_message_is_an_error_and_the_others_are_sent(ada, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    make_contact_point(make_pathway(owner=ada))
    make_contact_point(make_pathway(owner=make_staff(email="ben@example.org")))

    with pytest.raises(CommandError, match=r"^1 of 2 messages could not be sent\.$"):
        run()

    assert [message.to for message in mail.outbox] == [["ben@example.org"]]


def test_a_form_without_an_address_is_named(ada):
    make_contact_point(make_pathway(owner=ada), kind="form", value="", label="Referral form")

    run()

    assert "- Referral form: no address yet (nobody has checked it yet)" in mail.outbox[0].body


@pytest.mark.parametrize("count", [1, 30])
def test_it_makes_the_same_queries_for_few_and_many(ada, count, django_assert_num_queries):
    for _ in range(count):
        make_contact_point(make_pathway(owner=ada))

    with django_assert_num_queries(2):
        run("--dry-run")
