"""A training administrator's term: from planning to what is copied for the next year. `Hands` counts what she does."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.conftest import PASSWORD
from tests.browser.hands import Hands

ADMINISTRATOR = f"""
from django.contrib.auth.models import Group
from hscp.models import User
user = User.objects.create_user("tess", "tess@example.org", "{PASSWORD}", first_name="Tess", last_name="Hart", is_staff=True)
user.groups.add(Group.objects.get(name="Training administrator"))
"""
IS_OVER = """
from datetime import timedelta
from django.utils import timezone
from training.models import Session
session = Session.objects.get(pk={pk})
length = session.ends_at - session.starts_at
session.starts_at = timezone.now() - timedelta(days=1)
session.ends_at = session.starts_at + length
session.save()
"""
COURSE = "MASH Workshop"
STAFF = 12


def a_day(days):
    """Return the Wednesday some `days` from now, as people type it."""
    day = timezone.localdate() + timedelta(days=days)
    return day + timedelta(days=(2 - day.weekday()) % 7)


@pytest.fixture(scope="module")
def tess(browser, site):
    site.manage("shell", "-c", ADMINISTRATOR)
    return Hands(browser, site, "tess")


def plan(tess, day, start, end):
    """Plan an open session of the course and return its number."""
    tess.go("/admin/training/session/add/")
    tess.click(".field-course .select2-selection").fill(".select2-search--dropdown input", COURSE)
    tess.click(tess.page.locator(".select2-results__option", has_text=COURSE))
    tess.page.select_option("#id_state", "open")
    tess.fill("#id_starts_at_0", f"{day:%A %-d %B %Y}").fill("#id_starts_at_1", start)
    tess.fill("#id_ends_at_1", end).fill("#id_capacity", "10").click("input[name=_continue]")
    return int(re.search(r"/session/(\d+)/", tess.page.url).group(1))


def test_a_term_from_the_plan_to_the_copy_for_next_year(tess, site):
    first = plan(tess, a_day(60), "9.30am", "noon")
    second = plan(tess, a_day(67), "9.30am", "noon")
    bookings = f"/admin/training/session/{first}/bookings/"

    # Twelve people of a list: ten get a place.
    tess.go(bookings).link("Book many")
    lines = (f"Ann Lee {number}, ann{number}@example.org, Hill School" for number in range(STAFF))
    tess.fill("textarea[name=people]", "\n".join(lines))
    tess.page.select_option("select[name=organisation_type]", "school")
    tess.page.select_option("select[name=role]", "practitioner")
    tess.click("#content input[type=submit]").click("#content input[type=submit]")
    tess.go(bookings)
    assert tess.page.get_by_text("10 of 10 places taken, 2 waiting").is_visible()

    # One moves to the other date; who waited longest gets the place.
    tess.click("a[href$='/move/']")
    tess.click(tess.page.get_by_label(re.compile("10 free"))).click("#content input[type=submit]")
    tess.go(bookings)
    assert tess.page.get_by_text("10 of 10 places taken, 1 waiting").is_visible()

    # A name is put right.
    tess.link("^Ann Lee 1$").link("Correct name")
    tess.fill("input[name=name]", "Anne Leigh").click(tess.page.get_by_label("Send nothing"))
    tess.click("#content input[type=submit]")
    assert tess.page.get_by_text("Anne Leigh").first.is_visible()

    # Another time: it is said how many hear of it, and nobody does before she agrees.
    tess.go(f"/admin/training/session/{first}/change/").fill("#id_starts_at_1", "10am").click(
        "input[name=_save]"
    )
    assert tess.page.get_by_text(re.compile("11 people will be told")).first.is_visible()
    tess.fill(tess.page.get_by_label("A sentence for the email"), "The room is free later.")
    tess.click("input[name=_save]")

    # It is over: everybody came.
    site.manage("shell", "-c", IS_OVER.format(pk=first))
    tess.go(f"/admin/training/session/{first}/register/").click(
        tess.page.get_by_role("button", name=re.compile("as attended"))
    )
    assert tess.page.get_by_text("10 here of 10, all marked").is_visible()
    tess.link("^Certificates")
    with tess.page.expect_download() as download:
        tess.click(tess.page.get_by_role("button", name=re.compile("ZIP")))
    assert download.value.suggested_filename.endswith(".zip")

    # Next year's programme has the other session on its day of the week.
    tess.go("/admin/training/session/programme/").fill("input[name=first]", f"{a_day(67):%-d %B %Y}")
    tess.fill("input[name=last]", f"{a_day(67):%-d %B %Y}").fill("input[name=weeks]", "52")
    tess.click("#content input[type=submit]").click(
        tess.page.get_by_role("button", name=re.compile("Create"))
    )
    assert tess.page.locator(".messagelist .success").get_by_text("draft").is_visible()

    # The other session cannot be held.
    tess.go(f"/admin/training/session/{second}/cancel/").fill("input[name=reason]", "The trainer is ill.")
    tess.click("#content input[type=submit]")
    assert tess.page.get_by_text(re.compile("Cancelled")).first.is_visible()
    print(f"The term took {tess.acts} clicks and typed fields.")  # noqa: T201
