"""The local contacts sheet and the levels of need, as a designated safeguarding lead ticks, reads and prints them."""

import re

import pytest

from tests.browser.test_every_page import scrolls_sideways, violations

# One with many numbers, one with hours, one with an address, one without any.
MAIN_CONTACTS = [
    "report-a-concern-about-a-child",
    "local-authority-designated-officer-lado",
    "hampshire-camhs",
    "early-help-and-family-support",
    "private-fostering",
]
SHEET = "/contacts/sheet/?" + "&".join(f"contact={slug}" for slug in MAIN_CONTACTS)


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_ticking_by_keyboard_alone_makes_the_sheet(page):
    page.goto("/contacts/sheet/")
    page.locator("input[name=contact]").first.focus()

    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/sheet/?contact=*")

    assert page.locator("h1").inner_text() == "Local safeguarding contacts"
    assert page.locator(".portal-sheet__entry").count() == 2
    assert page.locator("input[name=contact]:checked").count() == 2
    assert page.watched.problems == []


def test_no_tick_moves_to_the_error_and_from_there_to_the_first_box(page):
    page.goto("/contacts/sheet/")

    page.get_by_role("button", name="Make the sheet").click()
    page.locator(".govuk-error-summary:focus").wait_for()
    page.get_by_role("link", name="Choose at least one contact for the sheet").press("Enter")

    assert page.evaluate("document.activeElement.name") == "contact"
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_sheet_can_be_read_at_each_width(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    faults = []
    for path in ("/contacts/sheet/", SHEET, f"{SHEET}&contact=gone-away", "/contacts/sheet/?make=sheet"):
        page.goto(path)
        faults += [f"{path} {fault}" for fault in violations(page)]
        if scrolls_sideways(page):
            faults.append(f"{path} scrolls sideways")

    assert faults == []
    assert page.watched.problems == []


def test_the_sheets_address_is_copied_by_keyboard_and_the_page_says_so(page, site):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{SHEET}&contact=gone-away")

    page.get_by_role("button", name="Copy the address").press("Enter")
    page.get_by_role("button", name="Copied").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == f"{site.address}{SHEET}"
    assert page.locator("#share-status").inner_text() == "The address is copied."


def test_the_main_contacts_fit_on_one_printed_page(page):
    page.goto(SHEET)

    pdf = page.pdf(format="A4")

    assert page.locator(".portal-sheet__entry").count() == len(MAIN_CONTACTS)
    assert pages_of(pdf) == 1


def test_only_the_sheet_is_printed(page):
    page.goto(f"{SHEET}&contact=gone-away")
    shown = (".portal-sheet", "h1", ".portal-sheet__date", ".portal-qr svg")
    hidden = (
        "#choose",
        ".portal-sheet__tools",
        ".govuk-notification-banner",
        ".portal-masthead",
        ".portal-footer",
    )

    page.emulate_media(media="print")

    assert [selector for selector in shown if not page.locator(selector).first.is_visible()] == []
    assert [selector for selector in hidden if page.locator(selector).first.is_visible()] == []
    assert (
        page.evaluate(
            "[...document.querySelectorAll('h1, .portal-sheet, .portal-sheet *:not(svg, path)')]"
            ".filter(element => getComputedStyle(element).color !== 'rgb(0, 0, 0)').length"
        )
        == 0
    )


def test_a_contact_is_not_split_over_two_pages(page):
    page.goto(SHEET)

    page.emulate_media(media="print")

    assert page.evaluate(
        "[...document.querySelectorAll('.portal-sheet__entry')].map(entry => getComputedStyle(entry).breakInside)"
    ) == ["avoid"] * len(MAIN_CONTACTS)


def test_the_print_button_prints(page):
    page.add_init_script("window.print = () => { window.printed = true }")
    page.goto(SHEET)

    page.get_by_role("button", name="Print the sheet").press("Enter")

    assert page.evaluate("window.printed") is True


def test_the_sheet_works_without_scripts(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()

    page.goto("/contacts/sheet/")
    page.get_by_label("Hampshire CAMHS").check()
    page.get_by_role("button", name="Make the sheet").click()

    assert page.locator(".portal-sheet__title").all_inner_texts() == ["Hampshire CAMHS"]
    assert page.locator(".portal-sheet").get_by_text("Monday to Friday, 9am to 2pm").is_visible()
    assert not page.locator(".portal-print").is_visible()
    context.close()


def test_an_indicator_leads_to_a_level_and_to_a_number(page):
    page.goto("/thresholds/")

    page.locator("#see").get_by_role("link", name="Level 4").first.press("Enter")

    assert page.url.endswith("#level-4")
    assert page.locator("#level-4").get_by_role("link", name="0300 555 1384").is_visible()
    assert violations(page) == []


def test_the_printed_levels_show_each_example_once(page):
    page.goto("/thresholds/")
    examples = page.locator(".portal-seen__list li").all_inner_texts()

    page.emulate_media(media="print")
    paper = page.locator("main").inner_text()

    assert examples
    assert [text for text in examples if paper.count(text) != 1] == []
    assert not page.locator(".portal-print").is_visible()
