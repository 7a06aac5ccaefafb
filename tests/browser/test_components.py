"""What the shared parts of a page do in a browser beyond their markup."""

import pytest

from tests.browser.looks import faults_of_looks
from tests.browser.test_every_page import violations

PHONE, DESK = {"width": 360, "height": 800}, {"width": 1280, "height": 900}
# A page whose theme is marked as sensitive in the starter content.
SENSITIVE = "/themes/domestic-abuse/"


@pytest.mark.parametrize(("size", "shown"), [(PHONE, False), (DESK, True)], ids=["phone", "desk"])
def test_filters_fold_on_a_phone_only(page, size, shown):
    page.set_viewport_size(size)

    page.goto("/resources/")

    assert page.locator(".portal-filter__form").is_visible() is shown
    assert page.locator(".portal-result-count").is_visible()


def test_folded_filters_open_by_keyboard(page):
    page.set_viewport_size(PHONE)
    page.goto("/resources/")

    page.locator(".portal-filter__summary").focus()
    page.keyboard.press("Enter")

    assert page.locator(".portal-filter__form").is_visible()
    assert violations(page) == []


def test_filters_are_open_on_a_phone_without_scripts(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()

    page.goto("/resources/")

    assert page.locator(".portal-filter__form").is_visible()
    assert page.locator("#main-menu").is_visible()
    assert not page.locator(".portal-contrast").is_visible()
    context.close()


def test_menu_opens_on_a_phone(page):
    page.set_viewport_size(PHONE)
    page.goto("/")
    assert not page.locator("#main-menu").is_visible()
    assert [link.is_visible() for link in page.locator(".portal-doors a").all()] == [True] * 3

    page.get_by_role("button", name="Menu").click()

    assert page.locator("#main-menu").is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_first_screen_of_a_phone_holds_search_the_ways_in_for_a_worry_and_the_three_doors(
    browser, site, script
):
    context = browser.new_context(
        base_url=site.address, java_script_enabled=script, viewport={"width": 360, "height": 640}
    )
    page = context.new_page()
    page.goto("/")

    wanted = [page.locator("main input[name=q]"), page.locator("main form button")]
    for links in (".portal-start a", ".portal-doors a", *([".portal-ways a"] if script else [])):
        wanted += page.locator(links).all()

    below = [each for each in wanted if (box := each.bounding_box())["y"] + box["height"] > 640]
    assert len(wanted) >= 6
    assert below == []
    context.close()


def test_print_shows_the_content_alone(page):
    page.goto(SENSITIVE)

    page.emulate_media(media="print")

    assert page.locator("h1").is_visible()
    assert [
        selector
        for selector in (
            "#main-menu",
            ".portal-doors",
            ".portal-search",
            ".portal-contents",
            ".govuk-breadcrumbs",
            ".portal-contrast",
        )
        if page.locator(selector).first.is_visible()
    ] == []


def test_every_component_can_be_read_in_every_mode(editor):
    editor.goto("/styleguide/?name=&words=home")

    assert faults_of_looks(editor) == []


def test_all_of_a_card_leads_where_its_title_does_and_its_text_can_be_marked(page):
    page.goto("/toolkits/")
    card = page.locator(".portal-card", has=page.locator("h3 + p")).first
    summary = card.locator("h3 + p")
    leads_to = card.locator("h3 a").get_attribute("href")

    box = summary.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 10, steps=5)
    page.mouse.up()
    assert len(page.evaluate("getSelection().toString()")) > 5
    assert page.url.endswith("/toolkits/")

    page.locator("h1").click()
    summary.click()
    page.wait_for_url(f"**{leads_to}")
    assert page.watched.problems == []
