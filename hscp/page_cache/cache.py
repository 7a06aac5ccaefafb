"""The cache above Django: a WSGI application that answers for public pages without a cookie, and asks Django for the rest.

A page is answered from memory, else from the table, else rendered once, whoever else asks for it meanwhile. It is right while
the content has the version that it had before the page was rendered, and until the next moment that changes it by itself.
The version is asked for once a second at most, so that a change is seen everywhere within a second.
"""

import threading
import time
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from hscp.documents.queue import shared_result
from hscp.london_time import midnight
from hscp.page_cache.address import address_of
from hscp.page_cache.answers import Uncached, answer
from hscp.page_cache.content_version import content_version, next_moment
from hscp.page_cache.release import release
from hscp.page_cache.render_lock import render_lock
from hscp.page_cache.rendering import rendering
from hscp.page_cache.store import Memory, Page, Table, zipped
from hscp.web.cache_headers import FRESH, SHARED_PAGES

CHECK_EVERY = 1  # seconds between two questions for the version
MOST_BYTES = 2 * 1024**2  # of a page that is cached, before it is compressed
BUSIEST = 12  # pages that are made beforehand once the content has changed


class PageCache:
    """The WSGI application `application` (Django) behind the cache."""

    def __init__(self, application):
        self.application = application
        self.memory, self.table = Memory(), Table()
        self._release = release()
        self._version, self._checked_at = None, float("-inf")
        self._right_until = None, None
        self._making_beforehand = threading.Lock()

    def __call__(self, environ, start_response):
        address = address_of(environ)
        found = address and self.page(address)
        if isinstance(found, Page) or (
            isinstance(found, Uncached) and address.query == environ.get("QUERY_STRING", "")
        ):
            return answer(found, environ, start_response)
        response = self.application(environ, start_response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            # Whoever has just published something sees it at once.
            self._checked_at = float("-inf")
            self.version()
        return response

    def page(self, address):
        """Return the Page at `address` as it is now, or the Uncached that Django answers with; None without a database."""
        version = self.version()
        if version is None:
            return None
        page = self.memory.get(address)
        if page is None or not page.is_right(version, timezone.now()):
            page = shared_result((id(self), address), lambda: self._fetch(address, version))
        return page

    def version(self):
        """Return the version of the release and of its content, not more than CHECK_EVERY old; None without a database."""
        if time.monotonic() - self._checked_at >= CHECK_EVERY:
            self._checked_at, before = time.monotonic(), self._version
            try:
                close_old_connections()
                self._version = f"{self._release}:{content_version(connection)}"
            except DatabaseError:
                self._version = None
            if self._version != before and before is not None:
                self._start_making()
        return self._version

    def _start_making(self):
        def run():
            try:
                self.make_beforehand()
            finally:
                connection.close()

        threading.Thread(target=run, daemon=True).start()

    def make_beforehand(self):
        """Make the pages that this process is asked for most, unless another thread is about it."""
        if self._making_beforehand.acquire(blocking=False):
            try:
                for address in self.memory.busiest(BUSIEST):
                    self.page(address)
            finally:
                self._making_beforehand.release()

    def _fetch(self, address, version):
        """Return the page from the table or, as the only one, from Django."""
        digest = address.digest
        page = self.table.get(digest)
        if page is None or not page.is_right(version, timezone.now()):
            with render_lock(digest):
                page = self.table.get(digest)
                if page is None or not page.is_right(version, timezone.now()):
                    page = self._render(address, version)
                    if isinstance(page, Page):
                        self.table.put(digest, page)
        if isinstance(page, Page):
            self.memory.put(address, page)
        return page

    def _render(self, address, version):
        with rendering(self._moment(version)) as made:
            status, headers, body = ask(self.application, address.environ())
        if not made.is_cacheable or not _may_be_cached(status, headers, body):
            return Uncached(status, headers, body)
        headers = [(name, value) for name, value in headers if name not in {"Content-Length", "Vary"}]
        if ("Cache-Control", FRESH) in headers:
            headers[headers.index(("Cache-Control", FRESH))] = "Cache-Control", SHARED_PAGES
        if not any(name == "ETag" for name, _ in headers):
            headers.append(("ETag", f'W/"{sha256(body).hexdigest()[:32]}"'))
        return Page(version, made.expires_at, headers, zipped(body), bool(address.query))

    def _moment(self, version):
        """Return the next moment that changes pages by itself: one in the tables, or midnight, when days have other names."""
        now = timezone.now()
        known_for, moment = self._right_until
        if known_for != version or moment <= now:
            tomorrow = midnight(timezone.localdate(now) + timedelta(days=1))
            moment = min(filter(None, (next_moment(now, connection), tomorrow)))
            self._right_until = version, moment
        return moment


def ask(application, environ):
    """Return (status, headers, body) with which the WSGI `application` answers: "200 OK", pairs of str, bytes."""
    started = []
    response = application(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
    try:
        body = b"".join(response)
    finally:
        if hasattr(response, "close"):
            response.close()
    [(status, headers)] = started
    return status, headers, body


def _may_be_cached(status, headers, body):
    """Return whether an answer is one for everybody: no error, no cookie, and nothing that depends on one."""
    if not status.startswith(str(HTTPStatus.OK.value)) or len(body) > MOST_BYTES:
        return False
    given = {name.lower(): value.lower() for name, value in headers}
    return (
        "set-cookie" not in given
        and "content-encoding" not in given
        and "cookie" not in given.get("vary", "")
        and "private" not in given.get("cache-control", "")
    )
