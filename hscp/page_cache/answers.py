"""What a client is sent of a page: compressed as it can read it, or that the page has not changed."""

import gzip
from functools import lru_cache
from typing import NamedTuple

from django.utils.http import parse_etags

from hscp.page_cache.store import Page

# The headers of an answer without a body: RFC 9110, 15.4.5.
_OF_NOT_MODIFIED = {"ETag", "Cache-Control", "Expires", "Content-Location"}
_VARY = ("Vary", "Accept-Encoding")


class Uncached(NamedTuple):
    """An answer of Django that is not cached, such as an error: its status ("404 Not Found"), headers and body."""

    status: str
    headers: list
    body: bytes


def answer(found, environ, start_response):
    """Answer a WSGI request with `found`, a Page or a Uncached."""
    if isinstance(found, Uncached):
        status, headers, body = found
    elif _has_it(environ.get("HTTP_IF_NONE_MATCH"), found.etag):
        kept = [(name, value) for name, value in found.headers if name in _OF_NOT_MODIFIED]
        status, headers, body = "304 Not Modified", [*kept, _VARY], b""
    else:
        status = "200 OK"
        headers, body = _in_encoding(found, encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")))
    start_response(status, headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def _in_encoding(page: Page, encoding):
    """Return the (headers, body) of `page` in `encoding`: "br", "gzip", or "" for none."""
    body = {"br": lambda: page.brotli, "gzip": lambda: page.zipped, "": lambda: gzip.decompress(page.zipped)}[
        encoding
    ]()
    headers = [*page.headers, _VARY, ("Content-Length", str(len(body)))]
    return ([*headers, ("Content-Encoding", encoding)] if encoding else headers), body


@lru_cache(256)
def encoding_for(accepted):
    """Return the encoding for a client whose Accept-Encoding is `accepted`: "br", else "gzip", else ""."""
    offered = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        offered[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((each for each in ("br", "gzip") if offered.get(each)), "")


def _has_it(if_none_match, etag):
    """Return whether an If-None-Match header names `etag`, weak or strong."""
    if not if_none_match:
        return False
    wanted = etag.removeprefix("W/")
    return any(each.removeprefix("W/") in {wanted, "*"} for each in parse_etags(if_none_match))
