"""Who may make a document now, over the threads of a process and the processes of a host. Foundation: imports no app.

Making is slow beside a page, so only some threads of a web process may be busy with it, and others stay free for pages.
The locks between processes are locks on open files: the kernel frees them when a process ends, however it ends.
"""

import threading
import time
from collections import Counter
from concurrent.futures import Future
from contextlib import contextmanager

from filelock import FileLock, Timeout

from hscp.documents.compiler import CannotCompile

PLACES = 3  # threads of one process that make a document or wait for one; docs/operations.md starts four
SLOTS = 2  # documents being made at once on a host
PATIENCE = 5  # seconds that one with a place waits for its turn
GRACE = 0.25  # seconds from the first request on in which one without a place waits for the same document
_PAUSE = 0.01

_places = threading.BoundedSemaphore(PLACES)
_asked = {}
_askers = Counter()
_asking = Counter()
_found = {}
_counting = threading.Lock()


class Busy(CannotCompile):
    """Too much is being made just now; the same may well be made in a few seconds."""


@contextmanager
def thread_slot(key):
    """Hold one of the places of this process for the document `key`. Raises Busy.

    Without a free place, only who asks for what is asked for already waits, and not for long: a quick document reaches
    everybody, and a slow one keeps no thread from the pages.
    """
    with _counting:
        first = _asked.setdefault(key, time.monotonic())
        _askers[key] += 1
    try:
        waits = _askers[key] > 1
        if not _places.acquire(timeout=max(0, first + GRACE - time.monotonic()) if waits else 0):
            raise Busy("all places for making documents are taken")
        try:
            yield
        finally:
            _places.release()
    finally:
        with _counting:
            _askers[key] -= 1
            if not _askers[key]:
                del _askers[key], _asked[key]


def is_full():
    """Return whether all places of this process are taken."""
    free = _places.acquire(blocking=False)
    if free:
        _places.release()
    return not free


@contextmanager
def requesting(address):
    """Give whether another thread of this process is busy with the same `address` already."""
    with _counting:
        _asking[address] += 1
        others = _asking[address] > 1
    try:
        yield others
    finally:
        with _counting:
            _asking[address] -= 1
            if not _asking[address]:
                del _asking[address]


def once_for_all(key, find):
    """Return what `find()` returns, or what it returns in the thread of this process that is at it for `key` already."""
    with _counting:
        leads = key not in _found
        future = _found.setdefault(key, Future())
    if not leads:
        return future.result()
    try:
        future.set_result(find())
    except BaseException as error:
        future.set_exception(error)
    finally:
        with _counting:
            del _found[key]
    return future.result()


@contextmanager
def lock(paths, until):
    """Hold the lock of one of the files `paths`, made where there is none. Raises Busy at the time `until`.

    `until` is as time.monotonic() tells it. Where the files cannot be made, there is no lock to wait for.
    """
    held = _first_free(paths, until)
    try:
        yield
    finally:
        if held:
            held.release()


def _first_free(paths, until):
    """Return the lock of the first of the files `paths` that is free, taken; None where they cannot be made."""
    locks = [FileLock(path, mode=0o600, fallback_to_soft=False) for path in paths]
    while True:
        for each in locks:
            try:
                each.acquire(blocking=False)
            except Timeout:
                continue
            except OSError:
                return None
            return each
        if time.monotonic() >= until:
            raise Busy("waited too long for another document")
        time.sleep(_PAUSE)
