"""The share block and what a theme offers to print, as readers use them: by keyboard, without a clipboard, on paper."""

import re

import pytest

from tests.browser.test_every_page import scrolls_sideways, violations

PAGES = ["/themes/domestic-abuse/", "/toolkits/neglect/"]
COPY = '[data-module="portal-copy"]:visible'
WITHOUT_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
REFUSED = "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))"


def short_address(site, code):
    return f"{site.address}/t/{code}"


def test_the_button_copies_the_address_by_keyboard_and_says_so(page, site):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.goto("/themes/neglect/")
    button, status = page.locator(COPY), page.locator("#share-status")
    width = button.bounding_box()["width"]
    button.focus()

    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copied").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == short_address(site, "neglect")
    assert status.inner_text() == "The address is copied."
    assert page.evaluate("document.activeElement.dataset.module") == "portal-copy"
    assert button.bounding_box()["width"] == width
    assert violations(page) == []

    page.clock.run_for(4000)

    assert (button.inner_text(), status.inner_text()) == ("Copy the address", "")
    assert page.watched.problems == []
    assert page.context.cookies() == []


def test_a_list_is_copied_with_a_box_before_each_line(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.goto("/a-child-has-told-me/")

    page.get_by_role("button", name="Copy the checklist").press("Enter")
    page.get_by_role("button", name="Copied").wait_for()

    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    shown = page.locator("#checklist-lines li").all_inner_texts()
    assert lines == [f"[ ] {line}" for line in shown]
    assert page.locator("#checklist-status").inner_text() == "The checklist is copied."
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True))
    assert len(sheets) <= 2
    assert page.watched.problems == []


def test_a_second_press_is_announced_again_and_lasts_as_long_as_the_first(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.goto("/toolkits/neglect/")
    button = page.locator(COPY)

    button.press("Space")
    page.get_by_role("button", name="Copied").wait_for()
    page.evaluate(
        "window.said = []; new MutationObserver(() => said.push(document.getElementById('share-status').textContent))"
        ".observe(document.getElementById('share-status'), {childList: true})"
    )
    page.clock.run_for(3000)
    button.press("Space")
    page.locator("#share-status", has_text="The address is copied.").wait_for(state="attached")
    page.clock.run_for(3000)

    assert page.evaluate("said") == ["", "The address is copied."]
    assert button.inner_text() == "Copied"


@pytest.mark.parametrize("script", [WITHOUT_CLIPBOARD, REFUSED], ids=["none", "refused"])
def test_without_the_clipboard_the_old_way_of_copying_is_used(page, site, script):
    page.add_init_script(
        f"{script}; addEventListener('copy', () => {{ window.took = String(getSelection()) }})"
    )
    page.goto("/themes/neglect/")

    page.locator(COPY).press("Enter")
    page.get_by_role("button", name="Copied").wait_for()

    assert page.evaluate("window.took") == short_address(site, "neglect")


def test_where_nothing_can_copy_the_address_is_selected_for_the_reader(page, site):
    page.add_init_script(f"{WITHOUT_CLIPBOARD}; document.execCommand = () => false")
    page.goto("/themes/neglect/")

    page.locator(COPY).press("Enter")
    page.get_by_role("button", name="Press Ctrl+C to copy").wait_for()

    assert page.evaluate("String(getSelection())") == short_address(site, "neglect")
    assert page.locator("#share-status").inner_text() == "The address is selected. Press Ctrl+C to copy it."
    assert page.evaluate("document.activeElement.dataset.module") == "portal-copy"
    assert violations(page) == []


def test_a_phone_shares_with_what_it_has_and_nobody_else_sees_the_button(page, site):
    page.goto("/toolkits/neglect/")
    assert not page.get_by_role("button", name="Share", exact=True).is_visible()

    page.add_init_script("navigator.share = async (given) => { window.shared = given }")
    page.goto("/toolkits/neglect/")
    page.get_by_role("button", name="Share", exact=True).press("Enter")

    assert page.evaluate("shared") == {
        "title": page.locator('[data-module="portal-share"]').get_attribute("data-title"),
        "url": short_address(site, "neglect-toolkit"),
    }
    assert violations(page) == []


def test_without_scripts_there_is_the_address_and_no_button_that_does_nothing(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()

    page.goto("/themes/neglect/")

    assert page.locator("#share-address").inner_text() == short_address(site, "neglect")
    assert not page.locator(COPY).is_visible()
    assert not page.get_by_role("button", name="Print this page").is_visible()
    context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_blocks_can_be_read_at_each_width_in_each_contrast(page, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    faults = violations(page)
    page.locator('[data-module="portal-contrast"]').click()
    faults += violations(page)

    assert faults == []
    assert not scrolls_sideways(page)


def test_the_code_is_large_and_light_enough_for_a_camera_in_high_contrast_too(page):
    page.goto("/themes/neglect/")
    page.locator('[data-module="portal-contrast"]').click()
    drawing = page.locator(".portal-share svg")

    assert drawing.bounding_box()["width"] >= 120
    assert drawing.locator("path").first.get_attribute("fill") == "#fff"


def test_the_files_are_saved_under_names_that_say_what_they_are(page):
    page.goto("/toolkits/neglect/")
    names = []
    for link in page.locator(".portal-share__files a[href*='/qr.']").all():
        with page.expect_download() as download:
            link.click()
        names.append(download.value.suggested_filename)

    assert names == ["qr-neglect-toolkit.svg", "qr-neglect-toolkit.png"]


def test_on_paper_the_code_and_the_address_stay_and_the_rest_goes(page):
    page.goto("/themes/neglect/")

    page.emulate_media(media="print")

    shown = ["#share-address", ".portal-share svg"]
    hidden = [COPY, "#share", ".portal-share__files", ".portal-take-away"]
    assert [selector for selector in shown if not page.locator(selector).is_visible()] == []
    assert [selector for selector in hidden if page.locator(selector).is_visible()] == []
    assert (
        page.evaluate("getComputedStyle(document.getElementById('share-address'), '::after').content")
        == "none"
    )


@pytest.mark.parametrize("typed", ["/t/neglect", "/t/Neglect.", "/t/NEGLECT/"])
def test_a_short_address_opens_the_page(page, typed):
    page.goto(typed)

    assert page.url.endswith("/themes/neglect/")
    assert page.locator("h1").inner_text().endswith("Neglect")


def test_the_printed_page_ends_with_what_leads_back_to_it(page):
    page.goto("/themes/domestic-abuse/")

    page.emulate_media(media="print")

    bottom = page.locator("main").evaluate("element => element.getBoundingClientRect().bottom")
    assert page.locator(".portal-footer").bounding_box() is None
    footer = page.locator(".portal-record-footer").bounding_box()
    assert bottom - (footer["y"] + footer["height"]) < 20
