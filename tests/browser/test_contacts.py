"""Whom to contact, for a person under stress: with a keyboard, on a phone, greatly enlarged, on paper."""

import pytest

from tests.browser.test_every_page import WIDTHS, scrolls_sideways, violations

CHILDRENS_SERVICES = "tel:03005551384"
PAGES = [
    "/",
    "/report-a-concern/",
    "/contacts/",
    "/contacts/report-a-concern-about-a-child/",
    "/contacts/local-authority-designated-officer-lado/",
    "/contacts/hampshire-camhs/",
    "/themes/neglect/",
    "/processes/private-fostering/",
]
PHONE = {"width": 360, "height": 800}


def tab_to(page, href, most=60):
    """Press Tab until the link to `href` has the focus; return how often, or None if it never gets it."""
    for pressed in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == href:
            return pressed
    return None


def test_a_number_can_be_rung_from_the_home_page_by_keyboard_without_opening_another(page):
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the link that skips the header: still the same page

    pressed = tab_to(page, CHILDRENS_SERVICES)

    assert page.url.partition("#")[0].endswith("/")
    assert pressed <= 12
    assert page.locator(f'a[href="{CHILDRENS_SERVICES}"]').first.is_visible()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_each_page_with_contacts_is_accessible_at_each_width(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    faults = []
    for path in PAGES:
        assert page.goto(path).status == 200
        faults += [f"{path} {violation}" for violation in violations(page)]

    assert faults == []
    assert page.watched.problems == []


@pytest.mark.parametrize("height", [640, 256], ids=["320 px", "400 percent"])
def test_no_page_with_contacts_scrolls_sideways(page, height):
    page.set_viewport_size({"width": 320, "height": height})
    too_wide = []
    for path in PAGES:
        page.goto(path)
        if scrolls_sideways(page):
            too_wide.append(path)

    assert too_wide == []


def test_the_number_is_in_the_upper_part_of_its_card_and_can_be_tapped_on_a_phone(page):
    page.set_viewport_size(PHONE)
    page.goto("/contacts/")

    cards = page.evaluate(
        """[...document.querySelectorAll('.portal-contact')].map(card => {
            const top = card.getBoundingClientRect().top;
            const numbers = [...card.querySelectorAll('a[href^="tel:"].portal-contact__value')];
            return {
                title: card.querySelector('.portal-contact__title').innerText,
                first: numbers.length ? numbers[0].getBoundingClientRect().bottom - top : 0,
                lowest: Math.min(...numbers.map(number => number.getBoundingClientRect().height), 999),
            };
        })"""
    )

    assert len(cards) >= 9
    # A card at the top of the screen shows its number without scrolling, with room for the address bar.
    assert [card["title"] for card in cards if card["first"] > PHONE["height"] * 0.6] == []
    assert [card["title"] for card in cards if card["lowest"] < 44] == []


WHAT_A_THEME_SHOWS_FIRST = {
    "what to do": ".portal-key-message",
    "whom to call": '#contacts a[href^="tel:0"]',
    "its own toolkit": "#own-toolkit a",
    "the next date": "#dates li",
}


def test_the_heaviest_theme_shows_what_matters_within_two_screens_of_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("/themes/neglect/")

    ends = {
        name: page.locator(selector).first.bounding_box()
        for name, selector in WHAT_A_THEME_SHOWS_FIRST.items()
    }
    ends = {name: box["y"] + box["height"] for name, box in ends.items()}

    assert {name: end for name, end in ends.items() if end > 2 * 640} == {}
    assert list(ends.values()) == sorted(ends.values())
    assert page.evaluate("document.documentElement.scrollHeight") < 8 * 640
    # A link to a part opens it, and so does the button for all of them; paper holds what is closed.
    case_study = page.get_by_role("link", name="Neglect Case Studies", exact=True)
    assert not case_study.is_visible()
    page.goto("/themes/neglect/#case-studies")
    case_study.wait_for()
    assert page.locator(".portal-fold[open]").count() == 1
    button = page.locator(".portal-folds")
    button.click()
    assert page.locator(".portal-fold:not([open])").count() == 0
    assert button.inner_text() == "Close all lists"
    button.click()
    page.emulate_media(media="print")
    assert case_study.is_visible()


def test_a_browser_without_scripts_opens_what_a_link_leads_to(browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site.address)
    page = context.new_page()
    page.goto("/themes/neglect/#case-studies")

    assert page.get_by_role("link", name="Neglect Case Studies", exact=True).is_visible()
    assert not page.locator(".portal-folds").is_visible()
    context.close()


def test_a_printed_contact_keeps_its_numbers_hours_and_steps(page):
    page.goto("/contacts/hampshire-camhs/")

    page.emulate_media(media="print")

    main = page.locator("main").inner_text()
    for text in ("0300 304 0050", "Monday to Friday, 9am to 2pm", "Refer online.", "Details", "checked"):
        assert text in main
    assert not page.locator(".portal-print").is_visible()
    assert not page.locator(".portal-menu").is_visible()
