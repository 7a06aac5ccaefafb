"""Where pages are kept: in the memory of each process, and in a table that all processes and servers share.

Pages whose addresses have parameters stand apart in both, so that any number of them pushes out none of the others.
"""

import gzip
import json
import logging
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

import brotli
from django.db import DatabaseError, connection
from django.utils import timezone

from hscp.page_cache.models import ContentChange, StoredPage

logger = logging.getLogger(__name__)

# Bytes of pages, as gzip has them, in the memory of one process: some 2,000 ordinary ones, and 500 with parameters. Those
# that are asked for as brotli take as much again.
MOST_IN_MEMORY, MOST_NARROWED_IN_MEMORY = 16 * 1024**2, 4 * 1024**2
# Pages in the table.
MOST_STORED, MOST_NARROWED_STORED = 20_000, 2_000
# How long a page stays in the table once it is out of date, for when nothing else can be shown.
KEPT_STALE = timedelta(hours=24)
_STORED_BETWEEN_CLEARINGS = 500
_GZIP_LEVEL, _BROTLI_QUALITY = 6, 5
_READ = (
    "SELECT version, expires_at, headers, body, is_narrowed, made_at"  # noqa: S608
    f" FROM {StoredPage._meta.db_table} WHERE key = %s"
)
_COLUMNS = ("key", "version", "expires_at", "made_at", "is_narrowed", "headers", "body")
# One statement, which is one round trip: with the ORM it would be a transaction of three.
_WRITE = (
    f"INSERT INTO {StoredPage._meta.db_table} ({', '.join(_COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join(['%s'] * len(_COLUMNS))}) ON CONFLICT (key) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
)


@dataclass
class Page:
    """A rendered page: its headers (pairs of str) but those of length and encoding, and its body compressed with gzip."""

    version: str
    expires_at: datetime
    headers: list
    zipped: bytes
    is_narrowed: bool = False
    made_at: datetime = field(default_factory=timezone.now, compare=False)
    hits: int = field(default=0, compare=False)

    @cached_property
    def etag(self):
        """The value of the page's ETag header."""
        return next(value for name, value in self.headers if name == "ETag")

    @cached_property
    def brotli(self):
        """The body compressed with brotli."""
        return brotli.compress(gzip.decompress(self.zipped), quality=_BROTLI_QUALITY)

    def is_right(self, version, at):
        """Return whether the page shows the content of `version` and what is true at `at` (aware datetime)."""
        return self.version == version and at < self.expires_at


def zipped(body):
    """Return `body` (bytes) compressed with gzip, the same every time."""
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


class TableAway(Exception):
    """The table of pages cannot be read."""


class Memory:
    """The pages that this process has rendered or read, the least recently used going first."""

    def __init__(self):
        self._shelves = {False: _Shelf(MOST_IN_MEMORY), True: _Shelf(MOST_NARROWED_IN_MEMORY)}

    def get(self, address):
        """Return the Page at an Address, right or not, or None."""
        return self._shelves[bool(address.query)].get(address)

    def put(self, address, page):
        """Keep `page` as that at an Address."""
        self._shelves[bool(address.query)].put(address, page)

    def busiest(self, number):
        """Return the Addresses of the `number` pages without parameters that were asked for most."""
        return self._shelves[False].busiest(number)


class _Shelf:
    def __init__(self, most):
        self._most, self._bytes = most, 0
        self._pages = OrderedDict()
        self._mutex = threading.Lock()

    def get(self, key):
        with self._mutex:
            page = self._pages.get(key)
            if page is not None:
                page.hits += 1
                self._pages.move_to_end(key)
            return page

    def put(self, key, page):
        with self._mutex:
            old = self._pages.pop(key, None)
            if old is not None:
                page.hits = old.hits
                self._bytes -= len(old.zipped)
            self._pages[key] = page
            self._bytes += len(page.zipped)
            while self._bytes > self._most:
                _, last = self._pages.popitem(last=False)
                self._bytes -= len(last.zipped)

    def busiest(self, number):
        with self._mutex:
            return sorted(self._pages, key=lambda key: self._pages[key].hits, reverse=True)[:number]


class Table:
    """The pages that all processes and servers share.

    SQLite has one process, whose readers must never wait for a writer: nothing is stored there. Where the table cannot be
    read or written, the portal goes on without it.
    """

    def __init__(self):
        self._stored = 0

    def get(self, digest):
        """Return the Page with the key `digest`, right or not, or None. Raises TableAway where it cannot be read."""
        if not self._is_there():
            return None
        try:
            # By hand: the first hit of a worker takes half as long as with a queryset.
            with connection.cursor() as cursor:
                cursor.execute(_READ, [digest])
                row = cursor.fetchone()
        except DatabaseError as error:
            logger.exception("The stored pages cannot be read.")
            raise TableAway from error
        if row is None:
            return None
        version, expires_at, headers, body, is_narrowed, made_at = row
        headers = list(map(tuple, json.loads(headers)))
        return Page(version, expires_at, headers, bytes(body), is_narrowed, made_at)

    def put(self, digest, page):
        """Store `page` in place of the one with the key `digest`, and now and then remove what is too old or too much."""
        if not self._is_there():
            return
        row = [
            digest,
            page.version,
            page.expires_at,
            page.made_at,
            page.is_narrowed,
            json.dumps(page.headers),
            page.zipped,
        ]
        try:
            with connection.cursor() as cursor:
                cursor.execute(_WRITE, row)
            self._stored += 1
            if self._stored % _STORED_BETWEEN_CLEARINGS == 0:
                clear_stored()
        except DatabaseError:
            logger.exception("A page cannot be stored.")

    def _is_there(self):
        return connection.vendor != "sqlite"


def clear_stored(at=None):
    """Remove the stored pages that have been out of use for KEPT_STALE at `at` (default now), and those beyond the most."""
    StoredPage.objects.filter(made_at__lt=(at or timezone.now()) - KEPT_STALE).delete()
    for is_narrowed, most in ((False, MOST_STORED), (True, MOST_NARROWED_STORED)):
        rows = StoredPage.objects.filter(is_narrowed=is_narrowed).order_by("-made_at", "pk")
        StoredPage.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[most:])).delete()


def forget_all_pages():
    """Make every page new, on all servers: for a database whose content is not that of a moment ago, such as a restored one."""
    StoredPage.objects.all().delete()
    # No transaction has this number.
    ContentChange.objects.update_or_create(
        transaction_id=0, defaults={"token": secrets.randbelow(2**52), "changed_at": timezone.now()}
    )
