"""The error pages. All of them give the emergency numbers.

403 and 404 are ordinary pages with the site's menus. The others use no context, route or database: any of these may be
what failed.
"""

from django.http import HttpResponse
from django.template.loader import render_to_string

from hscp.observability.current_request import current_request_id


def _page(status, request=None):
    context = {"request_id": current_request_id()}
    return HttpResponse(render_to_string(f"{status}.html", context, request=request), status=status)


def bad_request(request, exception=None, status=400):
    """Answer 400, or another `status` of the kind: the request cannot be understood."""
    response = _page(400)
    response.status_code = status
    return response


def forbidden(request, exception=None):
    """Answer 403: the reader may not see this."""
    return _page(403, request)


def not_found(request, exception=None):
    """Answer 404: there is no such page."""
    return _page(404, request)


def too_large(request, exception=None):
    """Answer 413: more was sent than is read."""
    return _page(413)


def server_error(request):
    """Answer 500: something failed. Uses nothing that may itself have failed."""
    return _page(500)


def unavailable(request, exception=None):
    """Answer 503 with Retry-After: the portal cannot reach its database."""
    response = _page(503)
    response["Retry-After"] = "30"
    return response
