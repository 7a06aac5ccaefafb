"""The hint that a browser belongs to staff: a cookie that says nothing but that, so that readers' browsers ask nothing.

Public pages are the same for everybody. Their script looks for the hint, and only where it is set asks the admin what the
reader may do here (`hscp.site.staff_bar`), which the session decides, never the hint. Whoever writes the hint themselves gets
nothing by it. It is set by signing in, ends with the session, and no page to read sets it.
"""

from django.conf import settings

# Read by static/js/portal.js and static/js/staff-bar.js.
STAFF_HINT = "hscp_staff"


def give_hint(response):
    """Set the hint with `response`, for as long as a session lasts."""
    response.set_cookie(
        STAFF_HINT,
        "1",
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def take_hint_away(request, response):
    """Remove the hint with `response`, if the browser that sent `request` has it."""
    if STAFF_HINT in request.COOKIES:
        response.delete_cookie(STAFF_HINT, samesite="Lax")
    return response
