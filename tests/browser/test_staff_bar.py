"""The bar of staff on public pages: shown to who signed in, and nothing of it in the browser of a reader."""

PAGE = "/themes/neglect/"


def asked(page):
    """Return the list that fills with what `page` asks for the bar."""
    found = []
    page.on("request", lambda request: "staff" in request.url and found.append(request.url))
    return found


def test_the_browser_of_a_reader_asks_nothing_and_keeps_nothing(page):
    found = asked(page)
    page.goto(PAGE, wait_until="networkidle")

    assert (found, page.context.cookies()) == ([], [])


def test_staff_come_from_a_page_to_its_record_by_keyboard(editor):
    editor.goto(PAGE)
    bar = editor.get_by_role("navigation", name="For editors")
    bar.wait_for()
    editor.keyboard.press("Tab")
    editor.keyboard.press("Tab")
    focused = editor.evaluate("document.activeElement.textContent")
    editor.set_viewport_size({"width": 320, "height": 600})
    width = editor.evaluate("document.documentElement.scrollWidth")
    editor.emulate_media(media="print")
    printed = bar.is_visible()
    editor.emulate_media(media="screen")
    bar.get_by_role("link", name="Edit this").press("Enter")
    editor.wait_for_url("**/admin/themes/theme/*/change/")

    assert (focused, width, printed, editor.problems) == ("Edit this", 320, False, [])


def test_a_hint_without_a_session_is_forgotten(page):
    page.goto(PAGE)
    page.evaluate("document.cookie = 'hscp_staff=1; Path=/'")
    page.goto(PAGE, wait_until="networkidle")
    found = asked(page)
    page.goto(PAGE, wait_until="networkidle")

    assert (found, page.get_by_role("navigation", name="For editors").count()) == ([], 0)
    assert page.watched.problems == []
