"""The index that a process searches, brought up to date with the table before every answer.

On disk there is one index for all processes of a server, under HSCP_SEARCH_INDEX:

    lock                 held by the process that is writing
    rebuild.lock         held by the process that is building a new index alongside
    current-<version>    the name of the directory in use
    index-<version>-…/   an index
    checked-<version>    empty; when the index in use was last known to be up to date

A process that finds the index out of date takes the lock and adds what is missing. If it cannot (a read-only
directory, or another process that holds the lock and does not finish), it keeps its own index in memory.
"""

import fcntl
import logging
import os
import shutil
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import tantivy
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from hscp.database.outage import is_known_to_be_away, is_known_to_be_slow
from hscp.search.index.documents import silent
from hscp.search.index.schema import VERSION
from hscp.search.index.store import Broken, Store, database_state, in_memory
from hscp.search.query.snapshot import Snapshot

logger = logging.getLogger(__name__)
LOCK_WAIT = 2.0
MOST_BEHIND = 1000
DATABASE_PAUSE = 5.0
# Seconds between two times that the disk is told that the index is up to date.
CHECKED_EVERY = 60
# How old what is known may be while the database is slow; it is brought up to date once a second then.
KNOWN_LATELY = timedelta(seconds=5)
_tantivy_version = tantivy.__version__.replace("/", "-")


class Busy(Exception):
    """Another process holds the lock."""


class Engine:
    """Provides Snapshots of the documents. One per process; threads may share it."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self._pointer = self.directory / f"current-{VERSION}-{_tantivy_version}"
        self._guard = threading.Lock()
        self._snapshot = None
        self._mark = None
        self._private = threading.local()
        self._memory = None
        self._warned = False
        self._ask_database_from = 0.0
        self._checked = self.directory / f"checked-{VERSION}-{_tantivy_version}"
        self._checked_at, self._told_disk_at = None, float("-inf")

    def snapshot(self):
        """Return a Snapshot of all that is committed, or the last one known while the database is unreachable.

        Inside a transaction it also holds that transaction's own changes, and no other process sees it.
        """
        if self._is_away() or (is_known_to_be_slow() and self._is_known_lately()):
            return self._last_known()
        try:
            wanted = database_state()
            if connection.in_atomic_block:
                return self._snapshot_of_transaction(wanted)
            current = self._snapshot
            if current is None or current.state != wanted or self._mark != self._pointer_mark():
                with self._guard:
                    current = self._bring_up(wanted)
            self._note_that_it_is_up_to_date()
            return current
        except Error:
            if not connection.in_atomic_block:
                self._ask_database_from = time.monotonic() + DATABASE_PAUSE
            logger.warning("The database is away: searching in what is known.", exc_info=True)
            return self._last_known()

    def is_in_step(self, wanted):
        """Return whether the next search needs to read no more than MOST_BEHIND changes to have got to the State `wanted`.

        It waits for nothing and reads nothing. A process that has not searched yet is in step.
        """
        current = self._snapshot
        if current is None or current.state == wanted:
            return True
        behind = wanted.sequence - current.state.sequence
        return current.state.leads_to(wanted) and behind <= MOST_BEHIND

    def known_as_of(self):
        """Return when (aware) the index was last known to be up to date, if the database is away now; None if it is not.

        Where nobody knows, it is the beginning of time.
        """
        if not self._is_away():
            return None
        self._last_known()
        return self._checked_at or datetime.min.replace(tzinfo=UTC)

    def _is_away(self):
        return is_known_to_be_away() or time.monotonic() < self._ask_database_from

    def _is_known_lately(self):
        return self._checked_at is not None and timezone.now() - self._checked_at < KNOWN_LATELY

    def _note_that_it_is_up_to_date(self):
        self._checked_at = timezone.now()
        if time.monotonic() - self._told_disk_at >= CHECKED_EVERY:
            self._told_disk_at = time.monotonic()
            with suppress(OSError):
                self._checked.touch()
                os.utime(self._checked, (self._checked_at.timestamp(),) * 2)

    def forget(self, snapshot):
        """Discard the index of `snapshot`, which proved to be broken. The next snapshot is of a new one."""
        with self._guard:
            if self._snapshot is snapshot:
                self._snapshot = self._memory = self._checked_at = None
            self._private = threading.local()
            if snapshot.store.path and self._named() == Path(snapshot.store.path).name:
                for path in (self._pointer, self._checked):
                    with suppress(OSError):
                        path.unlink()

    def snapshot_in_memory(self):
        """Return a Snapshot of all that is committed that needs no file, for when those on disk break again and again."""
        with self._guard:
            self._bring_up_in_memory(database_state(), "it breaks")
            return self._snapshot

    def rebuild(self, progress=silent):
        """Build a new index alongside the current one, then replace it. Raises Busy, Broken or OSError."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with self._lock("rebuild.lock", wait=0):
            store = self._new_store(database_state(), progress)
            with self._lock("lock", wait=60):
                now = database_state()
                if now != store.state:
                    store.catch_up(now)
                self._point_at(store)
                self._remove_others()
        return store

    def _snapshot_of_transaction(self, wanted):
        # Numbers that were rolled back are issued again, so nothing is added: a different state means a new index.
        current = getattr(self._private, "snapshot", None)
        if current is None or current.state != wanted:
            current = self._private.snapshot = Snapshot(in_memory(wanted))
        return current

    def _last_known(self):
        """Return the last Snapshot of this process, or that on disk if another process has brought it up to date since."""
        on_disk = self._disk_checked_at()
        is_newest = on_disk is None or (self._checked_at is not None and on_disk <= self._checked_at)
        if self._snapshot is not None and is_newest:
            return self._snapshot
        with self._guard:
            if store := self._open():
                self._checked_at = on_disk
            if store or self._snapshot is None:
                self._show(store or Store(), self._pointer_mark())
            return self._snapshot

    def _disk_checked_at(self):
        try:
            return datetime.fromtimestamp(self._checked.stat().st_mtime, UTC)
        except OSError:
            return None

    def _bring_up(self, wanted):
        mark = self._pointer_mark()
        store = self._open()
        if store is None or store.state != wanted:
            try:
                store, mark = self._write(wanted)
            except (Busy, Broken, OSError) as error:
                return self._bring_up_in_memory(wanted, error)
        self._memory = None
        return self._show(store, mark)

    def _show(self, store, mark):
        if self._snapshot is None or self._snapshot.store is not store or self._snapshot.state != store.state:
            self._snapshot = Snapshot(store)
        self._mark = mark
        return self._snapshot

    def _bring_up_in_memory(self, wanted, error):
        if not self._warned:
            self._warned = True
            logger.warning(
                "The search index in %s cannot be written (%r): searching in memory.", self.directory, error
            )
        if self._memory is None or not self._memory.state.leads_to(wanted):
            self._memory = in_memory(wanted)
        elif self._memory.state != wanted:
            self._memory.catch_up(wanted)
        return self._show(self._memory, self._pointer_mark())

    def _write(self, wanted):
        """Return the Store on disk, up to `wanted` or later, and the pointer's mark. Raises Busy, Broken or OSError."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with self._lock("lock", wait=LOCK_WAIT):
            wanted = database_state()
            store = self._open()
            if store is not None and store.state.leads_to(wanted):
                if store.state != wanted:
                    store.catch_up(wanted)
                return store, self._pointer_mark()
            store = self._new_store(wanted)
            self._point_at(store)
            # What a rebuild has under way is named by no pointer yet.
            with suppress(Busy), self._lock("rebuild.lock", wait=0):
                self._remove_others()
            return store, self._pointer_mark()

    def _open(self):
        """Return the Store that the pointer names, or None when there is none that can be opened."""
        for _ in range(2):
            name = self._named()
            if name is None:
                return None
            shown = self._snapshot
            path = str(self.directory / name)
            try:
                if shown is not None and shown.store.path == path:
                    shown.store.refresh()
                    return shown.store
                if (self.directory / name / "meta.json").is_file():
                    return Store(path)
            except Broken:
                logger.warning("The search index %s cannot be opened.", path, exc_info=True)
        return None

    def _new_store(self, state, progress=silent):
        path = self.directory / f"index-{VERSION}-{uuid.uuid4().hex}"
        path.mkdir()
        store = Store(str(path))
        store.catch_up(state, progress)
        return store

    def _pointer_mark(self):
        """Return a value that changes whenever the pointer file does, without reading the file."""
        try:
            found = self._pointer.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def _named(self):
        try:
            return self._pointer.read_text()
        except (OSError, UnicodeDecodeError):
            return None

    def _point_at(self, store):
        aside = self._pointer.with_suffix(".new")
        aside.write_text(Path(store.path).name)
        os.replace(aside, self._pointer)

    def _remove_others(self):
        """Remove the indexes that no pointer names. Processes that still read one keep its files open."""
        named = {path.read_bytes().decode(errors="replace") for path in self.directory.glob("current-*")}
        for path in self.directory.glob("index-*"):
            if path.name not in named:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _lock(self, name, wait):
        """Hold the lock file `name`; raise Busy if another process holds it for longer than `wait` seconds.

        The system frees it when its holder dies, however it dies.
        """
        until = time.monotonic() + wait
        with open(self.directory / name, "a") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= until:
                        raise Busy(name) from None
                    time.sleep(0.01)
            yield


_engines = {}
_engines_guard = threading.Lock()


def engine():
    """Return this process's Engine for HSCP_SEARCH_INDEX."""
    directory = str(settings.HSCP_SEARCH_INDEX)
    with _engines_guard:
        if directory not in _engines:
            _engines[directory] = Engine(directory)
        return _engines[directory]
