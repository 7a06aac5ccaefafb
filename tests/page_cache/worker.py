"""A web worker with the page cache, as its clients see it."""

import io
import sys
import tempfile
from types import SimpleNamespace

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from hscp.page_cache.cache import PageCache
from hscp.page_cache.copies import Copies
from hscp.page_cache.watch import CHECK_EVERY


def environ(path="/", method="GET", **changes):
    """Return the WSGI environment of a request; `changes` are variables such as HTTP_COOKIE, or None to leave one out."""
    path, _, query = path.partition("?")
    found = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    } | changes
    return {name: value for name, value in found.items() if value is not None}


def page_of(body, status="200 OK", *headers):
    """Return a WSGI application that always answers this."""

    def application(environ, start_response):
        start_response(status, [("Content-Type", "text/html"), ("Cache-Control", "no-cache"), *headers])
        return [body]

    return application


def as_if_committed():
    """Let the next change leave a mark of its own: PostgreSQL leaves one in a transaction, and a test is one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('hscp.content_changed', '', true)")


class Worker:
    """A worker of its own memory over Django, or over the WSGI `application`. `asked` counts what Django was asked."""

    def __init__(self, application=None):
        self.django, self.asked = application or WSGIHandler(), 0
        self.cache = PageCache(self._count)
        # A host of its own: what others have made is in the table alone.
        self.cache.copies = Copies(tempfile.mkdtemp(prefix="hscp-test-copies-"))

    def get(self, path="/", **changes):
        """Return the answer to a request: `status` (int), `headers` (dict), `body` (bytes) and `text`."""
        started = []
        response = self.cache(
            environ(path, **changes), lambda status, headers, exc_info=None: started.append((status, headers))
        )
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        [(status, headers)] = started
        text = body.decode(errors="replace")
        return SimpleNamespace(status=int(status[:3]), headers=dict(headers), body=body, text=text)

    def a_second_later(self):
        """Let the worker ask for the version at the next request, as it does after a second."""
        as_if_committed()
        self.cache.watch._checked_at -= CHECK_EVERY

    def _count(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)
