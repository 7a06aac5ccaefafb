"""The cache above Django: a WSGI application that answers for public pages without a cookie, and asks Django for the rest.

A page is answered from memory, else from the table, else rendered once, whoever else asks for it meanwhile. It is right while
the content has the version that it had before the page was rendered, and until the next moment that changes it by itself.
The version is asked for once a second at most, so that a change is seen everywhere within a second. While the database is away
or slow, a page that is not right is shown as it was, with a line that says so.
"""

import logging
import threading
import time
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from hscp.database.outage import DATABASE_AWAY, DATABASE_SLOW
from hscp.database.replica import Replica
from hscp.database.time_limit import answer_within
from hscp.documents.queue import shared_result
from hscp.london_time import midnight
from hscp.observability.current_request import HIT, RENDERED, SHARED, STALE, note_cache
from hscp.page_cache.address import address_of
from hscp.page_cache.answers import Uncached, answer
from hscp.page_cache.behind import Behind, start_apart
from hscp.page_cache.content_version import next_moment
from hscp.page_cache.copies import Copies
from hscp.page_cache.from_replica import from_replica
from hscp.page_cache.ready import do_while_slow, ready_addresses, registered
from hscp.page_cache.release import release
from hscp.page_cache.render_lock import render_lock
from hscp.page_cache.rendering import rendering
from hscp.page_cache.stale import as_stale
from hscp.page_cache.store import Memory, Page, Table, TableAway, zipped
from hscp.page_cache.watch import VERSION_WITHIN, DatabaseWatch
from hscp.web.cache_headers import FRESH, SHARED_PAGES

logger = logging.getLogger(__name__)

UNAVAILABLE = str(HTTPStatus.SERVICE_UNAVAILABLE.value)
MOST_BYTES = 2 * 1024**2  # of a page that is cached, before it is compressed
# What a request says of a person.
_OF_A_PERSON = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")
BUSIEST = 12  # pages that are made beforehand once the content has changed
READY_EVERY = 60  # seconds between two times that the pages of `ready` are made beforehand
# Threads of a process that wait for pages which nobody has seen while the database is slow; the others answer at once.
MOST_WAITING = 2


class PageCache:
    """The WSGI application `application` (Django) behind the cache."""

    def __init__(self, application):
        self.application = application
        self.memory, self.table, self.copies = Memory(), Table(), Copies(settings.HSCP_PAGE_COPIES)
        self.replica = Replica()
        self.watch = DatabaseWatch(release(), self._make_what_is_due, do_while_slow)
        self.behind = Behind(self._make_again)
        self._may_wait = threading.BoundedSemaphore(MOST_WAITING)
        self._right_until = None, None
        self._making_beforehand = threading.Lock()
        # The versions for which the busiest pages and the ready ones are made, and when the latter were.
        self._made_for, self._ready_for, self._ready_at = None, None, float("-inf")

    def __call__(self, environ, start_response):
        address = address_of(environ)
        found = None
        if address:
            found = self.page(address)
        else:
            # What is not cached needs to know, too, whether the database is there.
            self.watch.version()
        if isinstance(found, Uncached) and found.status.startswith(UNAVAILABLE) and not self.watch.is_slow:
            # It may be that one page is too slow, or that the database has just been lost.
            self.watch.ask_again()
        if self.watch.is_away:
            found = self._without_database(environ)
            note_cache(STALE if found else "")
        if isinstance(found, Page) or (
            isinstance(found, Uncached) and address.query == environ.get("QUERY_STRING", "")
        ):
            return answer(found, environ, start_response)
        if self.watch.is_away:
            _tell_that_it_is_away(environ)
        elif self.watch.is_slow:
            environ[DATABASE_SLOW] = True
        response = self.application(environ, start_response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            # Whoever has just published something sees it at once.
            self.watch.ask_again()
        return response

    def page(self, address):
        """Return the Page at `address` as it is now, or the Uncached that Django answers with; None without a database.

        While the database is slow it is the Page as it was, if anybody has seen it on this host.
        """
        version = self.watch.version()
        if version is None:
            return None
        page = self.memory.get(address)
        if page is not None and page.is_right(version, timezone.now()):
            note_cache(HIT)
            return page
        if self.watch.is_slow:
            return self._while_slow(address, page, version)
        return self._make(address, version)

    def _while_slow(self, address, page, version):
        page = page or self.copies.get(address.digest)
        if page is None and self._may_wait.acquire(blocking=False):
            try:
                page = self._stored(address) or self._make(address, version)
            finally:
                self._may_wait.release()
        if isinstance(page, Page):
            self.memory.put(address, page)
            if page.is_right(version, timezone.now()):
                return page
            self.behind.add(address)
            note_cache(STALE)
            return self._as_it_was(page)
        if page is None and not self.watch.is_away:
            self.behind.add(address)
            return Uncached(*ask(self.application, {**address.environ(), DATABASE_AWAY: True}))
        return page

    def _stored(self, address):
        """Return the page of the table, right or not: some host has seen it."""
        try:
            with answer_within(VERSION_WITHIN):
                return self.table.get(address.digest)
        except TableAway:
            return None

    def _without_database(self, environ):
        """Return the Page that a request asks for as it was last known, with a line that says so; None without one.

        Cookies make no difference now: what is shown is what everybody saw.
        """
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return None
        plain = {name: value for name, value in environ.items() if name not in _OF_A_PERSON}
        address = address_of(plain)
        page = address and (self.memory.get(address) or self.copies.get(address.digest))
        return self._as_it_was(page) if page else None

    def _as_it_was(self, page):
        as_of = page.made_at
        if page.version == self.watch.last_known:
            # Until then it was right, whether or not anybody asked for it.
            as_of = max(as_of, min(self.watch.known_at, page.expires_at))
        return as_stale(page, as_of, is_slow=self.watch.is_slow)

    def _make_what_is_due(self, version):
        is_due = self._ready_for != version and time.monotonic() - self._ready_at >= READY_EVERY
        if is_due or self._made_for != version:
            start_apart(self.make_beforehand)

    def make_beforehand(self):
        """Make the pages that this process is asked for most, and now and then those kept ready, unless a thread is about it."""
        if not self._making_beforehand.acquire(blocking=False):
            return
        try:
            version = self._made_for = self.watch.version()
            for address in self.memory.busiest(BUSIEST):
                self._make_again(address)
            if self._ready_for != version and time.monotonic() - self._ready_at >= READY_EVERY:
                self._ready_for, self._ready_at = version, time.monotonic()
                for address in ready_addresses():
                    self._make_again(address)
                for work in registered():
                    work()
        finally:
            self._making_beforehand.release()

    def _make_again(self, address):
        """Make the page at `address` if it is not right; nobody waits for it."""
        version, page = self.watch.version(), self.memory.get(address)
        if version is not None and not (page and page.is_right(version, timezone.now())):
            self._make(address, version)

    def _make(self, address, version):
        """Return the page from this host or from the table or, as the only one, from Django; None where the database is lost meanwhile."""
        # By another process or thread, unless this one says that it has rendered it.
        note_cache(SHARED)
        return shared_result((id(self), address), lambda: self._fetch(address, version))

    def _fetch(self, address, version):
        try:
            with answer_within(VERSION_WITHIN):
                return self._read_or_render(address, version)
        except DatabaseError:
            # Neither the lock nor the moment until which it is right.
            logger.exception("A page cannot be made.")
            self.watch.ask_again()
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
            self.watch.ask_again()
        if self.watch.is_away:
            return None
        if page is None or not page.is_right(version, timezone.now()):
            with render_lock(digest) as waited:
                if waited:
                    page = self._read_again(digest)
                if self.watch.is_away:
                    return None
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


def _tell_that_it_is_away(environ):
    """Let what answers know that there is no database, so that it tries none: nor can it know whose session a cookie names."""
    environ[DATABASE_AWAY] = True
    if environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
        environ.pop("HTTP_COOKIE", None)


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
