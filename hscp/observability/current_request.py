"""The request that is being answered: its number, and what the layers that answer it say of it for the log and the metrics.

The number is in every line of the log that is written meanwhile, in the answer's headers, on error pages and in the mails of
the request. It says nothing about the reader.
"""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

HEADER = "X-Request-ID"
MOST_CHARACTERS = 64
_WELL_FORMED = re.compile(rf"[A-Za-z0-9-]{{8,{MOST_CHARACTERS}}}")


@dataclass(slots=True)
class CurrentRequest:
    """A request: its number `id`, the name of its `route`, and how the page cache answered it (one of `CACHE`); "" if not known."""

    id: str = ""
    route: str = ""
    cache: str = ""


# How the page cache answers: from memory; from another process or thread; as the page was before the database went away; or
# by rendering the page now.
HIT, SHARED, STALE, RENDERED = CACHE = ("hit", "shared", "stale", "rendered")

_current = ContextVar("the request that is being answered", default=None)


def new_request_id():
    """Return a new number for a request: 16 hexadecimal digits in four groups, which can be read out on the telephone."""
    digits = secrets.token_hex(8)
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}"


def request_id_from(given):
    """Return the number that a proxy gave a request (text of its header, or None); a new one unless it is well formed."""
    if given and _WELL_FORMED.fullmatch(given):
        return given
    return new_request_id()


def current_request_id():
    """Return the number of the request that is being answered, or for which a mail is being sent; "" outside of any."""
    current = _current.get()
    return current.id if current else ""


def current_request():
    """Return the CurrentRequest; None outside of any."""
    return _current.get()


class working_for:
    """Let a block work for `request`, a CurrentRequest."""

    __slots__ = ("_request", "_token")

    def __init__(self, request):
        self._request = request

    def __enter__(self):
        self._token = _current.set(self._request)

    def __exit__(self, *error):
        _current.reset(self._token)


def note_route(name):
    """Say by the name of its route what the current request asks for."""
    current = _current.get()
    if current:
        current.route = name


def note_cache(how):
    """Say how the page cache answers the current request: one of `CACHE`."""
    current = _current.get()
    if current:
        current.cache = how


class RouteMiddleware:
    """Notes the route of each request that Django answers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        note_route(request.resolver_match.view_name)


def mail_headers():
    """Return the headers that let a mail be found in the log by the number of the request it was written in."""
    number = current_request_id()
    return {HEADER: number} if number else {}
