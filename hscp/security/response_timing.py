"""Evens out response times, so that the time an answer took does not reveal what was found."""

import functools
import time

STEP_SECONDS = 0.1


def even_response_timing(view):
    """Hold back the answer to a POST until the next full step of STEP_SECONDS since the request arrived.

    Apply it around the transaction, never inside: nothing is locked while the answer waits. Without it, a known email
    gives itself away by the few milliseconds that its path through the code takes (T33).
    """

    @functools.wraps(view)
    def timed(request, *args, **kwargs):
        started = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST" and STEP_SECONDS:
            time.sleep(STEP_SECONDS - (time.monotonic() - started) % STEP_SECONDS)
        return response

    return timed
