"""An editor's first visit: the one-time address, the start page, a changed record seen by the public."""

import pytest

PASSWORD = "a long enough pass phrase"


@pytest.fixture(scope="session")
def editor_state(browser, site):
    """Sign the first editor in once, by the address that `make run` prints; return the browser's session."""
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    page.goto(site.sign_in_address)
    page.locator("input[type=password]").nth(0).fill(PASSWORD)
    page.locator("input[type=password]").nth(1).fill(PASSWORD)
    page.locator("input[type=submit], button[type=submit]").last.click()
    page.goto("/admin/login/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", PASSWORD)
    page.locator("input[type=submit]").click()
    page.wait_for_url("**/admin/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def editor(browser, site, editor_state):
    context = browser.new_context(
        base_url=site.address, storage_state=editor_state, viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.problems = []
    page.on("console", lambda message: message.type == "error" and page.problems.append(message.text))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    context.close()


def test_the_sign_in_address_works_once(editor, site):
    editor.goto(site.sign_in_address)

    assert editor.locator("input[type=password]").count() == 0


def test_the_start_page_says_what_waits(editor):
    editor.goto("/admin/")

    assert editor.locator("#content").get_by_text("What waits for you").first.is_visible()
    assert editor.problems == []


def test_an_editor_changes_a_theme_and_the_public_sees_it(editor, page):
    editor.goto("/admin/themes/theme/?q=prevent")
    editor.locator("#result_list tbody th a").first.click()
    textbox = editor.locator(".field-key_message [contenteditable=true]")
    textbox.click()
    editor.keyboard.press("Control+a")
    editor.keyboard.type("Notice, check and share.")
    address = editor.locator("input[name=slug]").input_value()
    editor.locator("input[name=_save]").click()
    editor.locator(".messagelist .success").wait_for()

    page.goto(f"/themes/{address}/")

    assert page.get_by_text("Notice, check and share.").first.is_visible()
    assert editor.problems == []


def test_a_title_that_looks_like_script_is_only_text(editor, page):
    editor.goto("/admin/themes/term/add/")
    editor.fill("input[name=title]", "<script>document.title='run'</script>")
    editor.select_option("select[name=state]", "published")
    editor.locator("input[name=_save]").click()
    editor.locator(".messagelist .success").wait_for()
    assert editor.title() != "run"

    page.goto("/glossary/")

    assert page.title() != "run"
    assert page.get_by_text("<script>document.title='run'</script>").count() == 1
    editor.goto("/admin/themes/term/?q=script")
    editor.locator("#result_list tbody th a").first.click()
    editor.locator(".deletelink").click()
    editor.locator("#content form input[type=submit]").first.click()
