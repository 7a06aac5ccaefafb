"""An editor's first week, from signing in to her words on the site, with the publisher who works beside her.

Each test is a day; they work on records of their own. `Hands` counts what a person does.
"""

import io
import re

import pytest
from PIL import Image

from tests.browser.conftest import PASSWORD
from tests.browser.hands import Hands

PEOPLE = f"""
from django.contrib.auth.models import Group
from hscp.models import User
for name, first, last, role in (("nia", "Nia", "Lowe", "Editor"), ("sam", "Sam", "Hill", "Publisher")):
    user = User.objects.create_user(name, f"{{name}}@example.org", "{PASSWORD}", first_name=first, last_name=last, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
"""  # fmt: skip
MOMENT_IS_HERE = """
from django.utils import timezone
from hscp.editing.models import Draft
Draft.objects.filter(publish_at__isnull=False).update(publish_at=timezone.now())
"""


def leaflet():
    """Return a small PDF."""
    target = io.BytesIO()
    Image.new("RGB", (200, 280), "white").save(target, "PDF")
    return target.getvalue()


@pytest.fixture(scope="module")
def people(browser, site):
    site.manage("shell", "-c", PEOPLE)
    return Hands(browser, site, "nia"), Hands(browser, site, "sam")


def test_a_typo_is_mended_sent_back_mended_again_and_published(people, page):
    nia, sam = people
    nia.open("resources/toolkit", "neglect")
    slug = nia.address()
    nia.fill("#id_summary", "For everybody who thinks that a childs needs are not met.")
    nia.click("input[name=_look]").link("Send for review")
    nia.fill("textarea[name=note]", "I mended the first sentence.").click("input[value='Send for review']")

    sam.go("/admin/").link("Neglect")
    sam.fill("textarea[name=words]", "It is child’s, with an apostrophe.").click("input[name=send_back]")

    nia.go("/admin/")
    assert nia.page.get_by_text("with an apostrophe").is_visible()
    nia.link("Neglect")
    nia.go(re.sub(r"/(review|draft)/$", "/change/", nia.page.url.split("?")[0]))
    nia.fill("#id_summary", "For everybody who thinks that a child’s needs are not met.")
    nia.click("input[name=_look]").link("Send for review").click("input[value='Send for review']")
    page.goto(f"/toolkits/{slug}/")
    assert page.get_by_text("needs are not met").count() == 0

    sam.go("/admin/").link("Neglect").click("input[name=approve]")
    page.goto(f"/toolkits/{slug}/")
    assert page.get_by_text("that a child’s needs are not met").first.is_visible()


def test_a_new_toolkit_with_a_file_and_a_link_comes_into_three_packs(people, page):
    nia, sam = people
    nia.go("/admin/resources/toolkit/add/")
    nia.fill("#id_title", "Sleep and safety at home").fill("#id_summary", "How babies sleep safely.")
    nia.page.select_option("#id_audience_group", "professionals")
    nia.click("#link_rows-group .add-row a")
    nia.fill("#id_link_rows-0-address", "https://www.hampshirescp.org.uk/sleep")
    nia.click("#link_rows-group .add-row a")
    with nia.page.expect_popup() as opened:
        nia.click("#add_id_link_rows-1-file")
    popup = opened.value
    popup.set_input_files(
        "input[type=file]", {"name": "sleep.pdf", "mimeType": "application/pdf", "buffer": leaflet()}
    )
    popup.fill("#id_title", "Sleep leaflet")
    with popup.expect_event("close"):
        popup.locator("input[name=_save]").click()
    nia.click("input[name=_send]")
    nia.click("input[value='Send for review']")

    sam.go("/admin/").link("Sleep and safety").click("input[name=approve]")
    sam.open("resources/toolkit", "sleep and safety").link("In these packs")
    themes = sam.page.locator("#packs_form input[type=checkbox]")
    for number in range(3):
        sam.click(themes.nth(number))
    sam.click("input[value='Save the packs']")

    page.goto("/toolkits/sleep-and-safety-at-home/")
    assert page.get_by_text("Sleep leaflet").first.is_visible()
    assert page.locator("main a[href^='/themes/']").count() >= 3


def test_what_has_a_successor_is_retired_and_that_is_undone(people, page):
    _, sam = people
    sam.open("resources/toolkit", "parents")
    slug = sam.address()
    sam.go(re.sub(r"/change/.*", "/visibility/", sam.page.url))
    sam.page.select_option("#id_successor", index=1)
    sam.click("input[name=replaces]").click("input[value='Do this now']")
    page.goto(f"/toolkits/{slug}/")
    assert f"/toolkits/{slug}/" not in page.url

    sam.click(sam.page.get_by_role("button", name=re.compile("Undo")))
    page.goto(f"/toolkits/{slug}/")
    assert f"/toolkits/{slug}/" in page.url
    assert page.locator("h1").inner_text()


def test_a_change_appears_at_the_moment_for_which_it_was_approved(people, page, site):
    nia, sam = people
    nia.open("themes/process", "")
    change = nia.page.url.split("?")[0]
    slug = nia.address()
    nia.fill("#id_title", "A title from Monday on").click("input[name=_look]")

    sam.go(change.replace("/change/", "/draft/"))
    sam.fill("input[name=at_0]", "2035-03-01").fill("input[name=at_1]", "09:00").click("[name=schedule]")
    assert sam.page.get_by_text("1 March 2035").first.is_visible()
    page.goto(f"/processes/{slug}/")
    assert page.get_by_text("A title from Monday on").count() == 0

    site.manage("shell", "-c", MOMENT_IS_HERE)
    assert "A title from Monday on" in site.manage("publish_drafts")
    page.goto(f"/processes/{slug}/")
    assert page.locator("h1").inner_text() == "A title from Monday on"


def test_two_people_at_one_record_lose_nothing(people):
    nia, sam = people
    nia.open("themes/term", "")
    change = nia.page.url.split("?")[0]
    sam.go(change)
    sam.fill("#id_title", "Sam’s title").click("input[name=_draft]")

    nia.fill("#id_title", "Nia’s title").fill("#id_aliases", "Nia’s other name").click("input[name=_draft]")
    assert nia.page.get_by_text("Nothing of yours is lost").is_visible()
    nia.click(nia.page.get_by_label(re.compile("Saved meanwhile"))).click("input[value='Save what I chose']")

    nia.go(change)
    assert nia.page.input_value("#id_title") == "Sam’s title"
    assert nia.page.input_value("#id_aliases") == "Nia’s other name"
