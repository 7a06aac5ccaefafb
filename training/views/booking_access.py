"""Access to a person's own booking: a link opens it for half an hour, by a cookie that is sent to /booking/ only.

Every failure gives the same page: a wrong or expired token, a wrong or expired cookie, and a page of one booking sent
while the cookie opens another.
"""

from functools import wraps

from django.conf import settings
from django.core import signing
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac

from hscp.web.cache_headers import NOT_STORED_OR_SHARED
from training.booking.links import working_links
from training.booking.locking import Busy

COOKIE_MINUTES = 30
_COOKIE_PATH = "/booking/"
_SALT = "training.booking"


def private_page(view):
    """Keep a view's pages out of every cache and search engine, and keep their addresses from other sites.

    `no-referrer` would make the browser send forms with `Origin: null`, which the CSRF protection must refuse;
    `strict-origin` sends the name of the site and no path.
    """

    @wraps(view)
    def private(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = NOT_STORED_OR_SHARED
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return private


def with_booking(view):
    """Call `view(request, booking)` with the booking that the cookie opens; without one, answer as `gone` does.

    A form on such a page includes training/booking_stamp.html. It says which booking the page is about, so that a
    page left open in another tab cannot change a booking whose link was opened since.
    """

    @private_page
    @wraps(view)
    def opened(request, *args, **kwargs):
        link = _opened_link(request)
        if link is None:
            return gone(request)
        request.booking_stamp = _stamp(link)
        if request.method == "POST" and not constant_time_compare(
            request.POST.get("booking", ""), request.booking_stamp
        ):
            return gone(request)
        return view(request, link.booking, *args, **kwargs)

    return opened


def open_link(response, link):
    """Set the cookie that opens the booking of `link` (a ManageLink) for half an hour."""
    response.set_cookie(
        _cookie_name(),
        signing.dumps(link.pk, salt=_SALT),
        max_age=COOKIE_MINUTES * 60,
        path=_COOKIE_PATH,
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def gone(request):
    """Answer 404, with the same page whatever the reason."""
    return render(request, "training/manage_gone.html", {"page_title": "This link does not work"}, status=404)


def _opened_link(request):
    """Return the working ManageLink that the cookie of `request` names, or None."""
    try:
        pk = signing.loads(request.COOKIES.get(_cookie_name(), ""), salt=_SALT, max_age=COOKIE_MINUTES * 60)
    except signing.BadSignature:
        return None
    return working_links().filter(pk=pk).first()


def _stamp(link):
    return salted_hmac(f"{_SALT}.stamp", str(link.pk), algorithm="sha256").hexdigest()[:32]


def _cookie_name():
    # Browsers accept the prefix only from a secure site, and refuse to set such a cookie without https.
    return "__Secure-booking" if settings.CSRF_COOKIE_SECURE else "booking"


def status_of(refused):
    """Return the HTTP status of a page that says why something was refused, by its CannotBook: 503 where trying again may help."""
    return 503 if isinstance(refused, Busy) else 409
