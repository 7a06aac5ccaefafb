"""Answers at an even pace, so that how long one took tells nobody what was found. Foundation: imports no app."""

import functools
import time

from django.conf import settings


def even_response_timing(view):
    """Hold back the answer to a POST until the next full step of HSCP_PACE_SECONDS since it came in.

    Around the transaction, never within it: nothing is locked while the answer waits. Without it, an email that is
    known shows itself by the few milliseconds that its own way through the code takes (T33).
    """

    @functools.wraps(view)
    def paced(request, *args, **kwargs):
        started = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST" and (step := settings.HSCP_PACE_SECONDS):
            time.sleep(step - (time.monotonic() - started) % step)
        return response

    return paced
