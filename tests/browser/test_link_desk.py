"""The link desk by keyboard alone, in a real browser, and at three widths."""

import pytest

from tests.browser.test_admin import look

DESK = "/admin/links/desk/"


def waiting(page):
    return int(page.locator(".desk-figures strong").first.inner_text())


@pytest.mark.parametrize("width", [360, 820, 1366])
def test_the_desk_is_sound(editor, width):
    editor.set_viewport_size({"width": width, "height": 900})

    assert look(editor, DESK) == []


def test_three_decisions_by_keyboard_and_one_undone(editor):
    editor.goto(f"{DESK}?kind=resource")
    before = waiting(editor)
    first, second = (editor.locator("[data-line]").nth(place).get_attribute("id") for place in (0, 1))
    editor.get_by_role("link", name="Go to the first line").focus()
    editor.keyboard.press("Enter")
    focused = editor.locator("[data-line]:focus")

    # Between the lines, and a key that is typed in a box is text.
    editor.keyboard.press("j")
    assert focused.get_attribute("id") == second
    editor.keyboard.press("ArrowUp")
    assert focused.get_attribute("id") == first
    editor.keyboard.press("o")
    editor.keyboard.type("https://www.example.org/jkcpn")
    editor.keyboard.press("Escape")
    assert focused.get_attribute("id") == first
    editor.keyboard.press("o")
    with editor.expect_navigation():
        editor.keyboard.press("Enter")
    assert waiting(editor) < before
    assert focused.get_attribute("id") == second
    assert "Leads to https://www.example.org/jkcpn" in editor.locator("#desk-status").inner_text()

    # A refused address stays in its box, in focus; then the reason why there is none.
    editor.keyboard.press("o")
    editor.keyboard.type("nonsense")
    with editor.expect_navigation():
        editor.keyboard.press("Enter")
    editor.locator("input:focus[aria-invalid=true]").wait_for()
    assert editor.evaluate("document.activeElement.value") == "nonsense"
    editor.keyboard.press("Control+a")
    editor.keyboard.press("Delete")
    editor.keyboard.press("Escape")
    editor.keyboard.press("n")
    editor.keyboard.type("Out of print.")
    with editor.expect_navigation():
        editor.keyboard.press("Enter")
    assert "Not available: Out of print." in editor.locator("#desk-status").inner_text()

    # A link of which somebody is not sure is confirmed with one key.
    editor.goto(f"{DESK}?kind=resource&suggested=on")
    line = editor.locator("[data-line]").first
    line.focus()
    with editor.expect_navigation():
        editor.keyboard.press("c")
    assert "Confirmed: " in editor.locator("#desk-status").inner_text()
    left = waiting(editor)
    with editor.expect_navigation():
        editor.keyboard.press("u")
    assert waiting(editor) > left
    assert editor.problems == []
    assert look(editor, DESK) == []
