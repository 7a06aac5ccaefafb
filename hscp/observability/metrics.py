"""What the portal counts for Prometheus. docs/monitoring.md lists all of it, and what to watch.

No label has a value that comes from outside: routes, kinds and outcomes are those of the code, so the number of series is
bounded. With several workers each writes files of its own in PROMETHEUS_MULTIPROC_DIR, which deploy/gunicorn.conf.py sets; in
a single process everything is in memory.
"""

import os

from filelock import FileLock
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from hscp.observability.worker_files import FOLDER_VARIABLE, LOCK

REGISTRY = CollectorRegistry()
_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
# The goals are 50 ms for a page from the cache, 300 ms for others and 1 s for dear ones; PDFs may take ten seconds.
_PAGE_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 3, 10)
_DOCUMENT_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter(
    "hscp_requests",
    "Answers, by name of route, and how the page cache answered (none: it did not)",
    ["route", "method", "status", "cache"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "hscp_request_seconds",
    "Seconds from a request to its answer, by part of the site",
    ["area"],
    buckets=_PAGE_SECONDS,
    registry=REGISTRY,
)
DATABASE_OUTAGES = Counter(
    "hscp_database_outages", "Times that a process found the database away", registry=REGISTRY
)
DOCUMENTS = Counter("hscp_documents", "PDFs that were made, or were not", ["result"], registry=REGISTRY)
DOCUMENT_SECONDS = Histogram(
    "hscp_document_seconds",
    "Seconds that it took to make a PDF",
    buckets=_DOCUMENT_SECONDS,
    registry=REGISTRY,
)
SEARCHES = Counter("hscp_searches", "Searches, with results or without", ["found"], registry=REGISTRY)
SIGN_INS_SLOWED = Counter(
    "hscp_sign_ins_slowed", "Attempts to sign in that came too soon to be tried", registry=REGISTRY
)
AUDIT_EVENTS = Counter("hscp_audit_events", "Entries of the audit trail", ["kind"], registry=REGISTRY)
# So that a rate is known before the first of each.
for _result in ("made", "failed", "busy", "often"):
    DOCUMENTS.labels(_result)
for _found in ("yes", "no"):
    SEARCHES.labels(_found)
# A label is looked up by name each time; the same few are asked for again and again.
_children = {}


def count_request(route, method, status, seconds, how):
    """Count an answer: the name of its `route`, "static" or "none"; its method; its status (int); its time; CACHE or ""."""
    key = route, method if method in _METHODS else "other", status // 100, how
    found = _children.get(key)
    if found is None:
        found = _children[key] = (
            REQUESTS.labels(route, key[1], f"{status // 100}xx", how or "none"),
            REQUEST_SECONDS.labels(_area(route)),
        )
    requests, times = found
    requests.inc()
    times.observe(seconds)


def _area(route):
    """Return the part of the site that a route belongs to: its namespace, such as "training" or "admin"."""
    return route.partition(":")[0] if ":" in route or route in {"static", "none", "metrics"} else "other"


def count_search(total):
    """Count a search that had `total` results."""
    SEARCHES.labels("yes" if total else "no").inc()


def exposition():
    """Return what all workers together have counted, as Prometheus reads it (bytes)."""
    if FOLDER_VARIABLE not in os.environ:
        return generate_latest(REGISTRY)
    folder = os.environ[FOLDER_VARIABLE]
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)
    # Meanwhile nobody moves the counts of a worker that has ended to another file.
    with FileLock(os.path.join(folder, LOCK)):
        return generate_latest(registry)
