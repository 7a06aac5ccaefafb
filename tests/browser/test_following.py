"""Following changes by email: asked for on a page, confirmed from the mail, told of a new number, and stopped."""

import re
from email import message_from_string, policy

from playwright.sync_api import expect

from tests.browser.looks import faults_of_looks
from tests.browser.test_every_page import scrolls_sideways, violations

_AFTER_EACH = "-" * 79
ANN = "ann.following@example.org"
# A number that two people have confirmed an hour ago, as the change itself would have written it.
CHANGE = (
    "from datetime import timedelta; from django.contrib.contenttypes.models import ContentType;"
    "from django.utils import timezone; from contacts.models import Pathway;"
    "from hscp.following.models import Follow, Follower; from hscp.updates.models import Update;"
    "ago = timezone.now() - timedelta(hours=2);"
    "Follower.objects.update(numbers_up_to=ago); Follow.objects.update(since=ago);"
    "pathway = Pathway.objects.live().get(slug={slug!r});"
    "Update.objects.create(content_type=ContentType.objects.get_for_model(Pathway), object_id=pathway.pk, kind='pathway',"
    " change='number', words='new number, confirmed by two people', said_at=timezone.now() - timedelta(hours=1))"
)


def mail_to(site, address):
    """Send what waits in the outbox and return the last mail to `address`."""
    printed = site.manage("send_mail_queue").split(_AFTER_EACH)
    found = [
        message_from_string(text.strip(), policy=policy.default) for text in printed if "Subject:" in text
    ]
    return [message for message in found if message["To"] == address][-1]


def link_in(message, end=""):
    text = message.get_body(("plain",)).get_content()
    return re.search(rf"http://localhost:\d+/updates/by-mail/\w+/{end}(?=\s)", text).group()


def is_fine(page):
    return (violations(page), scrolls_sideways(page), faults_of_looks(page)) == ([], False, [])


def test_a_contact_is_followed_confirmed_told_and_stopped(page, site):
    page.goto("/contacts/")
    page.locator(".portal-records h3 a").first.click()
    slug = page.url.rstrip("/").rpartition("/")[2]
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Email me when a number changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Follow by email")
    assert is_fine(page)
    page.get_by_role("button", name="Follow by email").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter your email address")
    page.get_by_label("Email address").fill(ANN)
    page.get_by_role("button", name="Follow by email").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your email address")
    assert is_fine(page)

    page.goto(link_in(mail_to(site, ANN)))
    expect(page.locator("main")).to_contain_text(title)
    assert is_fine(page)
    page.get_by_label("Do not name pages in my emails").set_checked(False)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".govuk-notification-banner--success")).to_contain_text("Confirmed")
    assert is_fine(page)

    site.manage("shell", "-v", "0", "-c", CHANGE.format(slug=slug))
    assert "1 mail about numbers" in site.manage("send_updates")
    told = mail_to(site, ANN)
    assert told["Subject"] == "A number or address has changed"
    assert f"{title}: new number" in " ".join(told.get_content().split())
    assert told["List-Unsubscribe"].strip(" <>") == link_in(told, "stop/")

    page.goto(link_in(told, "stop/"))
    assert is_fine(page)
    page.get_by_role("button", name="Stop all emails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You will get no more emails about changes")
    assert page.goto(link_in(told)).status == 404
    assert "nothing to tell" in site.manage("send_updates")
