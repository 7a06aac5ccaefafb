"""What is to be found in one place is written in no other."""

import re

import pytest
from django.conf import settings

from tests.architecture.import_graph import modules


@pytest.mark.parametrize(
    ("what", "pattern", "home"),
    [
        (
            "a cache header",
            r"no-store|no-cache|max-age",
            "hscp.web.cache_headers",
        ),
        ("what other sites may read", r"Access-Control-", "hscp.web.cross_origin"),
        ("the size of a page", r"(list_per_page|paginate_by) *= *\d", "hscp.web.page_sizes"),
        ("a rate limit", r"RateLimit\(", "hscp.security.rate_limits"),
        (
            "a period of retention",
            r"HSCP_KEEP_DAYS\[.*timedelta|timedelta.*HSCP_KEEP_DAYS\[",
            "hscp.privacy.retention",
        ),
    ],
)
def test_it_is_written_nowhere_else(what, pattern, home):
    found = [
        name
        for name, path in modules().items()
        if name != home and re.search(pattern, re.sub(r'"""[\s\S]*?"""', "", path.read_text()))
    ]

    assert (what, found) == (what, [])


def test_settings_are_settings_only():
    """Style 2.7: under 250 lines, so that a host can read them."""
    lines = (settings.BASE_DIR / "hscp" / "settings.py").read_text().splitlines()

    assert len(lines) <= 250
