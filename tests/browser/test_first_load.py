"""What a first visit fetches on a slow line: everything, with headers, as it comes over the wire."""

LIMIT = 107_000  # bytes: 2.1 s at 400 kbit/s, the speed that is called slow 3G
# Beside the home page, the fullest of the pages that somebody in need opens first.
FIRST_PAGES = ["/themes/neglect/", "/a-child-has-told-me/", "/parents-and-carers/", "/contacts/"]
TYPEFACE_LIMIT = 60_000


def fetched(page, path):
    """Open a page and return {address: bytes with headers} of all that the browser fetched for it."""
    requests = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(path, wait_until="networkidle")
    sizes = {request.url: request.sizes() for request in requests}
    return {url: size["responseBodySize"] + size["responseHeadersSize"] for url, size in sizes.items()}


def test_a_first_load_is_small_and_in_our_typeface(page):
    sizes = fetched(page, "/")
    fonts = {url: size for url, size in sizes.items() if "/fonts/" in url}

    assert sum(sizes.values()) < LIMIT, sizes
    assert len(fonts) == 2
    assert sum(fonts.values()) < TYPEFACE_LIMIT
    # Preloaded: asked for before the stylesheets that name them have come, and used.
    assert page.evaluate("document.fonts.check('700 1rem \"Atkinson Hyperlegible\"')")
    assert page.evaluate("[...document.fonts].filter((font) => font.status === 'loaded').length") >= 2


def test_the_fullest_first_pages_are_small(browser, site):
    sizes = {}
    for path in FIRST_PAGES:
        context = browser.new_context(base_url=site.address)
        sizes[path] = sum(fetched(context.new_page(), path).values())
        context.close()

    assert {path: size for path, size in sizes.items() if size >= LIMIT} == {}, sizes


def test_the_typeface_is_kept_by_the_browser_for_good(page):
    answers = []
    page.on("response", lambda response: answers.append(response) if "/fonts/" in response.url else None)
    page.goto("/", wait_until="networkidle")

    assert [answer.headers["cache-control"] for answer in answers] == [
        "max-age=315360000, public, immutable"
    ] * 2
