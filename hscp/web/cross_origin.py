"""Answers that pages of any site may read: public data, which a cookie never changes."""

from django.http import HttpResponse

# What a script of another site may see of an answer, besides its content and the few headers that browsers always show.
_SEEN = "ETag, Last-Modified, Link, Retry-After, RateLimit, RateLimit-Policy, Deprecation, Sunset"
_ASKED_WITH = "Accept, Content-Type, If-Modified-Since, If-None-Match"
_KEPT = 24 * 60 * 60  # seconds for which a browser need not ask again whether it may


def open_to_all_sites(response):
    """Let pages of any site read `response`, and return it. https://fetch.spec.whatwg.org/#http-cors-protocol"""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = _SEEN
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def preflight():
    """Return the answer to a browser that asks, with OPTIONS, whether a page of another site may read: it may, and not write."""
    response = open_to_all_sites(HttpResponse(status=204))
    response["Allow"] = response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = _ASKED_WITH
    response["Access-Control-Max-Age"] = str(_KEPT)
    return response
