"""An editor's first visit: the one-time address, the start page, a changed record seen by the public."""


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
    editor.locator("input[name=_look]").click()
    editor.locator("button[name=publish]").click()
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
    assert page.get_by_role("term").get_by_text("<script>document.title='run'</script>").is_visible()
    editor.goto("/admin/themes/term/?q=script")
    editor.locator("#result_list tbody th a").first.click()
    editor.locator(".deletelink").click()
    editor.locator("#content form input[type=submit]").first.click()
