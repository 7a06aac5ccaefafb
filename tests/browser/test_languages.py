"""A page in Polish and one in Urdu: written by an editor beside the English, then read, by keyboard and at 400 % zoom."""

import pytest

from tests.browser.test_every_page import WIDTHS, scrolls_sideways, violations

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
TEXTS = {
    "pl": ("Polish", "Zaniedbanie", "Porozmawiaj z kimś, komu ufasz."),
    "ur": ("Urdu", "نظراندازی اور بچے کی دیکھ بھال", "کسی ایسے شخص سے بات کریں جس پر آپ کو بھروسہ ہو۔"),
}
CONTACT = "/contacts/report-a-concern-about-a-child/"


def write(editor, english, code):
    """Write and publish the wording of a page in a language by the editors' forms."""
    name, title, text = TEXTS[code]
    editor.goto("/admin/languages/language/")
    if editor.locator("#result_list").get_by_role("link", name=name, exact=True).count() == 0:
        editor.goto("/admin/languages/language/add/")
        editor.fill("#id_code", code)
        editor.get_by_role("button", name="Save", exact=True).click()
    editor.goto(f"/admin/languages/wording/?q={title.split()[0]}")
    if editor.locator("#result_list a").count():
        return
    editor.goto(f"/admin/languages/wording/add/?english_page={english}")
    assert editor.locator(".admin-english").is_visible()
    editor.select_option("#id_language", label=name)
    editor.fill("#id_title", title)
    editor.fill("#id_summary", f"{text} {LONG}")
    editor.locator(".tiptap").click()
    editor.keyboard.type(text)
    editor.fill("#id_translator", "An agency")
    editor.select_option("#id_state", "published")
    editor.get_by_role("button", name="Save", exact=True).click()
    assert editor.locator(".errornote").count() == 0
    assert editor.problems == []


@pytest.fixture
def written(editor):
    for code in TEXTS:
        write(editor, CONTACT, code)


@pytest.mark.parametrize(("code", "direction"), [("pl", "ltr"), ("ur", "rtl")])
def test_a_page_in_another_language_is_read(written, page, code, direction):
    _, title, text = TEXTS[code]
    page.goto(CONTACT)
    page.locator(f'.portal-versions a[hreflang="{code}"]').click()
    assert page.url.endswith(f"{CONTACT}{code}/")

    assert page.locator("h1").inner_text() == title
    assert page.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]") == [
        code,
        direction,
    ]
    assert page.locator(".portal-wording").inner_text() == text
    # Numbers run from left to right, and are called by one press.
    number = page.locator('.portal-contact__value[href^="tel:"]').first
    assert (
        page.evaluate("link => getComputedStyle(link.firstElementChild).direction", number.element_handle())
        == "ltr"
    )
    for width in (*WIDTHS.values(), 320):
        page.set_viewport_size({"width": width, "height": 900 if width > 320 else 256})
        assert (width, scrolls_sideways(page)) == (width, False)
        assert violations(page) == []
    assert page.watched.problems == []
    assert page.context.cookies() == []


def test_it_is_walked_through_by_keyboard(written, page):
    page.goto(f"{CONTACT}ur/")

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href') || ''"))
    assert CONTACT in reached
    assert f"{CONTACT}pl/" in reached
    assert any(href.startswith("tel:") for href in reached)


def test_it_is_found_by_its_words(written, page):
    page.goto("/search/?q=بھروسہ")

    result = page.locator('.portal-card a[href$="/ur/"]')
    assert result.count() == 1
    assert (
        page.evaluate("link => getComputedStyle(link.firstElementChild).direction", result.element_handle())
        == "rtl"
    )
    result.click()
    assert page.url.endswith(f"{CONTACT}ur/")


def test_the_pages_about_languages_are_sound(written, page):
    for path in ("/languages/", "/languages/ur/", "/parents-and-carers/"):
        page.goto(path)
        page.set_viewport_size({"width": 320, "height": 256})
        assert (path, scrolls_sideways(page)) == (path, False)
        assert (path, violations(page)) == (path, [])


def test_an_editor_fills_in_the_words_around_the_text(written, editor, page):
    editor.goto("/admin/languages/language/")
    editor.get_by_role("link", name="Polish", exact=True).click()
    editor.get_by_role("link", name="Words around the texts in this language").click()
    editor.get_by_label("Skip to main content", exact=True).fill("Przejdź do treści")
    editor.get_by_role("button", name="Save", exact=True).click()

    page.goto(f"{CONTACT}pl/")
    assert page.locator('a[href="#main-content"]').inner_text() == "Przejdź do treści"
