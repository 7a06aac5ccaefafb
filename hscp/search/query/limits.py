"""How much of a process searches of the public may take: two at once, one that waits, and a second for each.

Searching is all processor. Fifty searches at once, each of as many words as there may be, held every thread for two seconds.
"""

import threading
import time
from contextlib import contextmanager
from contextvars import ContextVar

AT_ONCE = 2  # threads of a process that search; docs/operations.md starts four
WAITING = 1  # threads that wait for one of these to finish
WAIT = 0.5  # seconds that they wait
SECONDS = 1.0  # that one search may take
# The first search of a process reads the words of the language and the phrases: nobody is told to ask for less because of that.
FIRST_SECONDS = 5.0

_searching, _waiting = threading.BoundedSemaphore(AT_ONCE), threading.BoundedSemaphore(WAITING)
_has_searched = threading.Event()
_ends_at = ContextVar("when the search must have ended", default=float("inf"))


class TooMuch(Exception):
    """The search takes too long, or too many others are under way."""


@contextmanager
def limited():
    """Let the block search within these limits, the first of the process for longer. Raises TooMuch."""
    if not _searching.acquire(blocking=False):
        _wait()
    token = _ends_at.set(time.monotonic() + (SECONDS if _has_searched.is_set() else FIRST_SECONDS))
    try:
        yield
        _has_searched.set()
    finally:
        _ends_at.reset(token)
        _searching.release()


def _wait():
    if not _waiting.acquire(blocking=False):
        raise TooMuch
    try:
        if not _searching.acquire(timeout=WAIT):
            raise TooMuch
    finally:
        _waiting.release()


def check_time():
    """Raise TooMuch if the search that is under way has taken too long. The parts of a search call it between them."""
    if time.monotonic() > _ends_at.get():
        raise TooMuch
