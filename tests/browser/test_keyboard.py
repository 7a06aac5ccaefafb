"""The portal with a keyboard only."""

import pytest

from tests.browser.test_every_page import violations

CRISIS = "/search/?q=my+pupil+wants+to+die"
WALKED = ["/", "/updates/", "/updates/follow/", "/developers/", "/open-data/", "/feedback/", CRISIS]
MOST_STOPS = 150


def focused(page):
    return page.evaluate("document.activeElement.innerText || document.activeElement.name || ''").strip()


def test_the_first_tab_stop_skips_to_the_content(page):
    page.goto("/")

    page.keyboard.press("Tab")
    assert focused(page) == "Skip to main content"
    page.keyboard.press("Enter")

    assert page.evaluate(
        "document.activeElement.closest('main') !== null || location.hash === '#main-content'"
    )


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", WALKED)
def test_every_focus_stop_is_seen_and_covered_by_nothing(page, path, width):
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(path)
    hidden, reached = [], ""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
                const element = document.activeElement;
                if (element === document.body) return null;
                // The first line of a link that breaks.
                const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
                const style = getComputedStyle(element);
                const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.borderStyle !== 'none';
                const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                const free = top && (element.contains(top) || [...(element.labels ?? [])].some(label => label.contains(top)));
                return {html: element.outerHTML.slice(0, 120), text: element.innerText, isLast: element.matches('footer li:last-child a'),
                        seen: box.width > 0 && box.height > 0 && shown && free};
            }"""
        )
        if stop is None:
            break
        reached = stop["text"]
        if not stop["seen"]:
            hidden.append(stop["html"])
        if stop["isLast"]:
            break

    assert hidden == []
    assert reached == "Cookies"


def test_search_from_the_home_page_without_a_mouse(page):
    page.goto("/")
    page.locator("main input[name=q]").focus()

    page.keyboard.type("private fostering")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?*")

    assert "q=private+fostering" in page.url
    assert page.locator("main").get_by_role("link", name="Private fostering").first.is_visible()


def test_what_is_typed_while_suggestions_load_stays(page):
    def late(route):
        page.wait_for_timeout(100)
        route.continue_()

    page.route("**/accessible-autocomplete.min.js", late)
    page.goto("/", wait_until="commit")
    page.locator("main input[name=q]").focus()

    page.keyboard.type("private fostering arrangements", delay=30)
    page.locator("main .portal-suggest").wait_for()

    assert page.locator("main input[name=q]").input_value() == "private fostering arrangements"
    assert page.locator("main .portal-suggest").count() == 1


def test_the_contrast_switch_is_kept_without_a_cookie(page):
    page.goto("/")
    switch = page.locator("button[aria-pressed]").first
    assert switch.get_attribute("aria-pressed") == "false"

    switch.focus()
    page.keyboard.press("Enter")
    page.goto("/themes/")

    assert page.locator("button[aria-pressed]").first.get_attribute("aria-pressed") == "true"
    assert page.context.cookies() == []
    assert violations(page) == []
