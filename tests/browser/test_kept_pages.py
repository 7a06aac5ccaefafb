"""What a practitioner keeps on a phone: shown without a connection, made again, removed; and never kept unasked."""

from urllib.parse import urlsplit

import pytest

from hscp.site.offline import FILES
from tests.browser.test_offline import KEPT

ALWAYS = ["/a-child-has-told-me/", "/contacts/", "/report-a-concern/", "/thresholds/"]
HOME = "/keep-on-this-phone/"
NAMES = "async () => (await caches.keys()).filter((name) => name.startsWith('kept-'))"
PATHS = """async () => {
  const [name] = (await caches.keys()).filter((each) => each.startsWith('kept-'));
  return (await (await caches.open(name)).keys()).map((request) => request.url);
}"""
MARKER = "async () => (await caches.match('/kept.json')).json()"
CHANGE = """async (change) => {
  const [name] = (await caches.keys()).filter((each) => each.startsWith('kept-'));
  const cache = await caches.open(name);
  const marker = await (await cache.match('/kept.json')).json();
  await cache.put('/kept.json', new Response(JSON.stringify({ ...marker, ...change })));
}"""
NUMBER = """async () => {
  const text = await (await caches.match('/contacts/')).text();
  const links = [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll("main a[href^='tel:']")];
  return links.map((link) => link.getAttribute('href').slice(4)).find((number) => number.length > 3);
}"""
HOUR = 3_600_000
WAIT = 15_000
# Every way in which a page may differ, with those that put a reader at risk.
TEN_VISITS = [
    "/",
    "/contacts/",
    "/themes/domestic-abuse/",
    "/thresholds/",
    "/a-child-has-told-me/",
    "/themes/neglect/",
    "/report-a-concern/",
    "/search/?q=neglect",
    HOME,
    "/professionals/",
]


def status(page):
    return page.locator("[data-status]")


def keep(page, *themes):
    """Open the page, tick the themes (slugs) and keep; return when it is done."""
    page.goto(HOME)
    for slug in themes:
        page.locator(f"#keep-{slug}").check()
    page.get_by_role("button", name="Keep on this phone").click()
    page.get_by_text("Kept. You can read").wait_for(timeout=WAIT)
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")


def kept_pages(page):
    """Return the paths of the kept pages, without their files and the marker."""
    found = [urlsplit(url).path for url in page.evaluate(PATHS)]
    return sorted({path for path in found if path.endswith("/")})


def until(page, condition):
    """Wait until `condition`, an async function of the page, returns true."""
    for _ in range(WAIT // 100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never true: {condition}")


@pytest.fixture
def a_theme(page):
    """The slug of a theme that is not sensitive."""
    page.goto(HOME)
    return page.locator("input[name=theme]").first.get_attribute("id").removeprefix("keep-")


def test_kept_pages_are_read_without_a_connection_and_removed_by_one_button(page, a_theme):
    keep(page, a_theme)
    theme = f"/themes/{a_theme}/"
    assert kept_pages(page) == sorted([*ALWAYS, HOME, theme])
    entries = page.evaluate("history.length")
    page.context.set_offline(True)

    page.goto("/contacts/")
    assert "copy kept on this device, as of" in page.locator(".portal-stale").inner_text()
    numbers = page.locator("main a[href^='tel:']").evaluate_all(
        "links => links.filter((link) => link.href.replace(/\\D/g, '').length > 3).length"
    )
    assert page.locator("main .portal-as-of").count() == numbers > 5
    # Nothing says who is open now, nothing is to be sent, and the page can be left as ever.
    assert page.locator("[data-open-now], form, main button, [data-while-closed][hidden]").count() == 0
    assert page.locator(".govuk-exit-this-page__button").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.portal-masthead')).backgroundColor") == (
        "rgb(11, 79, 85)"
    )
    page.goto("/a-child-has-told-me/")
    assert page.locator(".portal-call-now .portal-as-of").count() > 0
    page.goto("/toolkits/")
    assert page.locator("h1").inner_text() == "This page cannot be reached"
    page.get_by_role("link", name="Pages kept here").click()
    assert page.locator("form, [data-refresh]").count() == 0
    page.locator("#find-kept").fill("levels of need")
    assert page.locator("[data-list] a").all_inner_texts() == ["Levels of need"]
    page.get_by_role("button", name="Remove from this device").click()
    page.get_by_text("Removed. This site keeps").wait_for()
    assert page.locator(".portal-stale").count() == 0

    assert page.evaluate(NAMES) == []
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    # Four pages were opened, and the steps on them added nothing.
    assert page.evaluate("history.length") == entries + 4
    page.goto("/contacts/")
    assert page.locator("h1").inner_text() == "This page cannot be reached"
    assert page.get_by_role("link", name="Pages kept here").count() == 0


def test_nothing_is_kept_unless_somebody_asks(page):
    for path in TEN_VISITS:
        page.goto(path)
        page.wait_for_load_state("networkidle")

    assert [name.partition("-")[0] for name in page.evaluate("caches.keys()")] == ["offline"]
    assert page.evaluate(KEPT) == sorted(
        ["/offline/", "/offline/a-child-has-told-me/", *(f"/static/{name}" for name in FILES)]
    )
    assert page.evaluate("(async () => (await indexedDB.databases()).length)()") == 0
    assert page.evaluate("localStorage.length") == 0


def test_sensitive_themes_are_kept_together_and_only_once_it_is_said_that_nobody_else_opens_the_device(page):
    page.goto(HOME)
    page.locator("#keep-sensitive").check()
    page.get_by_role("button", name="Keep on this phone").click()
    assert status(page).inner_text().startswith("Nothing has been kept.")
    assert page.evaluate(NAMES) == []
    sensitive = page.locator("[data-keep=sensitive]").evaluate_all(
        "all => all.map((each) => each.dataset.address)"
    )

    page.locator("#keep-alone").check()
    page.get_by_role("button", name="Keep on this phone").click()
    page.get_by_text("Kept. You can read").wait_for(timeout=4 * WAIT)

    assert kept_pages(page) == sorted([*ALWAYS, HOME, *sensitive])
    assert "/themes/domestic-abuse/" in sensitive


def test_copies_are_made_again_once_a_day_and_never_from_a_sensitive_page(page):
    keep(page)
    made = page.evaluate(MARKER)
    page.evaluate(CHANGE, {"asOf": made["asOf"] - 25 * HOUR, "used": made["used"] - 1})
    old = page.evaluate(MARKER)
    page.goto("/a-child-has-told-me/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(MARKER) == old

    page.goto("/professionals/")
    until(page, f"async () => (await ({MARKER})()).asOf > {made['asOf']}")

    assert page.evaluate(MARKER)["used"] >= made["used"]
    until(page, f"async () => (await ({NAMES})()).length === 1")
    assert kept_pages(page) == sorted([*ALWAYS, HOME])


def answered(page, path, change):
    """Let requests for `path` be answered with what the site says of it after `change`, a function of its text."""

    def handle(route):
        response = route.fetch()
        route.fulfill(response=response, body=change(response.text()))

    page.route(f"**{path}", handle)


def test_a_new_number_takes_the_place_of_the_old_and_what_was_withdrawn_is_gone(page, a_theme):
    keep(page, a_theme)
    made = page.evaluate(MARKER)
    old = page.evaluate(NUMBER)
    answered(page, "/contacts/", lambda text: text.replace(f'href="tel:{old}"', 'href="tel:+441962000000"'))
    theme = f"/themes/{a_theme}/"
    answered(page, HOME, lambda text: text.replace(f'data-address="{theme}"', 'data-address="/nowhere/"'))
    page.evaluate(CHANGE, {"asOf": made["asOf"] - 25 * HOUR})

    page.goto("/professionals/")
    until(page, f"async () => (await ({MARKER})()).asOf > {made['asOf']}")
    until(page, f"async () => (await ({NAMES})()).length === 1")

    assert page.evaluate(NUMBER) == "+441962000000"
    assert old not in page.evaluate("async () => (await (await caches.match('/contacts/')).text())")
    assert kept_pages(page) == sorted([*ALWAYS, HOME])
    assert page.evaluate(MARKER)["themes"] == []


def test_copies_that_are_removed_while_they_are_made_again_stay_removed(page):
    keep(page)
    made = page.evaluate(MARKER)
    page.evaluate(CHANGE, {"asOf": made["asOf"] - 25 * HOUR})
    waiting = []
    page.route("**/thresholds/", lambda route: waiting.append(route))
    page.goto("/professionals/")
    while not waiting:
        page.wait_for_timeout(100)

    page.evaluate(
        "async () => Promise.all((await caches.keys()).map((name) => name.startsWith('kept-') && caches.delete(name)))"
    )
    waiting[0].continue_()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)

    assert page.evaluate(NAMES) == []


def test_copies_are_made_without_cookies(page):
    page.goto(HOME)
    page.context.add_cookies([{"name": "sessionid", "value": "somebody", "url": page.url}])
    sent = []
    page.on("request", lambda request: sent.append((request.url, request.all_headers().get("cookie"))))
    page.get_by_role("button", name="Keep on this phone").click()
    page.get_by_text("Kept. You can read").wait_for(timeout=WAIT)

    pages = {urlsplit(url).path: cookie for url, cookie in sent if urlsplit(url).path in ALWAYS}
    assert pages == dict.fromkeys(ALWAYS)


def test_a_copy_is_not_taken_of_a_copy(page):
    keep(page)
    old = page.evaluate(MARKER)
    page.goto(HOME)
    page.route(
        "**/thresholds/",
        lambda route: route.fulfill(body='<main><h1>Old</h1></main><div class="portal-stale">'),
    )

    page.get_by_role("button", name="Make the copies again now").click()
    page.get_by_text("That did not work").wait_for(timeout=WAIT)

    assert page.evaluate(MARKER) == old


@pytest.mark.parametrize(("days", "left"), [(30, 1), (31, 0)])
def test_what_is_unused_for_more_than_thirty_days_is_removed_when_any_page_is_opened(page, days, left):
    keep(page)
    page.evaluate(CHANGE, {"used": page.evaluate(MARKER)["used"] - days})

    page.goto("/a-child-has-told-me/")

    assert len(page.evaluate(NAMES)) == left


def test_a_new_release_leaves_what_is_kept(page):
    keep(page)
    page.evaluate("async () => { await caches.open('offline-older'); }")

    page.evaluate("async () => { await navigator.serviceWorker.register('/service-worker.js?next'); }")
    until(page, "async () => !(await caches.has('offline-older'))")

    assert len(page.evaluate(NAMES)) == 1
