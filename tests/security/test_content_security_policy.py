"""The headers of the admin's pages: what the browser may run, and that it stores nothing."""

import re

import pytest

from tests.admin.pages import address
from tests.factories import make_theme

pytestmark = pytest.mark.django_db


def policy_of(response):
    """Return the content security policy as {directive: list of sources}."""
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


def test_a_page_with_the_editor_allows_its_import_map_by_nonce_only(publisher):
    response = publisher.get(address(make_theme(), "change"))

    nonce = re.search(r'<script type="importmap" nonce="([^"]+)">', response.text).group(1)
    policy = policy_of(response)
    assert policy["script-src"] == ["'self'", f"'nonce-{nonce}'"]
    assert policy["img-src"] == ["'self'", "data:"]
    assert (policy["default-src"], policy["frame-ancestors"]) == (["'none'"], ["'none'"])


def test_every_page_has_a_nonce_of_its_own(publisher):
    theme = make_theme()

    first, second = (policy_of(publisher.get(address(theme, "change")))["script-src"] for _ in range(2))

    assert first != second


@pytest.mark.parametrize("path", ["/admin/", "/admin/themes/theme/", "/admin/login/"])
def test_other_pages_need_no_nonce(publisher, client, path):
    response = (client if "login" in path else publisher).get(path)

    assert policy_of(response)["script-src"] == ["'self'"]


def test_public_pages_get_nothing_of_the_admins_policy(client):
    response = client.get(make_theme().get_absolute_url())

    policy = policy_of(response)
    assert (policy["script-src"], policy["style-src"], policy["img-src"]) == (["'self'"],) * 3


@pytest.mark.parametrize("path", ["/admin/", "/admin/themes/theme/", "/admin/themes/theme/add/"])
def test_pages_of_the_admin_are_never_kept(publisher, path):
    assert "no-store" in publisher.get(path)["Cache-Control"]


def test_no_page_of_the_admin_has_inline_style_or_handlers(publisher):
    theme = make_theme()

    for path in ["/admin/", address(theme, "change"), address(theme, "history"), "/admin/themes/theme/"]:
        text = publisher.get(path).text
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=", text) == []
        assert re.findall(r"<script(?![^>]*\ssrc=)(?![^>]*\snonce=)[^>]*>", text) == []
