"""A page as it is shown while the database is away or slow: what it said last, with a line that says as of when."""

import gzip
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import timezone

from hscp.page_cache.store import zipped
from hscp.web.cache_headers import NOT_STORED

# Before the page's own contents, behind its header and navigation.
_BEFORE = b"<main "
# None of them is true of a page with a line of its own; nobody may keep it.
_LEFT_OUT = {"ETag", "Last-Modified", "Cache-Control", "Expires"}


def as_stale(page, as_of, *, is_slow=False):
    """Return `page` (a Page) as it is shown when nobody knows whether it is still right; `as_of` (aware) is when it last was.

    `is_slow` says that the page is being made, by a database that takes its time.
    """
    headers = [(name, value) for name, value in page.headers if name not in _LEFT_OUT]
    is_html = any(name == "Content-Type" and value.startswith("text/html") for name, value in headers)
    body = page.zipped
    if is_html:
        notice = render_to_string(
            "stale_notice.html", {"as_of": timezone.localtime(as_of), "is_slow": is_slow}
        ).encode()
        body = zipped(gzip.decompress(body).replace(_BEFORE, notice + _BEFORE, 1))
    # A weak tag that no page has, so that a browser that has the page gets it with its line.
    shown = [*headers, ("Cache-Control", NOT_STORED), ("ETag", f'W/"as-of-{as_of:%Y%m%d%H%M%S}"')]
    return replace(page, headers=shown, zipped=body)
