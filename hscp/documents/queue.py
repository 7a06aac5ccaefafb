"""Which requests may compile a document now, over the threads of a process and the processes of a host.

Compiling is slow beside a page, so only some threads of a web process may be busy with it, and others stay free for
pages. The locks between processes are locks on open files: the kernel frees them when a process ends, however it ends.
"""

import threading
import time
from collections import Counter
from concurrent.futures import Future
from contextlib import contextmanager

from filelock import FileLock, Timeout

from hscp.documents.compiler import CannotCompile

THREADS = 3  # threads of one process that compile a document or wait for one; docs/operations.md starts four
SLOTS = 2  # documents being compiled at once on a host
TIMEOUT = 5  # seconds that one of these threads waits for a slot or for the same document
SHARED_TIMEOUT = 0.25  # seconds from the first request on in which other threads wait for the same document
_POLL_INTERVAL = 0.01

_free_threads = threading.BoundedSemaphore(THREADS)
_first_request_at = {}  # by key
_request_counts = Counter()  # by key
_address_counts = Counter()
_results = {}
_mutex = threading.Lock()


class Busy(CannotCompile):
    """Too many documents are being compiled just now; this one may well succeed in a few seconds."""


@contextmanager
def thread_slot(key):
    """Hold one of the THREADS of this process for the document `key`. Raises Busy.

    Where none is free, only a request for a document that is being requested already waits, and not for long: everybody
    who wants a quick document gets it, and a slow one keeps no thread from the pages.
    """
    with _mutex:
        first = _first_request_at.setdefault(key, time.monotonic())
        _request_counts[key] += 1
    try:
        is_shared = _request_counts[key] > 1
        timeout = max(0, first + SHARED_TIMEOUT - time.monotonic()) if is_shared else 0
        if not _free_threads.acquire(timeout=timeout):
            raise Busy("all threads for documents are busy")
        try:
            yield
        finally:
            _free_threads.release()
    finally:
        with _mutex:
            _request_counts[key] -= 1
            if not _request_counts[key]:
                del _request_counts[key], _first_request_at[key]


def is_full():
    """Return whether all THREADS of this process are busy."""
    free = _free_threads.acquire(blocking=False)
    if free:
        _free_threads.release()
    return not free


@contextmanager
def requesting(address):
    """Yield whether another thread of this process is busy with the same `address` already."""
    with _mutex:
        _address_counts[address] += 1
        others = _address_counts[address] > 1
    try:
        yield others
    finally:
        with _mutex:
            _address_counts[address] -= 1
            if not _address_counts[address]:
                del _address_counts[address]


def shared_result(key, compute):
    """Return the result of `compute()`, or wait for that of another thread of this process already computing `key`."""
    with _mutex:
        is_first = key not in _results
        future = _results.setdefault(key, Future())
    if not is_first:
        return future.result()
    try:
        future.set_result(compute())
    except BaseException as error:
        future.set_exception(error)
    finally:
        with _mutex:
            del _results[key]
    return future.result()


@contextmanager
def lock(paths, until):
    """Hold the lock of one of the files `paths`, which are created if need be. Raises Busy at the time `until`.

    `until` is a time of time.monotonic(). Where the files cannot be created, there is no lock to wait for.
    """
    held = _first_free(paths, until)
    try:
        yield
    finally:
        if held:
            held.release()


def _first_free(paths, until):
    """Return the lock, now held, of the first of the files `paths` that is free; None where they cannot be created."""
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
        time.sleep(_POLL_INTERVAL)
