"""Making a document beside the request that asks for it, which waits for it only so long."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from hscp.documents import cache
from hscp.documents.compiler import CannotCompile

logger = logging.getLogger(__name__)

MOST = 20  # documents of this process that may wait to be made
_thread = ThreadPoolExecutor(1, thread_name_prefix="document")
_mutex = threading.Lock()
_futures = {}  # by key


def made_within(document, seconds):
    """Return the CachedFile of a Document if it is made within `seconds`; None if not, or if it cannot be made.

    What is late is made all the same, one document after the other, and is in the cache for the next request.
    """
    future = _future(document)
    try:
        return future.result(timeout=seconds) if future else None
    except TimeoutError:
        return None


def _future(document):
    """Return the Future of a Document's CachedFile or None; None where too many wait."""
    key = cache.key_of(document)
    with _mutex:
        if key not in _futures and len(_futures) < MOST:
            _futures[key] = _thread.submit(_make, document, key)
        return _futures.get(key)


def _make(document, key):
    try:
        return cache.get_or_make(document)
    except CannotCompile as error:
        logger.error("%s could not be made: %s", document.file_name, error)
        return None
    finally:
        with _mutex:
            del _futures[key]
