"""Work that no reader waits for: threads with a connection of their own, and the pages that they make."""

import logging
import threading

from django.db import connection

logger = logging.getLogger(__name__)

THREADS = 3  # of a process, each with a connection, that make pages while the database is slow
MOST_WAITING = 200  # pages; more than these are asked for again


def start_apart(work):
    """Do `work` in a thread with a connection of its own."""

    def run():
        try:
            work()
        except Exception:
            # Nobody waits for it, and the next request that needs it asks again.
            logger.exception("Work behind the pages has failed.")
        finally:
            connection.close()

    threading.Thread(target=run, daemon=True).start()


class Behind:
    """Makes pages by `make(address)`, the one that has waited longest first, and none twice at once."""

    def __init__(self, make):
        self._make = make
        self._waiting, self._making = {}, set()
        self._running = 0
        self._mutex = threading.Lock()

    def add(self, address):
        """Have the page at an Address made, unless it is waiting or being made already."""
        with self._mutex:
            if address in self._making or len(self._waiting) >= MOST_WAITING:
                return
            self._waiting[address] = None
            if self._running >= THREADS:
                return
            self._running += 1
        self._start(self.work)

    def work(self):
        """Make the pages that wait until there are none."""
        while (address := self._next()) is not None:
            try:
                self._make(address)
            except Exception:
                logger.exception("A page cannot be made behind its copy.")
            finally:
                self._making.discard(address)

    def _next(self):
        with self._mutex:
            if not self._waiting:
                self._running -= 1
                return None
            address = next(iter(self._waiting))
            del self._waiting[address]
            self._making.add(address)
            return address

    def _start(self, work):
        start_apart(work)
