"""A page that was kept for hours still says whether a number is answered now."""

import re

import pytest
from playwright.sync_api import expect

LIST = "/contacts/"
STALE = "Open now, until the day before yesterday"
STATUS = "[data-open-now]"
UNKNOWN = {"is_open": False}  # the server says nothing of a number without hours


def keep_a_stale_copy(page):
    """Serve the list of contacts as a browser's copy from another day: every number open, no word of closed hours."""

    def stale(route):
        response = route.fetch()
        body = re.sub(
            r'(<span class="portal-open-now)[^"]*("[^>]*>)[^<]*',
            rf"\1 portal-open-now--open\2{STALE}",
            response.text(),
        )
        body = re.sub(r'(data-while-closed="[^"]*")( hidden)?>', r"\1 hidden>", body)
        route.fulfill(response=response, body=body)

    page.route(f"**{LIST}", stale)


def shown(page):
    """What the page says, by contact point."""
    return {
        status.get_attribute("data-open-now"): status.text_content() for status in page.locator(STATUS).all()
    }


def answers(page):
    """What the server says at this moment, by contact point."""
    address = page.locator(STATUS).first.get_attribute("data-source")
    return page.request.get(f"{address}?points={','.join(shown(page))}").json()


def wait_for_news(page):
    expect(page.locator(STATUS).filter(has_text=STALE)).to_have_count(0)


def test_the_script_puts_a_stale_page_right(page):
    keep_a_stale_copy(page)

    page.goto(LIST)
    wait_for_news(page)

    now = answers(page)
    assert shown(page) == {point: now[point]["words"] for point in shown(page)} != {}
    green = page.locator(".portal-open-now--open").evaluate_all(
        "all => all.map((one) => one.dataset.openNow)"
    )
    assert set(green) == {point for point in shown(page) if now[point]["is_open"]}
    blocks = page.locator("[data-while-closed]").evaluate_all(
        "all => all.map((one) => [one.dataset.whileClosed.split(','), one.hidden])"
    )
    assert blocks == [
        [points, any(now.get(point, UNKNOWN)["is_open"] for point in points)] for points, _ in blocks
    ]
    assert page.watched.problems == []


@pytest.mark.parametrize("failure", ["abort", "error", "nonsense"])
def test_without_an_answer_the_words_of_the_page_stay(page, failure):
    keep_a_stale_copy(page)
    asked = []

    def fail(route):
        asked.append(route.request.url)
        if failure == "abort":
            route.abort()
        else:
            route.fulfill(status=503 if failure == "error" else 200, body="<p>Sorry</p>")

    page.route("**/open-now.json**", fail)

    page.goto(LIST)
    page.wait_for_load_state("networkidle")

    assert asked
    assert set(shown(page).values()) == {STALE}
    assert [problem for problem in page.watched.problems if problem.startswith("error")] == []


def test_the_words_change_with_the_minute_and_nothing_else_is_written(page):
    page.clock.install()
    page.goto(LIST)
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """(status) => {
          window.written = 0;
          const watch = new MutationObserver((changes) => { window.written += changes.length; });
          document.querySelectorAll(status).forEach((one) => watch.observe(one, { childList: true, attributes: true }));
        }""",
        STATUS,
    )

    with page.expect_response("**/open-now.json**"):
        page.clock.run_for(60_000)
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.written") == 0

    number = page.locator(STATUS).first.get_attribute("data-open-now")
    page.route(
        "**/open-now.json**",
        lambda route: route.fulfill(
            json={number: {"is_open": True, "words": "Open now, until 3am tomorrow"}}
        ),
    )
    with page.expect_response("**/open-now.json**"):
        page.clock.run_for(60_000)

    expect(page.locator(STATUS).first).to_have_text("Open now, until 3am tomorrow")


def test_who_answers_now_changes_places_in_a_page_left_open(page):
    def with_another_line(route):
        """Serve the page with a copy of its last line, of another number."""
        response = route.fetch()
        line = re.findall(r'<li class="portal-call-now__line.*?</li>', response.text(), re.DOTALL)[-1]
        copy = re.sub(r'data-open-now="\d+"', 'data-open-now="999999"', line)
        copy = re.sub(r'data-rank="\d+"', 'data-rank="99"', copy)
        route.fulfill(response=response, body=response.text().replace(line, line + copy))

    page.clock.install()
    page.route("**/a-child-has-told-me/", with_another_line)
    page.goto("/a-child-has-told-me/")
    page.wait_for_load_state("networkidle")
    lines = page.locator("[data-call-now] > li")
    points = lines.locator(STATUS).evaluate_all("all => all.map((one) => one.dataset.openNow)")
    assert len(points) > 1
    last = points[-1]
    # Lines that open at the same time stand in their usual order, whoever answers as the page is loaded.
    first = page.locator("[data-call-now] > li[data-rank='0']").locator(STATUS).get_attribute("data-open-now")
    said = {
        point: {
            "is_open": point == last,
            "is_known": True,
            "words": "Said",
            "opens_at": "2027-03-08T08:30:00+00:00",
        }
        for point in points
    }
    page.route("**/open-now.json**", lambda route: route.fulfill(json=said))
    lines.last.get_by_role("link").focus()

    with page.expect_response("**/open-now.json**"):
        page.clock.run_for(60_000)
    expect(lines.first).to_contain_text("Said")

    assert lines.first.locator(STATUS).get_attribute("data-open-now") == last
    assert page.locator(".portal-call-now__line--open").count() == 1
    assert page.evaluate(
        "document.activeElement.closest('li') === document.querySelector('[data-call-now] > li')"
    )
    assert page.locator("[data-call-now-none]").is_hidden()

    said[last]["is_open"], said[last]["is_known"] = False, False
    with page.expect_response("**/open-now.json**"):
        page.clock.run_for(60_000)
    page.locator("[data-call-now-none]").wait_for()

    assert lines.first.locator(STATUS).get_attribute("data-open-now") == first
    assert lines.last.locator(STATUS).get_attribute("data-open-now") == last


def test_coming_back_to_a_page_asks_again(page):
    page.goto(LIST)
    page.wait_for_load_state("networkidle")

    with page.expect_request("**/open-now.json**"):
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")


def test_without_script_the_page_says_what_the_server_says(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()

    page.goto(LIST)

    now = answers(page)
    assert shown(page) == {point: now[point]["words"] for point in shown(page)} != {}
    for status in page.locator(STATUS).all():
        assert (
            status.locator("xpath=following-sibling::*[contains(@class, 'portal-contact__hours')]").count()
            > 0
        )
    context.close()
