"""Nothing typed is lost: a changed form asks before it is left, and its text outlives the session."""

import pytest

from tests.browser.conftest import PASSWORD

LIST = "/admin/themes/situation/"


@pytest.fixture
def form(editor):
    """Open the form of a situation; `editor.asked` lists the questions that the page asked, each answered with yes."""
    editor.asked = []

    def answer(dialog):
        editor.asked.append(dialog.type)
        dialog.accept()

    editor.on("dialog", answer)
    editor.goto(LIST)
    editor.locator("#result_list tbody th a").first.click()
    editor.locator("[contenteditable=true]").first.wait_for()
    return editor


def _type(form, words):
    form.locator("[contenteditable=true]").first.click()
    form.keyboard.press("Control+a")
    form.keyboard.type(words)


def test_leaving_asks_only_when_something_was_typed(form):
    address = form.url
    form.locator("[contenteditable=true]").first.click()
    form.goto("/admin/")
    untouched = list(form.asked)
    form.goto(address)
    _type(form, "Half a sentence")
    form.goto("/admin/")

    assert (untouched, form.asked) == ([], ["beforeunload"])
    assert form.problems == []


def test_text_outlives_the_session_and_goes_once_it_is_saved(form):
    title = form.locator("[name=title]").input_value()
    _type(form, "Words that were not saved.")
    form.fill("[name=title]", f"{title} (longer)")
    form.context.clear_cookies(name="sessionid")
    form.keyboard.press("Control+s")
    form.wait_for_url("**/admin/login/**")
    assert form.get_by_text("It is kept in this browser").is_visible()

    form.fill("input[name=username]", "admin")
    form.fill("input[name=password]", PASSWORD)
    form.locator("input[type=submit]").click()
    offer = form.get_by_role("region", name="Text that was not saved")
    offer.wait_for()
    assert offer.locator("li").count() == 2
    offer.get_by_role("button", name="Bring it back").click()
    assert form.locator("[contenteditable=true]").first.inner_text() == "Words that were not saved."
    form.fill("[name=title]", title)
    form.locator("[name=_draft]").click()
    form.locator(".messagelist .success").wait_for()
    form.wait_for_load_state()

    assert form.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('hscp-typed'))") == []
    assert form.locator(".admin-offer").count() == 0
    assert form.asked == []


def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(form):
    form.fill("[name=title]", "")
    form.keyboard.press("Control+s")
    form.locator("#error-summary:focus").wait_for()
    form.get_by_role("link", name="Title: This field is required.").click()

    assert form.title().startswith("Error:")
    assert form.evaluate("document.activeElement.name") == "title"


def test_the_form_shows_who_else_has_it_open_and_when_nobody_is_signed_in(form):
    address, user = form.url, form.locator('meta[name="signed-in"]').get_attribute("content")
    heard = {"user": int(user), "token": "x", "others": ["Priya Shah has this open since 14:20."]}
    form.route("**/open/", lambda route: route.fulfill(json=heard))
    form.clock.install()
    form.goto(address)
    form.get_by_text("Priya Shah has this open since 14:20.").wait_for()
    form.unroute("**/open/")
    form.context.clear_cookies(name="sessionid")
    form.clock.fast_forward(31_000)

    form.get_by_text("You are signed out.").wait_for()
    assert form.get_by_text("has this open").count() == 0


PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  document.querySelector("[contenteditable=true]").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
WORD = (
    "<html><head><style>p.MsoListParagraph{}</style></head><body><!--StartFragment--><p class=MsoListParagraph "
    "style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Look <s>away</s></p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Listen</p><!--EndFragment-->"
)


@pytest.mark.parametrize(
    ("html", "text", "told"),
    [
        (WORD, "Look\nListen", "From what you pasted: 1 struck-out passage was left out."),
        ("", "• Look\n• Listen", ""),
    ],
)
def test_a_paste_becomes_a_real_list_and_says_what_was_left_out(form, html, text, told):
    _type(form, "x")
    form.keyboard.press("Backspace")

    form.evaluate(PASTE, [html, text])
    form.locator("[contenteditable=true] li").nth(1).wait_for()

    assert form.locator("[contenteditable=true] li").all_inner_texts() == ["Look", "Listen"]
    assert form.locator(".admin-pasted").inner_text() == told
    assert form.problems == []
