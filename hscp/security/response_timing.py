"""Answers that all take about as long, so that how long one took tells nobody what was found."""

import functools
import time

STEP_SECONDS = 0.1


def even_response_timing(view):
    """Hold back the answer to a POST until the next full step of STEP_SECONDS since it came in.

    Around the transaction, never within it: nothing is locked while the answer waits. Without it, an email that is
    known shows itself by the few milliseconds that its own way through the code takes (T33).
    """

    @functools.wraps(view)
    def timed(request, *args, **kwargs):
        started = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST" and STEP_SECONDS:
            time.sleep(STEP_SECONDS - (time.monotonic() - started) % STEP_SECONDS)
        return response

    return timed
