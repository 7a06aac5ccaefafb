"""The pages shown when something is wrong. They name the emergency numbers and need no database and no context."""

from django.conf import settings
from django.http import (
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    HttpResponseNotFound,
    HttpResponseServerError,
)
from django.template.loader import render_to_string


def _page(template, response_class):
    return response_class(render_to_string(template, {"emergency_numbers": settings.HSCP_EMERGENCY_NUMBERS}))


def bad_request(request, exception=None):
    """Answer 400: the request cannot be understood."""
    return _page("400.html", HttpResponseBadRequest)


def forbidden(request, exception=None):
    """Answer 403: the reader may not see this."""
    return _page("403.html", HttpResponseForbidden)


def not_found(request, exception=None):
    """Answer 404: there is no such page."""
    return _page("404.html", HttpResponseNotFound)


def server_error(request):
    """Answer 500: something failed. Uses nothing that may be what failed."""
    return _page("500.html", HttpResponseServerError)


def unavailable(request, exception=None):
    """Answer 503 with Retry-After: the portal cannot reach its database."""
    response = _page("503.html", HttpResponse)
    response.status_code = 503
    response["Retry-After"] = "30"
    return response
