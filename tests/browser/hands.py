"""A person at a browser, whose clicks and typed fields are counted."""

import re

from tests.browser.conftest import PASSWORD


class Hands:
    """A person at a browser, signed in to the admin as `name` if there is one: clicks and typed fields are counted in `acts`."""

    def __init__(self, browser, site, name=None):
        self.page = browser.new_context(
            base_url=site.address, viewport={"width": 1366, "height": 900}
        ).new_page()
        self.acts = 0
        if name is None:
            return
        self.page.goto("/admin/login/")
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.locator("input[type=submit]").click()
        self.page.wait_for_url("**/admin/")

    def go(self, address):
        self.page.goto(address)
        return self

    def click(self, what):
        self.acts += 1
        (self.page.locator(what) if isinstance(what, str) else what).first.click()
        self.page.wait_for_load_state()
        return self

    def link(self, name):
        return self.click(self.page.get_by_role("link", name=re.compile(name)))

    def fill(self, where, text):
        self.acts += 1
        (self.page.locator(where) if isinstance(where, str) else where).first.fill(text)
        return self

    def open(self, kind, words):
        self.go(f"/admin/{kind}/").fill("#searchbar", words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()
        return self.click("#result_list tbody th a")

    def address(self):
        """Return the public address of the record whose form is open."""
        return self.page.input_value("#id_slug")
