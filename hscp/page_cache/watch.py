"""What a process knows of its database: the version of the content, whether it is away, and whether it is slow.

The version is asked for by whichever request comes first in a second. While the database is slow a thread asks in its place,
and while it is away a thread tries to reach it, so that no reader waits.
"""

import logging
import threading
import time

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from hscp.database.time_limit import answer_within
from hscp.observability.metrics import DATABASE_OUTAGES
from hscp.page_cache.behind import start_apart
from hscp.page_cache.content_version import content_version

logger = logging.getLogger(__name__)

CHECK_EVERY = 1  # seconds between two questions for the version
VERSION_WITHIN = 1  # seconds in which a database that is there says its version
PROBE_EVERY = 0.5  # seconds between two attempts to reach a database that is away
SLOW = 0.1  # seconds for the version, above which readers would notice: a database nearby takes a few thousandths
SLOW_ANSWERS = 2  # so many one after another make a slow database; one may be a busy processor


class DatabaseWatch:
    """Watches the database for the release `release` (str), and calls `answered(version)` whenever it has said its version.

    Once a second while it is slow, the thread that watches it calls `while_slow()`.

    `known_at` (aware, or None) is when the database last said its version, and `last_known` which it was.
    """

    def __init__(self, release, answered, while_slow):
        self._release, self._answered, self._while_slow = release, answered, while_slow
        self._version, self._checked_at = None, float("-inf")
        self._asking = threading.Lock()
        self._slow_answers = 0
        self.known_at, self.last_known, self.is_away = None, None, False

    @property
    def is_slow(self):
        """Whether the database answers, but so slowly that readers would notice."""
        return self._slow_answers >= SLOW_ANSWERS and not self.is_away

    def version(self):
        """Return the version of the release and of its content; None without a database.

        It is not more than CHECK_EVERY old, and that long and two answers while the database is slow.
        """
        if not (self.is_away or self.is_slow):
            self._ask_if_due()
        return None if self.is_away else self._version

    def ask_again(self):
        """Ask for the version now, however lately somebody has."""
        self._checked_at = float("-inf")
        if not self.is_away:
            self._ask_if_due()

    def _ask_if_due(self):
        if time.monotonic() - self._checked_at >= CHECK_EVERY and self._asking.acquire(
            blocking=self._version is None
        ):
            # One thread asks. The others go on with what was known a second ago: a frozen database holds one of them.
            try:
                if time.monotonic() - self._checked_at >= CHECK_EVERY and not self.is_away:
                    self._ask()
            finally:
                self._asking.release()

    def _ask(self):
        started = time.monotonic()
        try:
            with answer_within(VERSION_WITHIN):
                self._version = f"{self._release}:{self._version_now()}"
        except DatabaseError:
            logger.exception("The database is away. Pages are shown as they were.")
            self._version, self.is_away, self._slow_answers = None, True, 0
            DATABASE_OUTAGES.inc()
            self._start(self.probe)
            return
        finally:
            self._checked_at = time.monotonic()
        self.known_at, self.last_known = timezone.now(), self._version
        self._judge(self._checked_at - started)
        self._answered(self._version)

    def _version_now(self):
        """Return the version of the content, by a new connection if the old one has ended."""
        close_old_connections()
        # The question itself shows whether the connection works.
        connection.health_check_done = True
        started = time.monotonic()
        try:
            return content_version(connection)
        except (InterfaceError, OperationalError):
            if time.monotonic() - started > VERSION_WITHIN / 2:
                # It was given up on: a new connection would be waited for even longer.
                raise
            connection.close()
            return content_version(connection)

    def _judge(self, seconds):
        """Say whether the database is slow, from how long it took to say its version."""
        was_slow = self.is_slow
        self._slow_answers = self._slow_answers + 1 if seconds > SLOW else 0
        if self.is_slow and not was_slow:
            logger.warning("The database is slow. Pages are made behind what readers are shown.")
            self._start(self.watch)
        elif was_slow and not self.is_slow:
            logger.warning("The database is fast again.")

    def watch(self):
        """Ask for the version once a second while the database is slow."""
        while self.is_slow:
            time.sleep(CHECK_EVERY)
            self.ask_again()
            if self.is_slow:
                self._while_slow()

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

    def _start(self, work):
        start_apart(work)
