"""Copies of pages on the disk of this host, for its other processes, and for all of them while the database is away.

A file is the digest of the rest; a line of JSON about the page; the page. One that is damaged is no copy.
"""

import json
import logging
import time
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import connection

from hscp.page_cache.store import KEPT_STALE, Page
from hscp.whole_files import write_whole

logger = logging.getLogger(__name__)

MOST = 20_000
_STORED_BETWEEN_CLEARINGS = 500
_WARN_EVERY = 60  # seconds


def is_one_process():
    """Return whether one process has the database, which is then never away."""
    return connection.vendor == "sqlite"


class Copies:
    """The pages that this host has shown lately, each in a file of `folder` (a path) under its digest. On a full disk there are none.

    With SQLite there is one process and no server that could be away: nothing is kept.
    """

    def __init__(self, folder):
        self._folder, self._stored, self._warned_at = Path(folder), 0, float("-inf")

    def get(self, digest):
        """Return the Page with the key `digest` as it was last shown, or None."""
        try:
            kept, _, content = self._path(digest).read_bytes().partition(b"\n")
            if kept != _digest(content):
                return None
            head, _, body = content.partition(b"\n")
            version, expires_at, made_at, headers, is_narrowed = json.loads(head)
            expires_at, made_at = map(datetime.fromisoformat, (expires_at, made_at))
        except (OSError, ValueError, TypeError):
            return None
        return Page(version, expires_at, list(map(tuple, headers)), body, is_narrowed, made_at)

    def put(self, digest, page):
        """Keep `page` in place of the one with the key `digest`, and now and then remove those of more than a day ago."""
        if is_one_process():
            return
        head = [
            page.version,
            page.expires_at.isoformat(),
            page.made_at.isoformat(),
            page.headers,
            page.is_narrowed,
        ]
        path = self._path(digest)
        content = json.dumps(head).encode() + b"\n" + page.zipped
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, _digest(content) + b"\n" + content)
        except OSError as error:
            self._warn(error)
            return
        self._stored += 1
        if self._stored % _STORED_BETWEEN_CLEARINGS == 0:
            self.clear()

    def clear(self):
        """Remove the copies that are older than KEPT_STALE, and the oldest beyond MOST."""
        found = []
        for path in self._folder.glob("*/*"):
            try:
                found.append((path.stat().st_mtime, path))
            except OSError:
                continue
        oldest = time.time() - KEPT_STALE.total_seconds()
        found.sort(reverse=True)
        for number, (kept_at, path) in enumerate(found):
            if number >= MOST or kept_at < oldest:
                with suppress(OSError):
                    path.unlink()

    def _warn(self, error):
        """Say once a minute why there are no copies: on a full disk the log would be filled as well."""
        if time.monotonic() - self._warned_at >= _WARN_EVERY:
            self._warned_at = time.monotonic()
            logger.warning("Copies of pages cannot be kept in %s: %s", self._folder, error.strerror)

    def _path(self, digest):
        return self._folder / digest[:2] / f"{digest}.page"


def _digest(content):
    return sha256(content).hexdigest().encode()
