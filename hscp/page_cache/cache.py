"""The cache above Django: a WSGI application that answers for public pages without a cookie, and asks Django for the rest.

A page is answered from memory, else from the table, else rendered once, whoever else asks for it meanwhile. It is right while
the content has the version that it had before the page was rendered, and until the next moment that changes it by itself.
The version is asked for once a second at most, so that a change is seen everywhere within a second.
"""

import logging
import threading
import time
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from hscp.database.outage import DATABASE_AWAY
from hscp.database.replica import Replica
from hscp.database.time_limit import answer_within
from hscp.documents.queue import shared_result
from hscp.london_time import midnight
from hscp.observability import metrics
from hscp.observability.current_request import HIT, RENDERED, SHARED, STALE, note_cache
from hscp.page_cache.address import address_of
from hscp.page_cache.answers import Uncached, answer
from hscp.page_cache.content_version import content_version, next_moment
from hscp.page_cache.copies import Copies
from hscp.page_cache.from_replica import from_replica
from hscp.page_cache.release import release
from hscp.page_cache.render_lock import render_lock
from hscp.page_cache.rendering import rendering
from hscp.page_cache.stale import as_stale
from hscp.page_cache.store import Memory, Page, Table, TableAway, zipped
from hscp.web.cache_headers import FRESH, SHARED_PAGES

logger = logging.getLogger(__name__)

CHECK_EVERY = 1  # seconds between two questions for the version
VERSION_WITHIN = 1  # seconds in which a database that is there says its version
UNAVAILABLE = str(HTTPStatus.SERVICE_UNAVAILABLE.value)
PROBE_EVERY = 0.5  # seconds between two attempts to reach a database that is away
MOST_BYTES = 2 * 1024**2  # of a page that is cached, before it is compressed
# What a request says of a person.
_OF_A_PERSON = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")
BUSIEST = 12  # pages that are made beforehand once the content has changed


class PageCache:
    """The WSGI application `application` (Django) behind the cache."""

    def __init__(self, application):
        self.application = application
        self.memory, self.table, self.copies = Memory(), Table(), Copies(settings.HSCP_PAGE_COPIES)
        self.replica = Replica()
        self._release = release()
        self._version, self._checked_at = None, float("-inf")
        self._asking = threading.Lock()
        # When the database last said its version (aware), and which; whether it has been lost since.
        self._known_at, self._last_known, self.is_away = None, None, False
        self._right_until = None, None
        self._making_beforehand = threading.Lock()

    def __call__(self, environ, start_response):
        address = address_of(environ)
        found = None
        if address:
            found = self.page(address)
        else:
            # What is not cached needs to know, too, whether the database is there.
            self.version()
        if isinstance(found, Uncached) and found.status.startswith(UNAVAILABLE):
            # It may be that one page is too slow, or that the database has just been lost.
            self.ask_again()
        if self.is_away:
            found = self._stale(environ)
            note_cache(STALE if found else "")
        if isinstance(found, Page) or (
            isinstance(found, Uncached) and address.query == environ.get("QUERY_STRING", "")
        ):
            return answer(found, environ, start_response)
        if self.is_away:
            environ[DATABASE_AWAY] = True
        response = self.application(environ, start_response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            # Whoever has just published something sees it at once.
            self.ask_again()
        return response

    def page(self, address):
        """Return the Page at `address` as it is now, or the Uncached that Django answers with; None without a database."""
        version = self.version()
        if version is None:
            return None
        page = self.memory.get(address)
        if page is not None and page.is_right(version, timezone.now()):
            note_cache(HIT)
        else:
            # By another process or thread, unless this one says that it has rendered it.
            note_cache(SHARED)
            page = shared_result((id(self), address), lambda: self._fetch(address, version))
        return page

    def version(self):
        """Return the version of the release and of its content, not more than CHECK_EVERY old; None without a database."""
        if self.is_away:
            return None
        if time.monotonic() - self._checked_at >= CHECK_EVERY and self._asking.acquire(
            blocking=self._version is None
        ):
            # One thread asks. The others go on with what was known a second ago: a frozen database holds one of them.
            try:
                if time.monotonic() - self._checked_at >= CHECK_EVERY and not self.is_away:
                    self._ask_for_version()
            finally:
                self._asking.release()
        return self._version

    def ask_again(self):
        """Ask for the version now, however lately somebody has."""
        self._checked_at = float("-inf")
        self.version()

    def _ask_for_version(self):
        before = self._version
        try:
            with answer_within(VERSION_WITHIN):
                close_old_connections()
                self._version = f"{self._release}:{content_version(connection)}"
        except DatabaseError:
            logger.exception("The database is away. Pages are shown as they were.")
            self._version, self.is_away = None, True
            metrics.DATABASE_OUTAGES.inc()
            self._start_probing()
            return
        finally:
            self._checked_at = time.monotonic()
        self._known_at, self._last_known = timezone.now(), self._version
        if self._version != before and before is not None:
            self._start_making()

    def _start_making(self):
        _start_apart(self.make_beforehand)

    def _start_probing(self):
        _start_apart(self.probe)

    def probe(self):
        """Try to reach the database until it answers; pages are then shown as they are again."""
        while self.is_away:
            time.sleep(PROBE_EVERY)
            self.try_again()

    def try_again(self):
        """Ask a database that was away for its version, and end the time without it if it answers."""
        try:
            with answer_within(VERSION_WITHIN):
                connection.close()
                content_version(connection)
        except DatabaseError:
            return
        self._checked_at, self.is_away = float("-inf"), False
        logger.warning("The database answers again.")

    def _stale(self, environ):
        """Return the Page that a request asks for as it was last known, with a line that says so; None without one.

        Cookies make no difference now: what is shown is what everybody saw.
        """
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return None
        plain = {name: value for name, value in environ.items() if name not in _OF_A_PERSON}
        address = address_of(plain)
        page = address and (self.memory.get(address) or self.copies.get(address.digest))
        if not page:
            return None
        is_last = page.version == self._last_known and self._known_at
        return as_stale(page, max(self._known_at, page.made_at) if is_last else page.made_at)

    def make_beforehand(self):
        """Make the pages that this process is asked for most, unless another thread is about it."""
        if self._making_beforehand.acquire(blocking=False):
            try:
                for address in self.memory.busiest(BUSIEST):
                    self.page(address)
            finally:
                self._making_beforehand.release()

    def _fetch(self, address, version):
        """Return the page from the table or, as the only one, from Django; None where the database is lost meanwhile."""
        try:
            with answer_within(VERSION_WITHIN):
                return self._read_or_render(address, version)
        except DatabaseError:
            logger.exception("A page cannot be made for the cache.")
            self.ask_again()
            return None

    def _read_or_render(self, address, version):
        digest = address.digest
        page = self.copies.get(digest)
        if page is not None and page.is_right(version, timezone.now()):
            # Another process of this host has made it: the database need not be asked.
            self.memory.put(address, page)
            return page
        try:
            page = self.table.get(digest)
        except TableAway:
            page = None
            self.ask_again()
            if self.is_away:
                return None
        if page is None or not page.is_right(version, timezone.now()):
            with render_lock(digest):
                page = self._read_again(digest)
                if page is None or not page.is_right(version, timezone.now()):
                    page = self._render(address, version)
                    if isinstance(page, Page):
                        self.table.put(digest, page)
        if isinstance(page, Page):
            self.memory.put(address, page)
            self.copies.put(digest, page)
        return page

    def _read_again(self, digest):
        try:
            return self.table.get(digest)
        except TableAway:
            return None

    def _render(self, address, version):
        def ask_django():
            with rendering(self._moment(version)) as made:
                return made, ask(self.application, address.environ())

        note_cache(RENDERED)
        made, (status, headers, body) = from_replica(self.replica, version, ask_django) or ask_django()
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


def _start_apart(work):
    """Do `work` in a thread with a connection of its own."""

    def run():
        try:
            work()
        finally:
            connection.close()

    threading.Thread(target=run, daemon=True).start()


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
