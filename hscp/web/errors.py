"""The error pages. All of them give the emergency numbers.

403 and 404 are ordinary pages with the site's menus. The others use no context, route or database: any of these may be
what failed. Programs, which ask below /api/, get a problem in JSON.
"""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

from hscp.observability.current_request import current_request_id
from hscp.web.cache_headers import NOT_STORED_OR_SHARED
from hscp.web.framing import FRAMED, let_frame
from hscp.web.problems import is_for_programs, problem
from hscp.web.sent_form import sent_form

# What the database raises when it is away, locked or too slow.
DATABASE_AWAY_ERRORS = (OperationalError, InterfaceError)
_TO_PROGRAMS = {
    400: "The request cannot be understood.",
    403: "You may not see this.",
    404: "There is nothing at this address. /api/v1/ lists the addresses there are.",
    413: "More was sent than is read.",
    500: "Something failed on our side. Try again later.",
    503: "The database cannot be reached just now. Try again in half a minute.",
    507: "The disk is full. Try again later.",
}


def _page(page, request, *, status=None, with_menus=False):
    """Return the error page `page` (400 to 503), or the problem that says the same to a program; with another status if given."""
    if is_for_programs(request):
        return problem(status or page, _TO_PROGRAMS[page])
    context = {"request_id": current_request_id()}
    shown = render_to_string(f"{page}.html", context, request=request if with_menus else None)
    response = HttpResponse(shown, status=status or page)
    return let_frame(response) if _is_framed(request) else response


def _is_framed(request):
    # What a frame asks for; a browser would say in its own words that the page cannot be shown there.
    return request is not None and request.path.startswith(FRAMED)


def bad_request(request, exception=None, status=400):
    """Answer 400, or another `status` of the kind: the request cannot be understood."""
    return _page(400, request, status=status)


def forbidden(request, exception=None):
    """Answer 403: the reader may not see this."""
    return _page(403, request, with_menus=True)


def not_found(request, exception=None):
    """Answer 404: there is no such page."""
    return _page(404, request, with_menus=True)


def too_large(request, exception=None):
    """Answer 413: more was sent than is read."""
    return _page(413, request)


def server_error(request):
    """Answer 500: something failed. Uses nothing that may itself have failed. A database that is away is 503, wherever it was missed."""
    error = sys.exception()
    if isinstance(error, DATABASE_AWAY_ERRORS):
        return unavailable(request)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return no_room(request)
    return _page(500, request)


def no_room(request, exception=None):
    """Answer 507: the disk is full, so that what was sent cannot be kept."""
    return _page(507, request)


def unavailable(request, exception=None):
    """Answer 503 with Retry-After: the portal cannot reach its database. Whoever has sent a form gets it back to send again."""
    sent = sent_form(request)
    response = _page(503, request)
    if sent:
        response = HttpResponse(render_to_string("503_form.html", {"sent": sent}), status=503)
        response["Cache-Control"] = NOT_STORED_OR_SHARED
    response["Retry-After"] = "30"
    return response
