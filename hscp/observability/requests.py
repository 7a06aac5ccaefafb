"""Gives every request its number, counts it, and writes one line about it, whoever answers: the page cache, Django or neither.

It stands above the page cache, so that no number is stored with a page. The line holds no query, no body and no headers, the
address of the network only, and nothing of the path that could be a person's.
"""

import ipaddress
import logging
import re
import time
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings

from hscp.observability.current_request import (
    HEADER,
    RENDERED,
    CurrentRequest,
    new_request_id,
    request_id_from,
    working_for,
)
from hscp.observability.metrics import count_request
from hscp.privacy.log_masking import masked
from hscp.security.rate_limits import address_in
from hscp.web.addresses import route_at

logger = logging.getLogger(__name__)

# What follows says which question somebody read, and so what they answered.
GUIDED_PATH = "/contacts/find/"
# The token of a link, whatever stands before it: no slug has so many hexadecimal digits, or capitals. The second net, in
# hscp.privacy.log_masking, knows tokens by what stands before them.
_TOKEN = re.compile(r"(?<=/)(?:[0-9a-z]{0,12}-?[0-9a-f]{24,}|(?=[^/]*[A-Z])[A-Za-z0-9_:=-]{16,})(?=/|$)")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_FAILED = "500"
_LONGEST_PATH = 300  # characters
# What is logged of an address: enough to tell an attack from a day with many readers.
_NETWORKS = {4: 24, 6: 48}


class RequestLog:
    """The WSGI application `application`, with a line in the log for each answer.

    Whatever it raises, `last_resort` (of hscp.web.last_resort) answers instead; it also gives an error page the headers that it
    lacks when a middleware failed that adds some.
    """

    def __init__(self, application, last_resort):
        self.application, self.last_resort = application, last_resort

    def __call__(self, environ, start_response):
        began = time.perf_counter()
        given = environ.get("HTTP_X_REQUEST_ID") if settings.HSCP_BEHIND_PROXY else None
        request = CurrentRequest(request_id_from(given) if given else new_request_id())
        statuses = []

        def start(status, headers, exc_info=None):
            statuses.append(status)
            if status.startswith(_FAILED):
                headers = self.last_resort.completed(headers)
            return start_response(status, [*headers, (HEADER, request.id)], exc_info)

        with working_for(request):
            try:
                response = self.application(environ, start)
            except Exception:
                logger.exception("Neither the page nor an error page could be made")
                response = self.last_resort(environ, start)
            if not getattr(response, "streaming", False):
                _account_for(request, environ, statuses, began)
                return response
        return _Streamed(response, request, lambda: _account_for(request, environ, statuses, began))


class _Streamed:
    """The body of an answer that is made while it is sent: it belongs to `request` until `done` is called at its end."""

    def __init__(self, response, request, done):
        self._response, self._request, self._done = response, request, done

    def __iter__(self):
        with working_for(self._request):
            yield from self._response

    def close(self):
        with working_for(self._request):
            try:
                if hasattr(self._response, "close"):
                    self._response.close()
            finally:
                self._done()


def _account_for(request, environ, statuses, began):
    """Count a request and write its line. `statuses` are those that were begun, such as "200 OK"; the last was sent."""
    seconds = time.perf_counter() - began
    status = int(statuses[-1][:3]) if statuses else 0
    path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode(errors="replace")
    if not request.route and request.cache and request.cache != RENDERED:
        request.route = route_at(path)
    route = request.route or ("static" if path.startswith(settings.STATIC_URL) else "none")
    method = environ["REQUEST_METHOD"]
    count_request(route, method, status, seconds, request.cache)
    fields = {
        "method": method if method.isalpha() and len(method) < 20 else "other",
        "path": path_for_log(path),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "route": route,
        "network": network_for_log(address_in(environ)),
    }
    if request.cache:
        fields["cache"] = request.cache
    if logger.isEnabledFor(logging.INFO):
        # Without the search for the calling line of code, which takes longer than the rest.
        line = logger.makeRecord(logger.name, logging.INFO, __file__, 0, "Answered", (), None)
        line.fields = fields
        logger.handle(line)


@lru_cache(4096)
def path_for_log(path):
    """Return what is logged of `path` (text): nothing below the guided path, no token, on one line and not too long."""
    if path.startswith(GUIDED_PATH) and path != GUIDED_PATH:
        path = f"{GUIDED_PATH}…"
    path = masked(_TOKEN.sub("…", path))
    return _BLANK.sub(lambda found: quote(found[0]), path[:_LONGEST_PATH])


@lru_cache(4096)
def network_for_log(address):
    """Return the network of an address as text, such as "203.0.113.0/24" or "2001:db8:1::/48"; "" for none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ipaddress.ip_network((parsed, _NETWORKS[parsed.version]), strict=False))
