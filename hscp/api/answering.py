"""What all answers of /api/v1/ have in common: methods, other sites, limits, and validators for caches."""

from functools import wraps

from django.db import connection
from django.middleware.http import ConditionalGetMiddleware
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from hscp.api.open_data import LICENCE_LINK
from hscp.page_cache.content_version import last_change
from hscp.security.rate_limits import API_BY_NETWORK, client_network
from hscp.web.cache_headers import API, NOT_STORED_OR_SHARED
from hscp.web.cross_origin import open_to_all_sites, preflight
from hscp.web.problems import problem, wrong_method

_with_validators = ConditionalGetMiddleware(lambda request: request.answer)


def answering(view):
    """Decorate a view of JSON: it takes GET, HEAD and a browser's preflight from any site, and counts each client's requests.

    A 200 gets its ETag and Last-Modified, and is 304 for a client that has it.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "OPTIONS":
            return preflight()
        if request.method not in {"GET", "HEAD"}:
            return wrong_method()
        allowance = API_BY_NETWORK.allowance(client_network(request))
        if not allowance.is_within:
            response = problem(
                429,
                f"Your network asked more than {API_BY_NETWORK.most} times in {API_BY_NETWORK.seconds} seconds. "
                f"Try again in {allowance.restarts_in} seconds, or take a file of /open-data/.",
            )
            response["Retry-After"] = str(allowance.restarts_in)
            return _with_limit(response, allowance)
        return _with_limit(_answer(view, request, args, kwargs), allowance)

    return answer


def _answer(view, request, args, kwargs):
    # HEAD is GET without the content, which the server leaves out.
    asked, request.method = request.method, "GET"
    try:
        return _with_headers(request, view(request, *args, **kwargs))
    finally:
        request.method = asked


def _with_headers(request, response):
    if response.status_code != 200:
        return open_to_all_sites(response)
    response["Link"] = LICENCE_LINK
    # What somebody looks for is nobody else's concern.
    response["Cache-Control"] = NOT_STORED_OR_SHARED if "q" in request.GET else API
    now = timezone.now()
    changed = last_change(now, connection)
    # A date in a header has whole seconds: one in which more may change names no version. What changed is noticed later than it changes.
    if int(changed.timestamp()) < int(now.timestamp()) and not _tells_what_changed(request):
        response["Last-Modified"] = http_date(changed.timestamp())
    request.answer = response
    return open_to_all_sites(_with_validators(request))


def _tells_what_changed(request):
    return "updated_since" in request.GET or request.resolver_match.url_name == "removed"


def _with_limit(response, allowance):
    """Say in `response` what the client may ask, as the IETF's draft of RateLimit header fields has it (draft-ietf-httpapi-ratelimit-headers-10)."""
    name = f'"{API_BY_NETWORK.kind}"'
    response["RateLimit-Policy"] = f"{name};q={API_BY_NETWORK.most};w={API_BY_NETWORK.seconds}"
    response["RateLimit"] = f"{name};r={allowance.left};t={allowance.restarts_in}"
    return response
