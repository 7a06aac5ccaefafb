"""A custom pack, as a reader ticks, reads, shares and downloads it."""

import pytest

from tests.browser.looks import faults_of_looks
from tests.browser.test_every_page import scrolls_sideways, violations

PACK = "/my-pack/?theme=neglect&theme=domestic-abuse&contact=hampshire-camhs"


def test_ticking_by_keyboard_alone_makes_the_pack_that_its_address_holds(page):
    page.goto("/my-pack/")
    page.locator("input[name=theme]").first.focus()

    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-pack/?theme=*")

    assert page.locator("h1").inner_text() == "My safeguarding pack"
    assert page.locator(".portal-brochure-theme").count() == 2
    assert page.locator("input:checked").count() == 2
    assert page.watched.problems == []


def test_no_tick_moves_to_the_error_and_from_there_to_the_first_box(page):
    page.goto("/my-pack/")

    page.get_by_role("button", name="Make the pack").click()
    page.locator(".govuk-error-summary:focus").wait_for()
    page.get_by_role("link", name="Choose at least one theme or contact for the pack").press("Enter")

    assert page.evaluate("document.activeElement.name") == "theme"
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_pack_can_be_read_at_each_width(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    faults = []
    for path in ("/my-pack/", PACK, f"{PACK}&theme=gone-away", "/my-pack/?make=pack"):
        page.goto(path)
        faults += [f"{path} {fault}" for fault in violations(page)]
        if scrolls_sideways(page):
            faults.append(f"{path} scrolls sideways")
        if width == 1280:
            faults += [f"{path} {fault}" for fault in faults_of_looks(page)]

    assert faults == []
    assert page.watched.problems == []


def test_the_pack_is_made_without_scripts_and_downloaded_as_pdf(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()

    page.goto("/my-pack/")
    page.get_by_label("Neglect", exact=True).check()
    page.get_by_label("Hampshire CAMHS").check()
    page.get_by_role("button", name="Make the pack").click()
    link = page.get_by_role("link", name="The pack to print or send (PDF")
    pdf = context.request.get(link.get_attribute("href"))

    assert page.locator(".portal-brochure-theme > h2").all_inner_texts() == ["Neglect", "Contacts"]
    assert (pdf.status, pdf.headers["content-type"]) == (200, "application/pdf")
    assert not page.get_by_role("button", name="Copy the address").is_visible()
    context.close()


def test_the_address_is_copied_by_keyboard_and_the_page_says_so(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(PACK)

    page.get_by_role("button", name="Copy the address").press("Enter")
    page.get_by_role("button", name="Copied").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("/my-pack/?theme=domestic-abuse&theme=neglect&contact=hampshire-camhs")
    assert page.locator("#share-status").inner_text() == "The address is copied."


def test_only_the_pack_is_printed(page):
    page.goto(PACK)

    page.emulate_media(media="print")

    shown = ("h1", ".portal-brochure-theme h2", "#chosen-contacts", ".portal-share__code svg")
    hidden = ("#choose", ".portal-share__line", ".portal-print", ".govuk-exit-this-page")
    assert [each for each in shown if not page.locator(each).first.is_visible()] == []
    assert [each for each in hidden if page.locator(each).first.is_visible()] == []
