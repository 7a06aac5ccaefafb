"""Six people, each with what they came for, on a phone on a Saturday evening: how many taps lead there."""

import json
import re

import pytest

PHONE = {"width": 360, "height": 640}
ANSWERS = ".portal-open-now--open"


@pytest.fixture
def phone(browser, saturday_evening):
    """A phone without history, on a Saturday at a quarter to ten in the evening."""
    context = browser.new_context(base_url=saturday_evening, viewport=PHONE, has_touch=True)
    yield context.new_page()
    context.close()


def tap(page, name):
    """Follow the first link in the page's main part, or in its menu, that is called `name`."""
    with page.expect_navigation():
        page.locator("main, nav").get_by_role("link", name=name, exact=True).first.tap()


def first_answer(page):
    """Return (number, status) of the first line of who answers now."""
    line = page.locator("[data-call-now] > li").first
    return line.locator("a").get_attribute("href"), line.locator(ANSWERS).inner_text()


def in_sight(page, locator):
    """Return whether the locator's first element lies within the first two screens of a phone."""
    box = locator.first.bounding_box()
    return box["y"] + box["height"] <= 2 * PHONE["height"]


def test_a_teacher_finds_who_answers_in_one_tap_and_what_to_say_in_two(phone):
    phone.goto("/")
    tap(phone, "Worried about a child?")

    assert first_answer(phone) == ("tel:03005551373", "Open now, until 8:30am on Monday")
    assert in_sight(phone, phone.locator("[data-call-now] > li"))
    assert "Closed, opens Monday 8:30am" in phone.locator("[data-call-now]").inner_text()

    tap(phone, "A child has told me something")

    assert phone.locator("h1").inner_text() == "A child has told me something"
    assert first_answer(phone)[0] == "tel:03005551373"


def test_a_safeguarding_lead_has_the_theme_in_two_screens_and_takes_the_numbers_along(phone):
    phone.goto("/themes/neglect/")
    for part in (".portal-key-message", "[data-call-now] a", "#own-toolkit", "#dates h2"):
        assert in_sight(phone, phone.locator(part)), part

    sheet = phone.request.get("/contacts/sheet.pdf?contact=report-a-concern-about-a-child")
    assert (sheet.status, sheet.headers["content-type"]) == (200, "application/pdf")


def test_a_mother_whose_child_hurts_themselves_reaches_a_number_in_two_taps(phone):
    phone.goto("/")
    tap(phone, "Parents and carers")
    tap(phone, "My child is hurting themselves")

    number, status = first_answer(phone)
    assert (number, status) == ("tel:111", "Open now, 24 hours")


def test_a_thirteen_year_old_can_call_or_chat_in_two_taps(phone):
    phone.goto("/")
    tap(phone, "Children and young people")

    main = phone.locator("main")
    assert main.locator("a[href='tel:08001111']").first.is_visible()
    assert main.locator("a[href^='https://www.childline.org.uk/get-support/1-2-1']").first.is_visible()
    assert main.locator("a[href^='sms:']").first.is_visible()
    words = main.inner_text().lower()
    assert [
        word for word in ("referral", "threshold", "lado", "pathway", "safeguarding") if word in words
    ] == []


def test_a_health_visitor_finds_the_day_in_the_life_tool_and_prints_a_poster(phone):
    phone.goto("/")
    phone.locator("#home-search").tap()
    phone.keyboard.type("day in my life baby")
    with phone.expect_navigation():
        phone.keyboard.press("Enter")
    tap(phone, "Day in my Life Tools - Unborn Baby and Baby")
    assert phone.locator("h1").inner_text() == "Day in my Life Tools - Unborn Baby and Baby"

    phone.goto("/themes/safeguarding-infants/")
    tap(phone, "Posters for staff and waiting rooms")
    poster = phone.locator("main a[href*='poster.pdf']").first.get_attribute("href")
    answer = phone.request.get(poster)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")


def test_a_web_officer_gets_the_numbers_with_their_hours_as_data(phone):
    phone.goto("/contacts/report-a-concern-about-a-child/")
    address = phone.locator("link[type='application/json']").get_attribute("href")

    service = phone.request.get(address).json()

    numbers = {phone["number"]: phone["contact_id"] for phone in service["phones"]}
    hours = {each["contact_id"]: each for each in service["schedules"]}
    assert hours[numbers["+44 300 555 1373"]]["notes"].startswith("Answers whenever")
    assert re.search("opens_at|closes_at", json.dumps(service["schedules"]))
