"""A reader says what is wrong with a page, with and without scripts."""

import pytest

from tests.browser.test_every_page import violations


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_reader_reports_what_is_wrong(browser, site, scripts):
    context = browser.new_context(base_url=site.address, java_script_enabled=scripts)
    window = context.new_page()
    window.goto("/themes/neglect/")
    window.get_by_role("link", name="Is something wrong with this page?").click()
    if scripts:
        assert violations(window) == []

    window.get_by_label("Something is hard to use, read or understand").check()
    window.get_by_label("Tell us more").fill(f"Ring 01632 960123, says a reader with scripts: {scripts}")
    window.get_by_role("button", name="Send").click()
    assert window.get_by_role("link", name="This looks like a phone number").is_visible()
    window.get_by_label("These are the details of an organisation").check()
    window.get_by_role("button", name="Send").click()

    assert window.get_by_role("heading", name="Thank you: we will look at it").is_visible()
    window.get_by_role("link", name="Back to the page").click()
    assert window.url.endswith("/themes/neglect/")
    assert context.cookies() == []
    context.close()
