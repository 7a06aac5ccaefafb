"""How much is read of what a client sends, from whom, and for how long: decided before a byte of it is read.

A proxy in front keeps slow clients away from the portal altogether (deploy/nginx.conf). These limits hold without one, too.
"""

import socket
from contextlib import contextmanager, suppress
from http import HTTPStatus
from threading import BoundedSemaphore, Timer

from django.db import DatabaseError
from django.http import UnreadablePostError

from hscp.database.outage import is_away
from hscp.web.errors import bad_request, too_large, unavailable

# Room for the largest file that is accepted, and the form around it.
MOST_BYTES = 25 * 1024 * 1024
# Room for the longest form. Only staff, in the admin, have forms that take files.
MOST_BYTES_OF_A_READER = 1024 * 1024
# A form is there at once; a file over a slow line comes at this many bytes a second.
SECONDS, BYTES_A_SECOND = 10, 100 * 1024
# Of the four threads of a process (deploy/gunicorn.conf.py): the others have time for readers.
AT_ONCE = 2


class BodyLimitMiddleware:
    """Answers 413 to a request that says it is larger than may come from this client, and 411 to one that does not say.

    What comes too slowly is answered 408; while AT_ONCE threads of this process wait for bodies, others get 503. It stands
    after the middleware that knows who is signed in, and before whatever reads a body.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self._receiving = BoundedSemaphore(AT_ONCE)

    def __call__(self, request):
        return self._refusal(request) or self._received(request)

    def _refusal(self, request):
        """Return the answer to a request whose body is not read; None where it may be."""
        length = _length(request)
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            # Django takes a body without a length for none.
            return bad_request(request, status=HTTPStatus.LENGTH_REQUIRED)
        if length > MOST_BYTES:
            return too_large(request)
        if length > MOST_BYTES_OF_A_READER:
            if is_away(request):
                # Nobody is known to be staff. A form that anybody may send is read, so that it can be given back.
                return unavailable(request)
            try:
                if not (request.user.is_active and request.user.is_staff):
                    return too_large(request)
            except DatabaseError:
                return unavailable(request)
        return None

    def _received(self, request):
        """Return the answer to a request once its body is there. A large one is read by its view: files go to the disk."""
        length = _length(request)
        if not length:
            return self.get_response(request)
        if not self._receiving.acquire(blocking=False):
            return unavailable(request)
        try:
            with _hung_up_after(request, SECONDS + length / BYTES_A_SECOND):
                if length > MOST_BYTES_OF_A_READER:
                    return self.get_response(request)
                if len(request.body) < length:
                    return bad_request(request, status=HTTPStatus.REQUEST_TIMEOUT)
        except UnreadablePostError:
            return bad_request(request, status=HTTPStatus.REQUEST_TIMEOUT)
        finally:
            self._receiving.release()
        return self.get_response(request)


def _length(request):
    """Return how many bytes a request says it has; 0 for one without a body."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdecimal() else 0


@contextmanager
def _hung_up_after(request, seconds):
    """Let the block wait for its client no longer than so many seconds: what reads then gets the end of what was sent.

    A limit for each piece would say nothing of a client that sends a byte a second. Servers other than gunicorn do not
    give their socket.
    """
    connection = request.META.get("gunicorn.socket")
    timer = Timer(seconds, _shut, [connection])
    if connection:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(connection):
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RD)
