"""The routes for parents and carers and for young people, as people use them: with the keyboard only, at any width, without script."""

import pytest

from tests.browser.test_every_page import WIDTHS, scrolls_sideways, violations

PAGES = [
    "/parents-and-carers/",
    "/parents-and-carers/?age=11-15",
    "/parents-and-carers/?age=junk",
    "/parents-and-carers/i-do-not-feel-safe-at-home/",
    "/parents-and-carers/my-baby-will-not-stop-crying/",
    "/children-and-young-people/",
]


def tab_to(page, selector, at_most=80):
    """Press Tab until an element that `selector` matches has the focus, and return its text; fail if none gets it."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        text = page.evaluate(
            "selector => document.activeElement.matches(selector) ? document.activeElement.innerText : null",
            selector,
        )
        if text is not None:
            return text
    raise AssertionError(f"{selector} is not reached in {at_most} steps")


def follow(page, selector):
    """Tab to the link that `selector` matches and open it with Enter."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_parent_reaches_a_number_for_their_worry_with_the_keyboard_only(page_on_saturday):
    page = page_on_saturday
    page.goto("/")
    follow(page, 'main a[href="/parents-and-carers/"]')
    follow(page, 'a[href="/parents-and-carers/?age=11-15#worries"]')
    assert page.locator('.portal-ages [aria-current="true"]').inner_text() == "11 to 15"
    follow(page, 'main a[href="/parents-and-carers/my-teenager-hurts-or-frightens-me/"]')

    number = tab_to(page, '#contacts a[href^="tel:"]')

    assert page.locator("h1").inner_text() == "My teenager hurts or frightens me"
    # Who answers then comes first, the office in its turn.
    assert number == "0300 555 1373"
    assert tab_to(page, '#contacts a[href="tel:03005551384"]') == "0300 555 1384"
    assert page.watched.problems == []
    assert page.context.cookies() == []


def test_a_young_person_reaches_childline_with_the_keyboard_only(page):
    page.goto("/")
    follow(page, 'main a[href="/children-and-young-people/"]')

    assert tab_to(page, 'main a[href^="tel:"]') == "999"
    assert tab_to(page, 'main a[href^="tel:"]') == "0800 1111"


def test_the_numbers_for_young_people_are_on_the_first_screen_of_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/children-and-young-people/")

    below = page.locator("main .portal-numbers a").evaluate_all(
        "links => links.filter(link => link.getBoundingClientRect().bottom > innerHeight).map(link => link.innerText)"
    )

    assert below == []


def test_an_age_is_chosen_and_cleared_without_script(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/parents-and-carers/")
    everything = page.locator(".portal-situations > li").count()

    page.get_by_role("link", name="Under 1", exact=True).click()
    babies = page.locator(".portal-situations h3").all_inner_texts()
    page.get_by_role("link", name="Show every age").click()

    assert babies[0] == "My baby will not stop crying"
    assert "My child is missing school" not in babies
    assert page.locator(".portal-situations > li").count() == everything > len(babies)
    context.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_the_routes_are_accessible_at_each_width(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    faults = []
    for path in PAGES:
        page.goto(path)
        faults += [f"{path} {violation}" for violation in violations(page)]

    assert faults == []


def test_the_routes_do_not_scroll_sideways_at_400_percent_zoom(page):
    page.set_viewport_size({"width": 320, "height": 256})
    too_wide = []
    for path in PAGES:
        page.goto(path)
        if scrolls_sideways(page):
            too_wide.append(path)

    assert too_wide == []
