"""A lead with twelve staff: booked on one form, then moved, handed over and cancelled from the team’s own page."""

import re

from playwright.sync_api import expect

from tests.browser.hands import Hands
from tests.browser.looks import faults_of_looks
from tests.browser.test_booking import fill_in, mails, make_session
from tests.browser.test_every_page import scrolls_sideways, violations

LEAD = "lee.lead@hill.example.org"
STAFF = 12
CAME = """
from training.models import Booking
booking = Booking.objects.get(email="{email}")
session = booking.session
length = session.ends_at - session.starts_at
session.starts_at -= __import__("datetime").timedelta(days=40)
session.ends_at = session.starts_at + length
session.save()
Booking.objects.filter(pk=booking.pk).update(attendance="attended")
"""


def staff(number):
    return f"sam.hill{number}@hill.example.org"


def book_all(lead, session):
    lead.go(f"/training/dates/{session}/book/?people={STAFF}")
    for number in range(STAFF):
        fill_in(lead.page, f"Sam Hill {number}", staff(number), number)
        lead.acts += 3
    lead.fill("[name=organisation]", "Hill Academy").fill("[name=booked_by]", "Lee Lead")
    lead.page.keyboard.press("Escape")
    lead.fill("[name=booked_by_email]", LEAD)
    lead.page.select_option("[name=organisation_type]", "school")
    lead.click(lead.page.get_by_role("button", name=f"Book for {STAFF} people"))


def open_team(lead, site):
    lead.go("/training/my-record/?for=team").fill("[name=email]", LEAD)
    lead.click(lead.page.get_by_role("button", name="Send me the link"))
    lead.go(
        re.search(
            r"http://localhost:\d+/\S+", str(mails(site)[LEAD].get_body(("plain",)).get_content())
        ).group()
    )
    lead.click("main form button[type=submit]")
    expect(lead.page.get_by_role("heading", level=1)).to_have_text("Your team’s training")


def done(lead):
    expect(lead.page.locator(".govuk-notification-banner--success")).to_be_visible()


def test_a_lead_runs_the_training_of_twelve_staff(browser, site):
    first, second, third = (make_session(site, capacity=10) for _ in range(3))
    lead = Hands(browser, site)
    faults = []

    def look(where):
        for width in (360, 820, 1366):
            lead.page.set_viewport_size({"width": width, "height": 900})
            if scrolls_sideways(lead.page):
                faults.append(f"{where} scrolls sideways at {width}")
            faults.extend(f"{where} {width} {fault}" for fault in faults_of_looks(lead.page))
        faults.extend(f"{where} {violation}" for violation in violations(lead.page))

    book_all(lead, first)
    expect(lead.page.get_by_text("10 people have a place").first).to_be_visible()
    sent = mails(site)
    assert [staff(number) in sent for number in range(STAFF)] == [True] * STAFF
    assert "12 people" in sent[LEAD]["Subject"]

    open_team(lead, site)
    look("the team")
    expect(lead.page.get_by_text("Has a place")).to_have_count(10)

    # One goes to the other date, and who waited longest gets the place.
    lead.click(lead.page.get_by_role("link", name=re.compile("^Move Sam Hill 0,")))
    look("move")
    lead.click(f"input[name=session][value='{second}']")
    lead.click(lead.page.get_by_role("button", name="Move the booking"))
    done(lead)
    expect(lead.page.get_by_text("Has a place")).to_have_count(11)

    lead.click(lead.page.get_by_role("link", name=re.compile("^Cancel Sam Hill 1,")))
    look("cancel")
    lead.click(lead.page.get_by_role("button", name="Cancel this booking"))
    done(lead)
    expect(lead.page.get_by_text("Waiting: number")).to_have_count(0)

    lead.click(lead.page.get_by_role("link", name=re.compile("^Hand over the place of Sam Hill 2,")))
    look("hand over")
    fill = lead.page.get_by_label("Somebody else, whose details I enter below")
    lead.click(fill).fill("[name=name]", "Nia New").fill("[name=email]", "nia.new@hill.example.org")
    lead.page.select_option("[name=role]", "practitioner")
    lead.click(lead.page.get_by_role("button", name="Hand over the place"))
    done(lead)
    told = mails(site)
    assert {staff(0), staff(1), staff(2), "nia.new@hill.example.org"} <= told.keys()
    assert LEAD not in told

    # A colleague agrees by the link in their own mail, and the lead sees what they attended.
    lead.click(lead.page.get_by_role("button", name=re.compile("Who is in your team")))
    look("who is in it")
    lead.click(lead.page.get_by_role("button", name="Ask everybody who has not answered"))
    agree = mails(site)[staff(0)]
    colleague = Hands(browser, site)
    colleague.go(re.search(r"http://localhost:\d+/\S+", agree.get_body(("plain",)).get_content()).group())
    colleague.click(colleague.page.get_by_role("button", name="I agree"))
    site.manage("shell", "-c", CAME.format(email=staff(0)))
    lead.go("/training/my-record/team/")
    lead.click(lead.page.get_by_role("link", name="What your team attended"))
    expect(lead.page.get_by_text("Sam Hill 0").first).to_be_visible()

    lead.go("/training/my-record/team/")
    for name, suffix in (("for your calendar", "ics"), ("Certificates", "zip"), ("as a spreadsheet", "csv")):
        with lead.page.expect_download() as download:
            lead.click(lead.page.get_by_role("link", name=re.compile(name)))
        assert download.value.suggested_filename.endswith(suffix)

    # Two colleagues are booked for the other date from the page.
    lead.go("/training/my-record/team/book/").page.select_option("[name=session]", str(third))
    for number in (3, 4):
        lead.click(lead.page.get_by_label(re.compile(rf"^Sam Hill {number} ")))
    lead.click(lead.page.get_by_role("button", name="Continue"))
    look("the form, filled in")
    assert faults == []
    print(f"Twelve staff took {lead.acts} clicks and typed fields.")  # noqa: T201
