"""Exit this page: how fast the page is hidden, what the tab shows, where Back leads, and what the other site learns."""

import json

import pytest
from django.conf import settings

from tests.browser.conftest import CHROMIUM, CHROMIUM_OPTIONS

SENSITIVE = "/themes/domestic-abuse/"
TARGET = settings.HSCP_EXIT_PAGE["url"]
BUTTON = ".govuk-exit-this-page__button"
# Reports the first frame after the press, and when its content was true, measured from the press itself.
MEASURE = """
addEventListener("click", (event) => requestAnimationFrame(() => setTimeout(() => console.log(JSON.stringify({
  hidden: performance.now() - event.timeStamp,
  text: document.body.innerText,
  cover: document.elementFromPoint(innerWidth / 2, innerHeight / 2).className,
  icons: [...document.querySelectorAll("link[rel=icon]")].map((link) => new URL(link.href).pathname.split(".")[0]),
})))), true);
"""
# Reports each frame since the page was shown that has a page of the portal in it.
WATCH = """
if (location.protocol === "http:") {
  let shown;
  addEventListener("pageshow", () => { shown = false; });
  requestAnimationFrame(function look() {
    if (document.querySelector("h1") && !shown) {
      shown = true;
      console.log(`painted ${location.pathname}`);
    }
    requestAnimationFrame(look);
  });
}
"""


class SlowPage:
    """The page that Exit leads to. It answers only when told to; `headers` are those of each request for it."""

    def __init__(self, context):
        self.headers, self._waiting, self._slow = [], [], False
        context.route("https://www.bbc.co.uk/**", self._answer)

    def _answer(self, route):
        self.headers.append(route.request.all_headers())
        if self._slow:
            self._waiting.append(route)
        else:
            route.fulfill(body="<title>Weather</title>", content_type="text/html")

    def wait(self):
        self._slow = True

    def answer(self):
        self._slow = False
        for route in self._waiting:
            route.fulfill(body="<title>Weather</title>", content_type="text/html")


@pytest.fixture
def target(page):
    return SlowPage(page.context)


def messages(page):
    """Return the list to which the page's console messages are added from now on."""
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    return heard


def as_the_browser_shows(page):
    """Return (title, address) as the browser's own window has them: the page may be too busy leaving to answer."""
    info = page.context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"]
    return info["title"], info["url"]


def press_after_a_moment(page, script):
    """Run `script` in the page after this call has returned: waiting for a page that is leaving would hang."""
    page.evaluate(f"() => {{ setTimeout(() => {{ {script} }}, 20); }}")
    page.wait_for_timeout(500)


def back(page, to):
    """Go back, and wait until the tab is at `to`. (`page.go_back` gives up when one page redirects to another.)"""
    with page.expect_event("framenavigated"):
        page.evaluate("() => { setTimeout(() => history.back(), 20); }")
    page.wait_for_url(to)


@pytest.mark.parametrize(
    "script",
    [
        f"document.querySelector('{BUTTON}').click()",
        "document.querySelector('.govuk-js-exit-this-page-skiplink').click()",
        "for (let i = 0; i < 3; i++) document.dispatchEvent(new KeyboardEvent('keyup', {key: 'Shift'}))",
    ],
    ids=["button", "skip link", "shift three times"],
)
def test_the_page_is_hidden_at_once_while_the_other_site_is_slow(page, site, target, script):
    page.goto(SENSITIVE)
    page.evaluate(MEASURE)
    heard = messages(page)
    target.wait()

    press_after_a_moment(page, script)

    [measured] = [json.loads(text) for text in heard]
    # How long that took depends on the machine; that it is the first frame does not.
    print(f"hidden after {measured.pop('hidden'):.1f} ms")  # noqa: T201  (for a note of figures; shown with -s)
    assert measured == {
        "text": "Loading.",
        "cover": "govuk-exit-this-page-overlay",
        "icons": ["/static/img/blank"],
    }
    assert as_the_browser_shows(page) == ("Loading", f"{site.address}/")
    target.answer()
    page.wait_for_url(TARGET)
    assert page.title() == "Weather"


def test_the_page_can_be_left_before_it_has_loaded(page, site, target):
    # The modules never arrive, so neither GOV.UK's script nor the load event does.
    held = []
    page.route("**/js/portal*.js", lambda route: held.append(route))
    page.goto(SENSITIVE, wait_until="commit")
    page.locator(BUTTON).wait_for()
    target.wait()

    press_after_a_moment(page, f"document.querySelector('{BUTTON}').click()")

    assert as_the_browser_shows(page) == ("Loading", f"{site.address}/")
    target.answer()
    page.wait_for_url(TARGET)
    assert len(held) == 1


def test_shift_is_counted_aloud_and_three_times_leaves(page, target):
    page.goto(SENSITIVE)
    status = page.locator(".govuk-exit-this-page [role=status]")
    said = []

    for _ in range(2):
        page.keyboard.press("Shift")
        said.append((status.inner_text(), page.locator(".govuk-exit-this-page__indicator-light--on").count()))
    page.keyboard.press("Shift")
    page.wait_for_url(TARGET)

    assert said == [("Shift, press 2 more times to exit.", 1), ("Shift, press 1 more time to exit.", 2)]


def test_the_keyboard_leaves_by_the_second_stop(page, target):
    page.goto(SENSITIVE)

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    page.wait_for_url(TARGET)

    assert focused == "Exit this page"


@pytest.mark.parametrize("kept_whole", [False, True], ids=["fetched again", "kept in memory"])
def test_back_shows_no_page_of_the_portal(site, browser, target_browsers, kept_whole):
    context = target_browsers[kept_whole].new_context(base_url=site.address)
    target = SlowPage(context)
    page = context.new_page()
    page.goto("/")
    page.click("nav a[href='/themes/']")
    page.goto("/themes/#main-content")
    page.click(f"main a[href='{SENSITIVE}']")
    page.locator(BUTTON).click()
    page.wait_for_url(TARGET)
    heard = messages(page)
    page.add_init_script(WATCH)

    for _ in range(3):
        back(page, TARGET)

    assert len(target.headers) == 1 + 3
    assert [text for text in heard if text.startswith("painted")] == []
    assert [headers.get("referer") for headers in target.headers] == [None] * len(target.headers)
    context.close()


@pytest.fixture(scope="module")
def target_browsers(browser):
    """Return {False: the usual browser, True: one that keeps whole pages in memory for Back, as people's own do}."""
    keeping = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=CHROMIUM_OPTIONS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield {False: browser, True: keeping}
    keeping.close()


def test_the_portal_can_be_opened_again_in_the_same_tab(page, target):
    page.goto("/themes/")
    page.goto(SENSITIVE)
    page.locator(BUTTON).click()
    page.wait_for_url(TARGET)

    page.goto("/toolkits/")
    page.reload()
    opened = page.url
    page.click("main a[href^='/toolkits/'] >> nth=0")
    page.wait_for_url("**/toolkits/*/")
    back(page, opened)
    back(page, TARGET)
    back(page, TARGET)

    assert opened.endswith("/toolkits/")


def test_the_other_site_is_not_told_where_the_reader_came_from(page, target):
    page.goto(SENSITIVE)

    page.locator(BUTTON).click()
    page.wait_for_url(TARGET)

    assert [headers.get("referer") for headers in target.headers] == [None]
    assert page.evaluate("[document.referrer, window.opener]") == ["", None]


def test_without_scripts_the_link_leaves_and_tells_nothing(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    target = SlowPage(context)
    page.goto(SENSITIVE)

    page.locator(BUTTON).click()
    page.wait_for_url(TARGET)
    page.go_back()

    assert [headers.get("referer") for headers in target.headers] == [None]
    # As the page about hiding a visit says: without scripts Back still shows the portal.
    assert page.url.endswith(SENSITIVE)
    context.close()


def test_words_typed_on_a_sensitive_page_are_gone_after_back(page):
    page.goto(SENSITIVE)
    page.fill("#site-search", "my own words")

    page.goto("/themes/")
    back(page, f"**{SENSITIVE}")

    assert page.input_value("#site-search") == ""
