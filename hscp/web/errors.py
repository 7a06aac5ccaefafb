"""The error pages. All of them give the emergency numbers.

403 and 404 are ordinary pages with the site's menus. The others use no context, route or database: any of these may be
what failed.
"""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

from hscp.observability.current_request import current_request_id
from hscp.web.cache_headers import NOT_STORED_OR_SHARED
from hscp.web.sent_form import sent_form

# What the database raises when it is away, locked or too slow.
DATABASE_AWAY_ERRORS = (OperationalError, InterfaceError)


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
    """Answer 500: something failed. Uses nothing that may itself have failed. A database that is away is 503, wherever it was missed."""
    error = sys.exception()
    if isinstance(error, DATABASE_AWAY_ERRORS):
        return unavailable(request)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return no_room(request)
    return _page(500)


def no_room(request, exception=None):
    """Answer 507: the disk is full, so that what was sent cannot be kept."""
    return _page(507)


def unavailable(request, exception=None):
    """Answer 503 with Retry-After: the portal cannot reach its database. Whoever has sent a form gets it back to send again."""
    sent = sent_form(request)
    response = _page(503)
    if sent:
        response = HttpResponse(render_to_string("503_form.html", {"sent": sent}), status=503)
        response["Cache-Control"] = NOT_STORED_OR_SHARED
    response["Retry-After"] = "30"
    return response
