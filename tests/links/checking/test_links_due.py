"""`manage.py links_due`: each owner gets one message about the links of their records, and none is lost without an owner."""

from datetime import timedelta
from io import StringIO
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from hscp.links.enums import CheckResult, LinkState
from hscp.links.models import Link, LinkCheck
from hscp.records.state import State
from tests.factories import (
    make_contact_point,
    make_link,
    make_pathway,
    make_publisher,
    make_resource,
    make_staff,
    make_toolkit,
    put_link,
)

pytestmark = pytest.mark.django_db
ADDRESS = "https://portal.example.org/"


def run(*arguments):
    out = StringIO()
    call_command("links_due", "--address", ADDRESS, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def wrong(record, path="", result=CheckResult.BROKEN, reason="The site says that there is no such page."):
    """Let a record lead to an address at which the check found `result`."""
    link = put_link(record, f"https://www.example.org/{path or record.pk}")
    return noted(link, result, reason)


def noted(link, result=CheckResult.BROKEN, reason="The site says that there is no such page."):
    now = timezone.now()
    failing = {"failures": 1, "failing_since": now} if result == CheckResult.BROKEN else {}
    Link.objects.filter(pk=link.pk).update(updated_at=now - timedelta(days=1))
    LinkCheck.objects.update_or_create(
        link=link, defaults={"result": result, "reason": reason, "checked_at": now, **failing}
    )
    return link


@pytest.fixture
def ada():
    return make_staff(email="ada@example.org")


def test_each_owner_gets_one_message_with_what_is_wrong_and_where(ada):
    neglect = make_toolkit(title="Neglect", owner=ada)
    guide = make_resource(title="A guide", owner=ada)
    wrong(neglect, "neglect", CheckResult.MOVED, "It has moved to https://www.example.org/new.")
    wrong(guide, "guide")
    wrong(make_resource(title="Ben’s", owner=make_staff(email="ben@example.org")), "ben")

    said = run()

    first, second = mail.outbox
    assert [(first.to, first.subject), (second.to, second.subject)] == [
        (["ada@example.org"], "Links to look at: 2 addresses"),
        (["ben@example.org"], "Links to look at: 1 address"),
    ]
    assert first.body.split("\n\n")[1:] == [
        f"A guide\nhttps://portal.example.org/admin/resources/resource/{guide.pk}/change/\n"
        "- https://www.example.org/guide\n  Does not work. The site says that there is no such page.",
        f"Neglect (professionals)\nhttps://portal.example.org/admin/resources/toolkit/{neglect.pk}/change/\n"
        "- https://www.example.org/neglect\n  Has moved. It has moved to https://www.example.org/new.\n",
    ]
    assert said == "Sent to ada@example.org: 2 to look at.\nSent to ben@example.org: 1 to look at.\n"


def test_a_link_that_serves_several_records_is_one_address(ada):
    for title in ("CERAF", "CERAF guidance"):
        wrong(make_resource(title=title, owner=ada), "ceraf")

    run()

    assert mail.outbox[0].subject == "Links to look at: 1 address"
    assert "CERAF\n" in mail.outbox[0].body
    assert "CERAF guidance\n" in mail.outbox[0].body


def test_the_owner_of_a_contact_is_told_of_its_forms(ada):
    pathway = make_pathway(title="MASH", owner=ada)
    wrong(make_contact_point(pathway, kind="form", value="", label="Referral form"), "form")

    run()

    assert (
        f"MASH\nhttps://portal.example.org/admin/contacts/pathway/{pathway.pk}/change/" in mail.outbox[0].body
    )


@pytest.mark.parametrize("result", [CheckResult.OK, CheckResult.BLOCKED, CheckResult.NOT_CHECKED])
def test_nothing_wrong_is_reported_and_nothing_sent(ada, result):
    wrong(make_resource(owner=ada), result=result)
    wrong(make_resource(owner=ada, state=State.ARCHIVED))
    noted(make_link(state=LinkState.WITHDRAWN))

    assert run() == "No link needs to be looked at.\n"
    assert mail.outbox == []


def test_a_dry_run_prints_the_messages_and_sends_none(ada):
    wrong(make_resource(title="Guide", owner=ada))

    assert run("--dry-run").startswith("To: ada@example.org\nSubject: Links to look at: 1 address\n")
    assert mail.outbox == []


@pytest.mark.parametrize("owner", [None, {"email": ""}, {"is_active": False}])
def test_links_without_a_reachable_owner_go_to_the_portals_own_address(settings, owner):
    settings.HSCP_CONTACT_EMAIL = "portal@example.org"
    wrong(make_resource(owner=owner and make_staff(**owner)))

    run()

    assert [message.to for message in mail.outbox] == [["portal@example.org"]]


def test_where_a_provider_is_booked_is_told_too(settings):
    settings.HSCP_CONTACT_EMAIL = "portal@example.org"
    link = noted(make_link("https://www.example.org/book"))
    make_publisher(default_link=link)

    run()

    assert f"https://portal.example.org/admin/links/link/{link.pk}/change/" in mail.outbox[0].body


def test_links_without_any_address_to_write_to_are_printed(settings):
    settings.HSCP_CONTACT_EMAIL = ""
    wrong(make_resource(title="Guide"))

    said = run()

    assert said.startswith("Nobody to write to: these records have no owner with an email address.")
    assert ("Guide" in said, mail.outbox) == (True, [])


class Refusing(EmailBackend):
    """A mail server that refuses one person."""

    def send_messages(self, messages):
        if messages[0].to == ["ada@example.org"]:
            raise SMTPException("Mailbox full")
        return super().send_messages(messages)


def test_a_failed_message_is_an_error_and_the_others_are_sent(ada, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    wrong(make_resource(owner=ada))
    wrong(make_resource(owner=make_staff(email="ben@example.org")))

    with pytest.raises(CommandError, match=r"^1 of 2 messages could not be sent\.$"):
        run()

    assert [message.to for message in mail.outbox] == [["ben@example.org"]]


@pytest.mark.parametrize("count", [1, 30])
def test_it_makes_the_same_queries_for_few_and_many(ada, count, django_assert_num_queries):
    for number in range(count):
        wrong(make_resource(owner=ada), f"resource/{number}")
        wrong(make_contact_point(make_pathway(owner=ada), kind="web", value=""), f"contact/{number}")

    with django_assert_num_queries(5):
        run("--dry-run")
