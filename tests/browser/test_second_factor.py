"""The second step of signing in by a passkey, in a real browser with an authenticator of its own."""

import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.test_admin import faults
from tests.browser.test_every_page import scrolls_sideways

NEW_PERSON = (
    "from hscp.models import User; "
    "user = User(username='grace', email='grace@example.org', is_staff=True, is_superuser=True); "
    f"user.set_password('{PASSWORD}'); user.save()"
)


@pytest.fixture
def authenticator(page):
    """Give the browser an authenticator that says yes to everything; return its number and how to speak to it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    number = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return session, number


def look(page):
    """Return what is wrong with the page as it is now, also on a phone. Console errors are read first: axe breaks the policy."""
    wrong = list(page.watched.problems)
    page.set_viewport_size({"width": 360, "height": 800})
    wrong += ["wider than a phone"] * scrolls_sideways(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    wrong += faults(page)
    page.watched.problems.clear()
    return [f"{page.url} {each}" for each in wrong]


def give_password(page):
    page.goto("/admin/login/")
    page.fill("input[name=username]", "grace")
    page.fill("input[name=password]", PASSWORD)
    page.locator("#login-form input[type=submit]").click()


def test_a_passkey_is_made_and_signs_in(page, site, authenticator):
    session, number = authenticator
    site.manage("shell", "-c", NEW_PERSON)
    wrong = []

    give_password(page)
    page.get_by_role("link", name="Where you are signed in").click()
    page.get_by_role("link", name="Sign-in devices").click()
    wrong += look(page)
    page.get_by_role("link", name="Add an app with codes").click()
    wrong += look(page)
    page.go_back()
    page.get_by_role("link", name="Add a passkey").click()
    wrong += look(page)
    page.get_by_label("Name of this device").fill("Laptop")
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    wrong += look(page)
    codes = page.locator(".factor-codes li").count()
    page.get_by_role("link", name="I have kept them: go on").click()
    listed = page.locator(".factor-devices").inner_text()
    made = session.send("WebAuthn.getCredentials", {"authenticatorId": number})["credentials"]

    page.goto("/admin/sign-in-devices/passkey/")
    page.get_by_label("Name of this device").fill("Again")
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("alert").wait_for()
    again = page.get_by_role("alert").inner_text()

    page.goto("/admin/")
    page.get_by_role("button", name="Log out").click()
    give_password(page)
    page.get_by_role("heading", name="One more step").wait_for()
    wrong += look(page)
    page.goto("/admin/themes/theme/")
    stopped_at = page.url
    page.goto("/admin/second-step/")
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/admin/")

    assert page.get_by_role("heading", name="What waits for you").is_visible()
    assert "/admin/login/" in stopped_at
    assert (codes, len(made), made[0]["rpId"]) == (10, 1, "localhost")
    assert ("Laptop" in listed, again) == (True, "This device has a passkey for your account already.")
    assert (wrong, page.watched.problems) == ([], [])
