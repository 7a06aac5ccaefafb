"""A reader says what is wrong with a page, with and without scripts."""

import pytest

from tests.browser.test_every_page import scrolls_sideways, violations


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


# What readers write at the longest, with what cannot be broken between words; and all of it gone again.
LONG_REPORTS = """
from hscp.feedback.models import PageReport
for state in ("new", "done", "no_action"):
    PageReport.objects.create(
        path="/resources/" + "a-long-address-" * 8 + "/", problem="number", state=state, words="https://example.org/" + "long" * 120
    )
"""
NO_REPORTS = "from hscp.feedback.models import PageReport; PageReport.objects.all().delete()"


def test_the_list_and_form_of_reports_fit_a_tablet_and_a_laptop(site, editor):
    site.manage("shell", "-c", LONG_REPORTS)
    try:
        for width in (820, 1366):
            editor.set_viewport_size({"width": width, "height": 900})
            editor.goto("/admin/feedback/pagereport/")
            results = editor.locator("#changelist-form .results")
            assert results.evaluate("box => box.scrollWidth > box.clientWidth") is False, width
            assert (scrolls_sideways(editor), violations(editor)) == (False, []), width
            editor.locator("#result_list tbody th a").first.click()
            assert editor.locator("h1").inner_text() == "Report about a page"
            assert (scrolls_sideways(editor), violations(editor)) == (False, []), width
    finally:
        site.manage("shell", "-c", NO_REPORTS)
