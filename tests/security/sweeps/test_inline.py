"""No template and no widget writes a script, a style or a handler into a page (T52): the policy would refuse it.

tests/security/sweeps/test_stored_markup.py reads the same in every page of the admin and the public as it is sent.
"""

import re

import pytest

from tests.security.sweeps.expressions import PACKAGES, ROOT

INLINE = re.compile(
    r'<style\b|<[a-z][^<>]*\s(?:style|on[a-z]{3,})\s*=\s*["\']|\b(?:href|src|action)=["\']?javascript:'
    r'|<script(?![^>]*\b(?:src|nonce)=|[^>]*type="application/)[^>]*>',
    re.IGNORECASE,
)
COMMENTS = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)


def inline_in(text):
    return [found.group()[:60] for found in INLINE.finditer(COMMENTS.sub("", text))]


def test_no_template_and_no_code_has_an_inline_script_style_or_handler():
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.svg")]
    files += [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]

    found = {path.relative_to(ROOT).as_posix(): inline_in(path.read_text()) for path in files}

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert len(found) > 400


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color: red">',
        "<button type='button' onclick='go()'>",
        "<style>p { color: red }</style>",
        "<script>go()</script>",
        '<script type="text/javascript">go()</script>',
        '<a href="javascript:go()">',
        '<img\n  src="a.png"\n  onerror="go()">',
    ],
)
def test_each_of_them_is_found(markup):
    assert len(inline_in(markup)) == 1


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="/static/js/a.js"></script>',
        '<script type="application/ld+json">{}</script>',
        "{# <style> is refused #}",
        '<p data-style="a">',
    ],
)
def test_what_the_policy_allows_is_none(markup):
    assert inline_in(markup) == []
