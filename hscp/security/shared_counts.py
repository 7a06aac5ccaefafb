"""Counts that all servers share, in the cache. While it is away each process counts for itself: no page waits for it or fails.

Nothing here must not be lost: see `HSCP_CACHE_URL` in docs/operations.md.
"""

import logging
import time

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache

logger = logging.getLogger(__name__)

# How long a cache that failed is left alone, in seconds: one that is mute takes a moment to fail.
LEFT_ALONE = 10
_own = LocMemCache("counts while the shared cache is away", {})
_failed_at = float("-inf")


def count(key, times, seconds):
    """Count `times` more under `key` and return the sum, which starts again `seconds` after its first."""
    global _failed_at
    if time.monotonic() - _failed_at >= LEFT_ALONE:
        try:
            return _count_in(cache, key, times, seconds)
        except Exception as error:
            # Whatever a cache of whichever kind raises: what it counts is never worth a page.
            _failed_at = time.monotonic()
            logger.warning(
                "The shared cache is away; each process counts for itself: %s", type(error).__name__
            )
    return _count_in(_own, key, times, seconds)


def _count_in(store, key, times, seconds):
    store.add(key, 0, timeout=seconds)
    try:
        return store.incr(key, times)
    except ValueError:
        # The count expired between the two calls.
        store.set(key, times, timeout=seconds)
        return times
