"""The guided path as people follow it: with and without scripts, by keyboard, on a narrow screen; nothing of it is kept."""

import pytest

from tests.browser.test_every_page import scrolls_sideways, violations

START = "/contacts/find/"
TO_THE_LADO = [
    "No, not at this moment",
    "No, I am a parent, a relative, a neighbour or a friend",
    "Someone who works or volunteers with children, such as a teacher, a coach or a foster carer",
]
CONCERN = "report-a-concern-about-a-child"
NARROW = {"width": 320, "height": 640}
STORED = "[document.cookie, Object.keys(localStorage).join(), Object.keys(sessionStorage).join()]"


def choose(page, words):
    page.locator(".portal-choices").get_by_role("link", name=words, exact=True).click()


@pytest.mark.parametrize("script", [True, False], ids=["script on", "script off"])
def test_three_answers_lead_to_the_lado_and_back_leads_back(browser, site, script):
    context = browser.new_context(base_url=site.address, java_script_enabled=script)
    page = context.new_page()
    page.goto(START)
    seen = []
    for words in TO_THE_LADO:
        seen.append((page.url, page.locator("h1").inner_text()))
        choose(page, words)

    assert page.locator("h1").inner_text() == "Local Authority Designated Officer (LADO)"
    assert page.get_by_role("link", name="01962 876364").first.is_visible()
    assert len({url for url, _ in seen}) == 3
    for url, heading in reversed(seen):
        page.go_back()
        assert (page.url, page.locator("h1").inner_text()) == (url, heading)
    context.close()


def test_the_first_answer_leads_to_999(page):
    page.goto(START)

    choose(page, "Yes, or they may be")

    assert page.locator("h1").inner_text() == "Call 999 now"
    assert page.locator("main").get_by_role("link", name="999").first.get_attribute("href") == "tel:999"


def test_the_path_works_with_the_keyboard_only(page):
    page.goto(START)
    for words in TO_THE_LADO:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.innerText") == words:
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")

    assert page.locator("h1").inner_text() == "Local Authority Designated Officer (LADO)"


def test_every_page_of_the_path_is_accessible_and_fits_a_narrow_screen(page):
    faults, waiting, seen = [], [START], set()
    page.set_viewport_size(NARROW)
    while waiting:
        address = waiting.pop()
        seen.add(address)
        page.goto(address)
        faults += [f"{address} {violation}" for violation in violations(page)]
        if scrolls_sideways(page):
            faults.append(f"{address} scrolls sideways")
        too_small = page.evaluate(
            "[...document.querySelectorAll('.portal-choices__link')].filter(a => a.offsetHeight < 44).length"
        )
        if too_small:
            faults.append(f"{address} has {too_small} small answers")
        links = page.eval_on_selector_all(
            ".portal-choices__link", "all => all.map(a => a.getAttribute('href'))"
        )
        # All ends look alike: one for each reader is enough.
        steps = {
            link for link in links if link.startswith(START) and (link.count("/") == 4 or CONCERN in link)
        }
        waiting += steps - seen - set(waiting)

    assert faults == []
    assert len(seen) == 8 + 3
    assert page.watched.problems == []


def test_no_answers_are_kept_in_the_browser_or_on_the_server(page, site):
    said_before = []
    page.on("request", lambda request: said_before.append(request.headers.get("referer", "")))
    page.goto(START)
    addresses = []
    for words in TO_THE_LADO:
        choose(page, words)
        page.wait_for_load_state()
        addresses.append(page.url.removeprefix(site.address))

    assert page.evaluate(STORED) == ["", "", ""]
    assert page.context.cookies() == []
    assert [referer for referer in said_before if "/contacts/find/" in referer] == []
    log = site.log.read_text()
    assert "/contacts/find/…" in log
    assert [address for address in addresses if address in log] == []


def test_the_picture_fits_a_wide_screen_and_scrolls_in_its_own_frame_on_others(editor):
    editor.set_viewport_size({"width": 1920, "height": 1000})
    editor.goto("/admin/contacts/finderquestion/")
    editor.get_by_role("link", name="The path as a picture").click()
    frame = "(() => { const f = document.querySelector('.admin-path__frame'); return f.scrollWidth > f.clientWidth; })()"

    assert violations(editor) == []
    assert (editor.evaluate(frame), scrolls_sideways(editor)) == (False, False)
    for width in (1280, 360):
        editor.set_viewport_size({"width": width, "height": 800})
        assert (editor.evaluate(frame), scrolls_sideways(editor)) == (True, False)
    assert editor.problems == []
