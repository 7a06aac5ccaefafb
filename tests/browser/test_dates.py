"""The dates of courses as people use them: filters without script, the month on a phone, and the keyboard alone."""

import re

import pytest

from tests.browser.test_every_page import WIDTHS, scrolls_sideways, violations

NARROW = {"width": 320, "height": 640}
PLACES = [
    "/training/",
    "/training/dates/",
    "/training/dates/?kind=tours&date_from=31+2+2027",
    "/training/dates/?q=nothing-has-this-word",
    "/training/calendar/",
    "/themes/neglect/",
]


def address_of_a_session(page):
    page.goto("/training/dates/")
    return page.locator(".portal-session-card a").first.get_attribute("href")


def address_of_a_month(page):
    """Return the address of a month that has sessions."""
    page.goto("/training/calendar/")
    for _ in range(4):
        if page.locator(".portal-month__sessions").count():
            break
        page.locator(".portal-months a[rel=next]").click()
    return page.url


def test_every_page_of_dates_is_accessible_and_fits_a_narrow_screen(page):
    session = address_of_a_session(page)
    addresses = [*PLACES, session, address_of_a_month(page)]
    faults = []
    for address in addresses:
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address)
            faults += [f"{address} at {width}: {violation}" for violation in violations(page)]
        page.set_viewport_size(NARROW)
        page.goto(address)
        if scrolls_sideways(page):
            faults.append(f"{address} scrolls sideways")

    assert faults == []
    assert page.watched.problems == []


@pytest.mark.parametrize("script", [True, False], ids=["script on", "script off"])
def test_filters_and_the_calendar_keep_in_step(browser, site, script):
    context = browser.new_context(base_url=site.address, java_script_enabled=script)
    page = context.new_page()
    page.goto("/training/dates/")
    everything = page.locator(".portal-session-card").count()

    page.get_by_label(re.compile("^Practical sessions")).check()
    page.get_by_role("button", name="Show results").click()
    kinds = set(page.locator(".portal-card > p:first-child").all_inner_texts())
    narrowed = page.locator(".portal-session-card").count()
    page.get_by_role("navigation", name="Training").get_by_role("link", name="Calendar").click()
    in_the_calendar = page.url
    page.locator(".portal-months a[rel=next]").click()

    assert 0 < narrowed < everything
    assert {kind.partition(" ·")[0] for kind in kinds} == {"Practical session"}
    assert in_the_calendar.endswith("/training/calendar/?kind=practical")
    assert page.url.endswith("?kind=practical")
    assert context.cookies() == []
    context.close()


def test_the_month_is_a_table_on_a_desktop_and_a_list_on_a_phone(page):
    month = address_of_a_month(page)
    page.goto(month)
    on_a_desk = (
        page.locator(".portal-month th").first.is_visible(),
        page.locator(".portal-month td").count(),
    )
    page.set_viewport_size({"width": 360, "height": 800})

    shown = [day for day in page.locator(".portal-month td").all() if day.is_visible()]

    assert (on_a_desk[0], on_a_desk[1] % 7) == (True, 0)
    assert not page.locator(".portal-month th").first.is_visible()
    assert len(shown) == page.locator(".portal-month__sessions").count() > 0
    assert re.match(r"\w+day \d+ \w+", shown[0].inner_text())


def test_a_theme_leads_to_a_session_with_the_keyboard_in_two_steps(page):
    def follow(words):
        for _ in range(200):
            page.keyboard.press("Tab")
            if words in page.evaluate("document.activeElement.innerText || ''"):
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.goto("/themes/neglect/")
    follow("Book a toolkit tour")
    page.keyboard.press("Tab")
    title = page.locator(".portal-session-card a").first.inner_text().partition(",")[0].strip()
    follow(title)

    assert page.locator("h1").inner_text() == title
    assert page.get_by_role("heading", name="Booking").is_visible()


def test_a_calendar_file_is_downloaded(page):
    page.goto(address_of_a_session(page))

    with page.expect_download() as download:
        page.get_by_role("link", name="Add to your calendar").click()

    text = download.value.path().read_text()
    assert download.value.suggested_filename.endswith(".ics")
    assert (text.splitlines()[0], text.count("BEGIN:VEVENT")) == ("BEGIN:VCALENDAR", 1)
