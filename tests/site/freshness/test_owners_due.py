"""`manage.py owners_due`: each person gets one mail with everything, and nothing is lost if there is nobody to write to."""

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
from hscp.records.owner_mails import MOST_NAMED
from hscp.records.state import State
from tests.editing.freshness.builders import make_kind_rule
from tests.factories import (
    make_contact_point,
    make_link,
    make_pathway,
    make_publisher,
    make_resource,
    make_staff,
    make_term,
    make_theme,
    make_toolkit,
    put_in_pack,
    put_link,
)
from themes.models import Term

pytestmark = pytest.mark.django_db
ADMIN = "https://portal.example.org/admin"


def run(*arguments):
    out = StringIO()
    call_command("owners_due", "--address", "https://portal.example.org/", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def on(days):
    return timezone.localdate() + timedelta(days=days)


def due_in(days, pathway, **fields):
    return make_contact_point(pathway, verified_on=on(-90), next_check=on(days), **fields)


def wrong(record, path="", result=CheckResult.BROKEN):
    """Let a record lead to an address at which the check found `result`."""
    return noted(put_link(record, f"https://www.example.org/{path or record.pk}"), result)


def noted(link, result=CheckResult.BROKEN):
    now = timezone.now()
    failing = {"failures": 1, "failing_since": now} if result == CheckResult.BROKEN else {}
    Link.objects.filter(pk=link.pk).update(updated_at=now - timedelta(days=1))
    LinkCheck.objects.update_or_create(
        link=link, defaults={"result": result, "reason": "No such page.", "checked_at": now, **failing}
    )
    return link


@pytest.fixture
def ada():
    return make_staff(email="ada@example.org")


def test_a_person_gets_one_mail_with_everything(ada):
    mash = make_pathway(title="MASH", owner=ada)
    due_in(-3, mash, label="Office")
    due_in(200, mash, label="Duty", value="01962 845000")
    neglect = make_toolkit(title="Neglect", owner=ada, review_date=on(5))
    wrong(neglect, "neglect")
    plan = make_resource(title="Plan", owner=ada, valid_to_year=2020)
    term = make_term(title="MARAC", owner=ada, expire_at=timezone.now() + timedelta(days=3))

    said = run()

    [message] = mail.outbox
    assert (message.to, message.subject) == (
        ["ada@example.org"],
        "Safeguarding portal: 5 things to look at",
    )
    # Each heading stands above what to do, which is not repeated here.
    parts = [
        part
        for part in message.body.split("\n\n")[1:]
        if not part.split("\n")[0].isupper() or part.startswith(("MASH", "MARAC"))
    ]
    headings = [part.split("\n")[0] for part in message.body.split("\n\n") if part not in parts][1:]
    assert headings == [
        "NUMBERS AND ADDRESSES TO CHECK",
        "LINKS TO LOOK AT",
        "REVIEWS DUE",
        "YEARS THAT END",
        "LEAVING THE SITE SOON",
    ]
    assert parts == [
        f"MASH\n{ADMIN}/contacts/pathway/{mash.pk}/change/\n"
        f"- Office: 01962 876364 (check due since {on(-3):%-d %B %Y})",
        f"Neglect (professionals)\n{ADMIN}/resources/toolkit/{neglect.pk}/change/\n"
        "- https://www.example.org/neglect\n  Does not work. No such page.",
        f"Neglect\n{ADMIN}/resources/toolkit/{neglect.pk}/change/\n- Toolkit: {on(5):%-d %B %Y}",
        f"Plan\n{ADMIN}/resources/resource/{plan.pk}/change/\n- Resource: 31 December 2020",
        f"MARAC\n{ADMIN}/themes/term/{term.pk}/change/\n- Glossary term: {on(3):%-d %B %Y}",
        f"What goes stale in the next 60 days: {ADMIN}/freshness/\n",
    ]
    assert said == "Sent to ada@example.org: 5 to look at.\n"


def test_owners_of_themes_and_kinds_are_told_of_what_has_no_owner(ada):
    ben = make_staff(email="ben@example.org")
    toolkit, pathway = make_toolkit(title="Neglect", review_date=on(1)), make_pathway(title="MASH")
    theme = make_theme(owner=ada)
    put_in_pack(theme, toolkit)
    put_in_pack(theme, pathway)
    make_contact_point(pathway)
    wrong(toolkit)
    make_kind_rule(Term, owner=ben)
    make_term(title="LADO", review_date=on(1))

    run()

    first, second = mail.outbox
    assert (first.to, second.to) == (["ada@example.org"], ["ben@example.org"])
    assert [
        title in first.body for title in ("Neglect\n", "Neglect (professionals)\n", "MASH\n", "LADO\n")
    ] == [
        True,
        True,
        True,
        False,
    ]
    assert "LADO\n" in second.body


def test_a_link_that_serves_a_contacts_form_is_told_to_who_keeps_the_contact(ada):
    pathway = make_pathway(title="MASH", owner=ada)
    wrong(make_contact_point(pathway, kind="form", value="", label="Referral form"), "form")

    run()

    assert "- https://www.example.org/form\n" in mail.outbox[0].body
    assert "- Referral form: no address yet (nobody has checked it yet)" in mail.outbox[0].body


@pytest.mark.parametrize("result", [CheckResult.OK, CheckResult.BLOCKED, CheckResult.NOT_CHECKED])
def test_nothing_due_is_reported_and_nothing_sent(ada, result):
    due_in(15, make_pathway(owner=ada))
    make_contact_point(make_pathway(owner=ada, state=State.ARCHIVED))
    wrong(make_resource(owner=ada), result=result)
    wrong(make_resource(owner=ada, state=State.ARCHIVED))
    noted(make_link(state=LinkState.WITHDRAWN))
    make_theme(owner=ada, review_date=on(15))

    assert run() == "Nothing is due.\n"
    assert mail.outbox == []


def test_how_far_ahead_it_looks_can_be_chosen(ada):
    due_in(15, make_pathway(owner=ada))
    make_theme(owner=ada, review_date=on(15))

    run("--days", "15")

    assert mail.outbox[0].subject == "Safeguarding portal: 2 things to look at"


def test_a_dry_run_prints_the_mails_and_sends_none(ada):
    make_contact_point(make_pathway(title="MASH", owner=ada))

    said = run("--dry-run")

    assert said.startswith("To: ada@example.org\nSubject: Safeguarding portal: 1 thing to look at\n")
    assert "MASH" in said
    assert mail.outbox == []


@pytest.mark.parametrize("owner", [None, {"email": ""}, {"is_active": False}])
def test_what_nobody_reachable_keeps_goes_to_the_portals_own_address(settings, owner):
    settings.HSCP_CONTACT_EMAIL = "portal@example.org"
    owner = owner and make_staff(**owner)
    make_contact_point(make_pathway(owner=owner))
    wrong(make_resource(owner=owner))
    make_theme(owner=owner, review_date=on(1))

    run()

    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["portal@example.org"], "Safeguarding portal: 3 things to look at")
    ]


def test_where_a_provider_is_booked_is_told_too(settings):
    settings.HSCP_CONTACT_EMAIL = "portal@example.org"
    link = noted(make_link("https://www.example.org/book"))
    make_publisher(default_link=link)

    run()

    assert f"{ADMIN}/links/link/{link.pk}/change/" in mail.outbox[0].body


def test_without_any_address_to_write_to_it_is_printed(settings):
    settings.HSCP_CONTACT_EMAIL = ""
    make_contact_point(make_pathway(title="MASH"))

    said = run()

    assert said.startswith("Nobody to write to: nobody with an email address keeps these records.")
    assert ("MASH" in said, mail.outbox) == (True, [])


def test_a_mail_names_a_bearable_number_of_a_kind(ada):
    for _ in range(MOST_NAMED + 2):
        make_term(owner=ada, review_date=on(1))

    run()

    assert mail.outbox[0].body.count("/admin/themes/term/") == MOST_NAMED
    assert "\n\nAnd 2 more records of this kind.\n\n" in mail.outbox[0].body


class Refusing(EmailBackend):
    """A mail server that refuses one person."""

    def send_messages(self, messages):
        if messages[0].to == ["ada@example.org"]:
            raise SMTPException("Mailbox full")
        return super().send_messages(messages)


def test_a_failed_mail_is_an_error_and_the_others_are_sent(ada, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    make_contact_point(make_pathway(owner=ada))
    make_contact_point(make_pathway(owner=make_staff(email="ben@example.org")))

    with pytest.raises(CommandError, match=r"^1 of 2 messages could not be sent\.$"):
        run()

    assert [message.to for message in mail.outbox] == [["ben@example.org"]]


@pytest.mark.parametrize("count", [1, 30])
def test_it_makes_the_same_queries_for_few_and_many(ada, count, django_assert_num_queries):
    for number in range(count):
        wrong(make_resource(owner=ada, review_date=on(1)), f"resource/{number}")
        wrong(make_contact_point(make_pathway(owner=ada), kind="web", value=""), f"contact/{number}")

    with django_assert_num_queries(16):
        run("--dry-run")
