"""Finding something, as a reader does: type, pick, narrow, turn pages, go back; by keyboard, on a phone, without scripts."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.test_every_page import WIDTHS, violations

BOXES = {
    "header": ("/themes/", "#site-search"),
    "home": ("/", "#home-search"),
    "search": ("/search/", "#search-box"),
}


def ready(page, box):
    """Go to the box and wait until it offers suggestions."""
    page.locator(box).focus()
    page.locator(f'{box}[role="combobox"]').wait_for()


def type_in(page, box, text):
    ready(page, box)
    page.locator(box).press_sequentially(text, delay=20)


def options(page):
    return page.locator('[role="option"]:visible')


@pytest.mark.parametrize("where", BOXES)
def test_a_suggestion_is_picked_by_keyboard(page, where):
    path, box = BOXES[where]
    page.goto(path)

    type_in(page, box, "privat")
    options(page).first.wait_for()
    assert page.locator(box).get_attribute("aria-expanded") == "true"
    assert 1 <= options(page).count() <= 8
    page.keyboard.press("ArrowDown")
    title = options(page).first.locator(".portal-suggest__title").inner_text()
    assert options(page).first.get_attribute("aria-selected") == "true"
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: urlsplit(address).path != path)

    assert page.locator("h1").inner_text() == title
    assert page.watched.problems == []


def test_a_suggestion_is_picked_by_mouse(page):
    page.goto("/")

    type_in(page, "#home-search", "FGM")
    options(page).first.click()
    page.wait_for_url("**/*#*")

    assert "/glossary/" in page.url


@pytest.mark.parametrize("where", BOXES)
def test_enter_searches_for_what_was_typed_while_suggestions_show(page, where):
    path, box = BOXES[where]
    page.goto(path)

    type_in(page, box, "negl")
    options(page).first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=negl")

    assert page.locator("#search-box").input_value() == "negl"


def test_escape_closes_the_suggestions_and_keeps_the_words_and_the_focus(page):
    page.goto("/")
    type_in(page, "#home-search", "negl")
    options(page).first.wait_for()
    page.keyboard.press("ArrowDown")

    page.keyboard.press("Escape")

    assert options(page).count() == 0
    assert page.evaluate("document.activeElement.id") == "home-search"
    assert page.locator("#home-search").input_value() == "negl"


def test_the_number_of_suggestions_is_announced(page):
    page.goto("/")

    type_in(page, "#home-search", "neglec")

    page.locator('[role="status"]', has_text=re.compile(r"^\d suggestions")).wait_for(
        state="attached", timeout=5000
    )


def test_the_words_of_a_results_page_are_not_offered_as_a_suggestion(page):
    page.goto("/search/?q=neglect")
    ready(page, "#search-box")

    page.locator("#search-box").focus()
    page.wait_for_timeout(400)

    assert (page.locator("#search-box").input_value(), options(page).count()) == ("neglect", 0)


@pytest.mark.parametrize("answer", ["refused", "error", "nonsense"])
def test_without_answers_the_box_still_searches(page, answer):
    def respond(route):
        if answer == "refused":
            route.abort()
        else:
            route.fulfill(status=500 if answer == "error" else 200, body="<p>")

    page.route("**/api/suggest**", respond)
    page.goto("/")

    type_in(page, "#home-search", "neglect")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=neglect")

    assert [problem for problem in page.watched.problems if problem.startswith("error:")] == []


def test_without_the_component_the_box_still_searches(page):
    page.route("**/autocomplete/**", lambda route: route.abort())
    page.goto("/")

    page.locator("#home-search").fill("neglect")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=neglect")

    assert page.locator(".portal-result-count").is_visible()


def test_words_typed_before_the_component_arrives_are_kept(page):
    def hold(route):
        page.locator("#home-search").press_sequentially("negl")
        route.continue_()

    page.route("**/autocomplete/**", hold)
    page.goto("/", wait_until="commit")
    ready(page, "#home-search")
    page.keyboard.type("ect")

    assert page.locator("#home-search").input_value() == "neglect"


def test_filter_remove_a_tag_turn_the_page_and_go_back(page):
    page.goto("/search/?q=neglect")
    everything = page.locator(".portal-result-count").inner_text()

    page.get_by_label(re.compile("^Resource")).check()
    page.get_by_role("button", name="Show results").click()
    page.wait_for_url("**kind=resource**")
    narrowed = page.locator(".portal-result-count").inner_text()
    assert narrowed != everything
    page.get_by_role("link", name=re.compile("Remove filter")).click()
    assert page.locator(".portal-result-count").inner_text() == everything
    page.get_by_role("link", name="Next page").click()
    assert page.locator(".portal-result-count").inner_text().startswith("21 to 40 of")
    assert page.locator("#search-box").input_value() == "neglect"
    page.go_back()
    page.go_back()

    assert page.locator(".portal-result-count").inner_text() == narrowed
    assert page.get_by_label(re.compile("^Resource")).is_checked()
    assert page.watched.problems == []
    assert page.context.cookies() == []


def test_the_order_can_be_changed_and_the_words_stay(page):
    page.goto("/search/?q=neglect")

    page.get_by_label("Sort by").select_option("title")
    page.get_by_role("button", name="Show results").click()
    page.wait_for_url("**sort=title**")

    titles = page.locator(".portal-card h3").all_inner_texts()
    assert page.locator("#search-box").input_value() == "neglect"
    assert titles == sorted(titles, key=lambda title: title.lower().replace("&", "and"))


def test_a_corrected_spelling_can_be_undone(page):
    page.goto("/search/?q=neglekt")

    page.locator(".portal-corrected").get_by_role("link", name="neglekt").click()

    assert page.locator(".portal-result-count").inner_text() == "No results"
    page.get_by_role("link", name="neglect", exact=True).click()
    assert page.locator(".portal-card").first.is_visible()


STATES = [
    "/search/?q=neglect&kind=resource&theme=gone",
    "/search/?q=who+do+i+call",
    "/search/?q=neglekt",
    "/search/?q=qqqqzzzz",
]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_every_state_of_the_page_is_accessible_at_each_width(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    faults = []
    for path in STATES:
        page.goto(path)
        ready(page, "#search-box")
        faults += [f"{path} {violation}" for violation in violations(page)]

    assert faults == []


@pytest.mark.parametrize("path", STATES)
def test_no_state_scrolls_sideways_at_320_pixels(page, path):
    page.set_viewport_size({"width": 320, "height": 600})

    page.goto(path)
    type_in(page, "#search-box", " harm")
    page.wait_for_timeout(400)

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_count_and_filters_are_in_sight_on_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 640})

    page.goto("/search/?q=neglect")
    ready(page, "#search-box")

    for part in (".portal-result-count", ".portal-filter__summary"):
        box = page.locator(part).bounding_box()
        assert (part, box["y"] + box["height"] < 640) == (part, True)


def test_high_contrast_holds_for_results_and_suggestions(page):
    page.add_init_script("localStorage.setItem('contrast', 'high')")
    page.goto("/search/?q=neglect")
    found = violations(page)

    type_in(page, "#search-box", " to")
    page.wait_for_timeout(400)

    assert found + violations(page) == []


def test_the_search_works_with_scripts_off(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")

    page.locator("#home-search").fill("neglect")
    page.keyboard.press("Enter")
    page.get_by_label(re.compile("^Course")).check()
    page.get_by_role("button", name="Show results").click()

    assert "kind=course" in page.url
    assert {
        text.split(" · ")[0] for text in page.locator(".portal-card > p:first-child").all_inner_texts()
    } == {"Course"}
    page.get_by_role("link", name=re.compile("Remove filter")).click()
    page.get_by_role("link", name="Next page").click()
    assert page.locator("#search-box").input_value() == "neglect"
    context.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_crisis_is_answered_first(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/search/?q=i+want+to+die")

    card = page.locator(".portal-crisis")
    assert card.get_by_role("link", name="999").is_visible()
    assert card.get_by_role("link", name="0800 1111").is_visible()
    assert card.bounding_box()["y"] < page.locator(".portal-listing").bounding_box()["y"]
    assert page.locator(".portal-listing").get_by_role("link", name="Childline", exact=True).count() == 0
    assert page.get_by_role("button", name="Exit this page").is_visible()
    assert violations(page) == []
    assert page.watched.problems == []


def test_a_folded_result_opens_by_keyboard(page):
    page.goto("/search/?q=gaming+and+gambling")

    folded = page.locator(".portal-folded").first
    folded.locator("summary").focus()
    assert not folded.get_by_role("link").first.is_visible()
    page.keyboard.press("Enter")
    assert folded.get_by_role("link").first.is_visible()
    assert violations(page) == []


def test_what_the_site_has_nothing_on_is_said_honestly(page):
    page.goto("/search/?q=lado+portsmouth")
    assert page.get_by_text("In Portsmouth other services and numbers apply").is_visible()
    assert page.locator(".portal-listing").get_by_text("LADO").first.is_visible()

    page.goto("/search/?q=pizza+recipe")
    assert page.get_by_role("heading", name="No results").is_visible()
    assert page.get_by_role("link", name=re.compile("find the right contact", re.I)).first.is_visible()
    assert violations(page) == []


def test_the_facts_of_a_result_stand_one_space_apart_and_end_without_a_dot_on_paper(page):
    page.goto("/search/?q=neglect")
    if page.get_by_text("This search took too long").count():
        # The first search of a process opens the index, which a busy machine may not do in time.
        page.reload()
    way = page.locator(".portal-card li + li:last-child > .portal-item__open").first
    before = "way => getComputedStyle(way.closest('li').previousElementSibling, '::after').content"

    assert way.evaluate("way => getComputedStyle(way).marginLeft") == "0px"
    assert way.evaluate(before) == '" · "'
    page.emulate_media(media="print")
    assert way.evaluate("way => getComputedStyle(way).display") == "none"
    assert way.evaluate(before) == "none"
