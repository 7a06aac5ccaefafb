"""Access to what belongs to one email address: a link in its mail opens it for half an hour, by a cookie.

The person's own training record and the page of a lead's team are opened in the same way: both belong to whoever reads that
mail. Every failure gives the same page.
"""

from functools import wraps

from django.conf import settings
from django.core import signing
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from training.booking.links import email_for
from training.views.booking_access import private_page

COOKIE_MINUTES = 30
_SALT = "training.record"


def open_record(response, token):
    """Set the cookie that opens for half an hour what belongs to the address of `token`."""
    response.set_cookie(
        _cookie_name(),
        signing.dumps(token, salt=_SALT),
        max_age=COOKIE_MINUTES * 60,
        path=reverse("training:record_request"),
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def close_record(response):
    """Delete the cookie."""
    response.delete_cookie(_cookie_name(), path=reverse("training:record_request"), samesite="Lax")


def with_email(view):
    """Call `view(request, email, …)` with the email whose record the cookie opens; without one, answer as `gone` does.

    A form on such a page that changes something includes training/record_stamp.html. It says whose page it is, so that a page
    left open in another tab cannot change anything of an address whose link was opened since.
    """

    @private_page
    @wraps(view)
    def opened(request, *args, **kwargs):
        token = _token(request)
        email = email_for(token) if token else None
        if email is None:
            return gone(request)
        request.record_stamp = _stamp(email)
        if request.method == "POST" and not constant_time_compare(
            request.POST.get("record", ""), request.record_stamp
        ):
            return gone(request)
        return view(request, email, *args, **kwargs)

    return opened


def kept_open(view):
    """Begin the half hour anew with each page, as `with_email` gives them: work for a whole team takes longer.

    The link itself ends a day after it was asked for, and the cookie with it.
    """

    @with_email
    @wraps(view)
    def opened(request, email, *args, **kwargs):
        response = view(request, email, *args, **kwargs)
        open_record(response, _token(request))
        return response

    return opened


def gone(request):
    """Answer 404, with the same page whatever the reason."""
    return render(request, "training/record_gone.html", {"page_title": "This link does not work"}, status=404)


def _token(request):
    """Return the token that the cookie of `request` holds, or None."""
    try:
        return signing.loads(request.COOKIES.get(_cookie_name(), ""), salt=_SALT, max_age=COOKIE_MINUTES * 60)
    except signing.BadSignature:
        return None


def _stamp(email):
    return salted_hmac(f"{_SALT}.stamp", email.lower(), algorithm="sha256").hexdigest()[:32]


def _cookie_name():
    return "__Secure-record" if settings.CSRF_COOKIE_SECURE else "record"
