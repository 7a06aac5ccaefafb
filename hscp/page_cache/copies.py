"""Copies of pages on the disk of this host, for its other processes, and for all of them while the database is away."""

import json
import logging
import os
import time
from datetime import datetime
from pathlib import Path

from django.db import connection

from hscp.page_cache.store import KEPT_STALE, Page

logger = logging.getLogger(__name__)

MOST = 20_000
_STORED_BETWEEN_CLEARINGS = 500


def is_one_process():
    """Return whether one process has the database, which is then never away."""
    return connection.vendor == "sqlite"


class Copies:
    """The pages that this host has shown lately, each in a file of `folder` (a path) under its digest. On a full disk there are none.

    With SQLite there is one process and no server that could be away: nothing is kept.
    """

    def __init__(self, folder):
        self._folder, self._stored = Path(folder), 0

    def get(self, digest):
        """Return the Page with the key `digest` as it was last shown, or None."""
        try:
            head, _, body = self._path(digest).read_bytes().partition(b"\n")
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
        half = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            half.write_bytes(json.dumps(head).encode() + b"\n" + page.zipped)
            half.replace(path)
        except OSError:
            logger.exception("A copy of a page cannot be kept.")
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
                path.unlink(missing_ok=True)

    def _path(self, digest):
        return self._folder / digest[:2] / f"{digest}.page"
