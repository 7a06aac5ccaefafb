"""What /readyz tells a monitor: whether this server can do its work, part by part.

Anybody may ask, so the answer names the parts and says ok or not, and nothing else; the log says more. It is never late: each part has a
limit, and a disk that does not answer is asked by one thread, which nobody waits for.
"""

import logging
import shutil
import threading
import time
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from hscp.database.outage import is_away, works_without_database
from hscp.database.time_limit import answer_within
from hscp.jobs.status import problems, read_states, schedulers_alive
from hscp.search.index.store import database_state
from hscp.search.query.engine import engine
from hscp.site.waiting_mail import waiting_mail

logger = logging.getLogger(__name__)

# Seconds: for all that the database is asked, and for all folders.
DATABASE_WITHIN, DISK_WITHIN = 2, 1
# What uploads, PDFs and the search index may need before somebody comes.
LEAST_FREE = 500_000_000
OK, NOT_OK, UNKNOWN = "ok", "not ok", "unknown"


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations():
    """Whether the tables are those that this release was written for; an empty database has none."""
    return _newest_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


def _mail():
    _, is_late = waiting_mail(timezone.now())
    return not is_late


def _search():
    return engine().is_in_step(database_state())


def _jobs():
    at, states = timezone.now(), read_states()
    return bool(schedulers_alive(states, at)) and not problems(states, at)


# In this order. Without the first two this server can show what is kept only; the others wake somebody.
NEEDED = {"database": _database, "migrations": _migrations}
WATCHED = {"mail": _mail, "search": _search, "jobs": _jobs}


@works_without_database
@never_cache
def ready(request):
    """Answer 200 with "ok", or "degraded" where something waits for a person; 503 where this server cannot do its work."""
    parts = _ask_database({**NEEDED, **WATCHED}, is_away(request))
    parts["disk"] = _folders.state()
    if wrong := [name for name, state in parts.items() if state != OK]:
        logger.warning("Not ready: %s.", ", ".join(wrong))
    can_work = all(parts[name] == OK for name in NEEDED)
    status = "unavailable" if not can_work else "degraded" if wrong else "ok"
    return JsonResponse({"status": status, "parts": parts}, status=200 if can_work else 503)


def _ask_database(parts, is_away):
    """Return {name: state} of `parts` ({name: function}). Once the database fails, the rest is unknown."""
    until = time.monotonic() + DATABASE_WITHIN
    found = {}
    for name, is_fine in parts.items():
        if is_away:
            found[name] = UNKNOWN
            continue
        try:
            with answer_within(max(until - time.monotonic(), 0.05)):
                found[name] = OK if is_fine() else NOT_OK
        except Error:
            logger.exception("The check for readiness has no answer from the database: %s.", name)
            found[name], is_away = NOT_OK, True
    if is_away:
        found["database"] = NOT_OK
    return found


@cache
def _newest_migrations():
    """Return {(app, name)} of the last migration of each app, read from the files once."""
    return set(MigrationLoader(None).graph.leaf_nodes())


class _Folders:
    """Whether there is room where this server writes. One thread at a time asks, since a disk may never answer."""

    def __init__(self):
        self._thread = None
        self._answer = NOT_OK
        self._guard = threading.Lock()

    def state(self):
        with self._guard:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._ask, daemon=True, name="free space")
                self._answer = NOT_OK
                self._thread.start()
            thread = self._thread
        thread.join(DISK_WITHIN)
        return self._answer

    def _ask(self):
        try:
            room = min(shutil.disk_usage(_existing(path)).free for path in _places())
        except OSError:
            logger.exception("The free space of a folder cannot be read.")
            return
        self._answer = OK if room >= LEAST_FREE else NOT_OK


def _places():
    """Return the folders that this server writes to, and that of a database on this disk."""
    database = settings.DATABASES["default"]
    on_disk = [Path(database["NAME"]).parent] if database["ENGINE"].endswith("sqlite3") else []
    own = settings.HSCP_SEARCH_INDEX, settings.HSCP_DOCUMENTS, settings.HSCP_PAGE_COPIES, settings.MEDIA_ROOT
    return [Path(path) for path in (*own, *on_disk)]


def _existing(path):
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())


_folders = _Folders()
