"""Errors for programs: problem details as RFC 9457 has them, with a sentence that says how to mend the request."""

from functools import wraps
from http import HTTPStatus

from django.http import JsonResponse

from hscp.web.cache_headers import NOT_STORED
from hscp.web.cross_origin import open_to_all_sites, preflight

API = "/api/"
_PROBLEM_TYPE = "application/problem+json"


def problem(status, detail):
    """Return the answer with a status (int) and what went wrong (`detail`, a sentence), which pages of any site may read."""
    content = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    response = JsonResponse(content, status=status, content_type=_PROBLEM_TYPE)
    response["Cache-Control"] = NOT_STORED
    return open_to_all_sites(response)


def wrong_method():
    """Return the answer to whoever uses a method that writes."""
    response = problem(405, "Use GET or HEAD: nothing can be changed here.")
    response["Allow"] = "GET, HEAD, OPTIONS"
    return response


def for_reading(view):
    """Decorate a view whose answers pages of any site may read: it takes GET, HEAD, and a browser's question whether it may ask."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "OPTIONS":
            return preflight()
        if request.method not in {"GET", "HEAD"}:
            return wrong_method()
        return open_to_all_sites(view(request, *args, **kwargs))

    return answer


def is_for_programs(request):
    """Return whether a request (or None) asks for JSON, not for a page."""
    return request is not None and request.path.startswith(API)
