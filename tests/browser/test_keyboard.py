"""The portal with a keyboard only."""

from tests.browser.test_every_page import violations


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


def test_every_focus_stop_of_the_home_page_is_visible(page):
    page.goto("/")
    hidden = []
    for _ in range(80):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
                const element = document.activeElement;
                if (element === document.body) return null;
                const box = element.getBoundingClientRect();
                const style = getComputedStyle(element);
                const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.borderStyle !== 'none';
                return {html: element.outerHTML.slice(0, 120), seen: box.width > 0 && box.height > 0 && shown,
                        onScreen: box.bottom > 0 && box.top < innerHeight};
            }"""
        )
        if state is None:
            break
        if not (state["seen"] and state["onScreen"]):
            hidden.append(state["html"])

    assert hidden == []


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
