"""What a reader sees without a connection, and what the browser keeps for that."""

import pytest
from django.conf import settings

from hscp.site.offline import FILES

KEPT = """async () => {
  const caches_ = await caches.keys();
  const requests = await Promise.all(caches_.map(async (name) => (await caches.open(name)).keys()));
  return requests.flat().map((request) => new URL(request.url).pathname).sort();
}"""
REGISTERED = "async () => (await navigator.serviceWorker.getRegistrations()).length"


def open_and_keep(page, path="/"):
    """Open a page and wait until it has cached what it keeps for later."""
    page.goto(path)
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")


def test_without_a_connection_the_numbers_are_shown_in_the_portals_style(page):
    open_and_keep(page)
    page.reload()
    page.context.set_offline(True)

    page.goto("/contacts/")

    links = page.locator("main a[href^='tel:']").all_inner_texts()
    assert page.locator("h1").inner_text() == "This page cannot be reached"
    assert links == [entry["number"] for entry in settings.HSCP_EMERGENCY_NUMBERS]
    assert page.evaluate("getComputedStyle(document.querySelector('.portal-masthead')).backgroundColor") == (
        "rgb(11, 79, 85)"
    )
    page.get_by_role("link", name="What to say and do").click()
    assert page.locator("h1").inner_text() == "A child has told me something"
    assert page.get_by_text("Do not promise to keep it secret.").is_visible()
    assert page.locator(".govuk-exit-this-page__button").is_visible()
    page.context.set_offline(False)
    page.goto("/contacts/")
    assert page.locator("h1").inner_text() == "Contacts"


def test_only_what_is_for_readers_offline_is_kept(page):
    open_and_keep(page)
    for path in ("/themes/", "/themes/domestic-abuse/", "/search/?q=neglect", "/a-child-has-told-me/"):
        page.goto(path)

    assert page.evaluate(KEPT) == sorted(
        ["/offline/", "/offline/a-child-has-told-me/", *(f"/static/{name}" for name in FILES)]
    )
    assert page.context.cookies() == []


@pytest.mark.parametrize("path", ["/themes/domestic-abuse/", "/search/?q=neglect", "/hide-your-visit/"])
def test_a_sensitive_page_keeps_nothing(page, path):
    page.goto(path)
    page.wait_for_timeout(1000)

    assert page.evaluate(REGISTERED) == 0
    assert page.evaluate(KEPT) == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_what_an_older_release_kept_is_dropped(page):
    page.goto("/report-a-concern/")
    page.evaluate(
        "async () => { await (await caches.open('offline-older')).put('/old/', new Response('old')); }"
    )

    open_and_keep(page)
    for _ in range(50):
        if "/old/" not in (kept := page.evaluate(KEPT)):
            break
        page.wait_for_timeout(100)

    assert "/old/" not in kept
