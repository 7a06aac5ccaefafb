"""Booking as people do it: the form, the email, the link in it, the calendar file, and who gets the place next."""

import re
from email import message_from_string, policy

import pytest
import vobject
from playwright.sync_api import expect

from tests.browser.looks import faults_of_looks
from tests.browser.test_every_page import scrolls_sideways, violations

# The console's mail program writes this line after each message.
_AFTER_EACH = "-" * 79


def make_session(site, **fields):
    """Make an open session a month from now on the running portal and return its id."""
    code = (
        "from datetime import timedelta; from django.utils import timezone;"
        "from training.models import Course, Session;"
        "start = timezone.now().replace(microsecond=0) + timedelta(days=30);"
        "made = Session.objects.create(course=Course.objects.live().order_by('pk')[0], state='open',"
        f" starts_at=start, ends_at=start + timedelta(hours=1), place='Microsoft Teams', **{fields!r});"
        "print(made.pk)"
    )
    return int(site.manage("shell", "-v", "0", "-c", code))


def mails(site):
    """Send what waits in the outbox and return it as {address: message}, the last one for each."""
    printed = site.manage("send_mail_queue").split(_AFTER_EACH)
    found = [
        message_from_string(text.strip(), policy=policy.default) for text in printed if "Subject:" in text
    ]
    return {message["To"]: message for message in found}


def link_in(message):
    text = message.get_body(("plain",)).get_content()
    return re.search(r"http://localhost:\d+/booking/\S+", text).group()


def fill_in(page, name, email, number=0):
    page.fill(f"[name=name-{number}]", name)
    page.fill(f"[name=email-{number}]", email)
    page.select_option(f"[name=role-{number}]", "practitioner")


def book(page, session, name, email):
    page.goto(f"/training/dates/{session}/book/")
    fill_in(page, name, email)
    page.fill("[name=organisation]", "Oak School")
    page.select_option("[name=organisation_type]", "school")
    page.locator("form[method=post] button[type=submit]").last.click()


@pytest.fixture
def without_script(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_place_is_booked_managed_by_mail_and_passed_on(page, site):
    session = make_session(site, capacity=1)
    book(page, session, "Ann Oak", "ann.oak@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your place is booked")
    book(page, session, "Ben Elm", "ben.elm@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the waiting list")
    sent = mails(site)

    page.goto(link_in(sent["ann.oak@example.org"]))
    page.get_by_role("button", name="Open my booking").click()
    expect(page).to_have_url(f"{site.address}/booking/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Add it to your calendar").click()
    page.get_by_role("link", name="Cancel your booking").click()
    page.get_by_role("button", name="Cancel your booking").click()

    expect(page.get_by_role("heading", name="Your booking is cancelled")).to_be_visible()
    event = vobject.readOne(download.value.path().read_text()).vevent
    assert (event.dtend.value - event.dtstart.value).total_seconds() == 3600
    promoted = mails(site)["ben.elm@example.org"]
    assert promoted["Subject"].startswith("You now have a place: ")
    page.goto(link_in(promoted))
    page.get_by_role("button", name="Open my booking").click()
    expect(page.get_by_role("heading", name="You have a place")).to_be_visible()
    assert page.watched.problems == []


def test_the_link_leaves_no_trace_in_the_servers_log(page, site):
    book(page, make_session(site, capacity=5), "Cat Ash", "cat.ash@example.org")
    link = link_in(mails(site)["cat.ash@example.org"])

    page.goto(link)
    page.get_by_role("button", name="Open my booking").click()

    log = site.log.read_text()
    assert link.rstrip("/").rpartition("/")[2] not in log
    assert "/booking/" in log
    assert "cat.ash" not in log


def test_a_lead_books_colleagues_without_script(without_script, site):
    page = without_script
    session = make_session(site, capacity=5)
    page.goto(f"/training/dates/{session}/book/")
    fill_in(page, "Dee Fir", "dee.fir@example.org")
    page.get_by_role("button", name="Book for a colleague too").click()
    page.get_by_role("button", name="Add another person").click()
    fill_in(page, "Eve Yew", "eve.yew@example.org", 1)
    fill_in(page, "Fay Bay", "fay.bay@example.org", 2)
    page.get_by_role("button", name="Remove person 2").click()
    page.fill("[name=organisation]", "Oak School")
    page.select_option("[name=organisation_type]", "school")

    page.get_by_role("button", name="Book for 2 people").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("2 places are booked")
    assert sorted(mails(site)) == ["dee.fir@example.org", "fay.bay@example.org"]


def test_a_place_is_booked_with_the_keyboard_alone(page, site):
    session = make_session(site, capacity=5)
    page.goto(f"/training/dates/{session}/book/")
    page.locator("[name=name-0]").focus()
    for text in ("Gus Oak", "gus.oak@example.org"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    # Over the box that says that several people read the mailbox.
    page.keyboard.press("Tab")
    page.keyboard.type("Works")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("Oak School")

    # Enter sends the form with one thing missing: the summary gets the focus, and its link leads to the field.
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=organisation_type]")).to_be_focused()
    page.keyboard.type("School")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Book this place":
            break
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your place is booked")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_page_of_a_booking_is_accessible_and_fits(page, site, width):
    page.set_viewport_size({"width": width, "height": 800})
    session = make_session(site, capacity=1, asks_manager=False)
    faults = []

    def look():
        faults.extend(f"{page.url} {violation}" for violation in violations(page))
        if scrolls_sideways(page):
            faults.append(f"{page.url} scrolls sideways")
        if width == 1280:
            faults.extend(f"{page.url} {fault}" for fault in faults_of_looks(page))

    page.goto(f"/training/dates/{session}/book/?people=2")
    look()
    page.get_by_role("button", name="Book for 2 people").click()
    look()
    book(page, session, "Ann Oak", f"ann.{width}@example.org")
    look()
    book(page, session, "Ben Elm", f"ben.{width}@example.org")
    look()
    link = link_in(mails(site)[f"ann.{width}@example.org"])
    page.goto(link)
    look()
    page.get_by_role("button", name="Open my booking").click()
    for path in (
        "/booking/",
        "/booking/details/",
        "/booking/hand-over/",
        "/booking/cancel/",
        "/booking/none/",
    ):
        page.goto(path)
        look()

    assert faults == []
