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

    page.get_by_role("button", name="Menu").click()

    assert page.locator("#main-menu").is_visible()


def test_print_shows_the_content_alone(page):
    page.goto(SENSITIVE)

    page.emulate_media(media="print")

    assert page.locator("h1").is_visible()
    assert [
        selector
        for selector in (
            "#main-menu",
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
