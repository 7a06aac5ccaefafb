"""A SQLite database, of a first look: copied by its backup API, and put in place of another by renaming the file."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

from hscp.backups.problems import BackupProblem
from hscp.backups.tables import WITHOUT_ROWS, facts


class SQLite:
    """The database of a Django `connection`: its `name` is the path of the file."""

    vendor = "sqlite"

    def __init__(self, connection):
        self._connection = connection
        self.name = str(connection.settings_dict["NAME"])

    @contextmanager
    def dumped(self):
        """Give (an open file with a copy of the database, its facts)."""
        with tempfile.TemporaryDirectory(prefix="hscp-backup-") as folder:
            path = Path(folder) / "copy.sqlite3"
            with closing(_connect(self.name)) as source, closing(_connect(path)) as copy:
                source.backup(copy)
                there = {
                    row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                }
                for table in sorted(there.intersection(WITHOUT_ROWS)):
                    copy.execute(f"DELETE FROM {table}")  # noqa: S608  (one of three names)
                copy.commit()
                # Deleted rows stay in a file until it is written anew.
                copy.execute("VACUUM")
                copy.execute("PRAGMA journal_mode=DELETE")
            found = self.facts(path) | {"server": {"version": sqlite3.sqlite_version}}
            with path.open("rb") as file:
                yield file, found

    def is_empty(self):
        """Return whether there is no table in the database, or no file."""
        if not Path(self.name).exists():
            return True
        with closing(_connect(self.name)) as here:
            return not here.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]

    @contextmanager
    def beside(self, suffix):
        """Give the name of a new database beside this one; delete it at the end, unless `put_in_place` has renamed it."""
        name = self.name + suffix
        _remove(name)
        try:
            yield name
        finally:
            _remove(name)

    def load(self, dump, found, name):
        """Write the file `dump`, with the facts `found`, as the database `name`; return what was left out: nothing."""
        with open(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            shutil.copyfileobj(dump, file)
            file.flush()
            os.fsync(file.fileno())
        with closing(_connect(name)) as there:
            broken = [row[0] for row in there.execute("PRAGMA integrity_check") if row[0] != "ok"]
        if broken:
            raise BackupProblem(f"The database in the backup is broken: {broken[0]}.")
        return []

    def facts(self, name):
        """Return the facts of the database in the file `name`."""
        other = self._connection.copy()
        other.settings_dict["NAME"] = str(name)
        with closing(other):
            return facts(other)

    def put_in_place(self, name, old_name):
        """Rename the file `name` to that of this database, which is then at `old_name`. Raises BackupProblem while it is in use."""
        self._connection.close()
        # Brings what SQLite still has in files beside it into the database itself.
        _leave_wal(name)
        if Path(self.name).exists():
            _leave_wal(self.name)
            os.link(self.name, old_name)
            # Whoever restores need not be the user that the site runs as.
            before = os.stat(self.name)
            os.chown(name, before.st_uid, before.st_gid)
            os.chmod(name, before.st_mode & 0o777)
        os.replace(name, self.name)

    def drop(self, name):
        """Delete the database in the file `name`."""
        _remove(name)


def _leave_wal(name):
    """Let the database in the file `name` have no files beside it. Raises BackupProblem while somebody else uses it."""
    try:
        with closing(_connect(name)) as there:
            mode = there.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        mode = ""
    if mode != "delete":
        raise BackupProblem(
            "The database is in use, so nothing was replaced. Stop the site, and restore again."
        )


def _connect(path):
    return sqlite3.connect(path, timeout=20)


def _remove(name):
    for each in (name, f"{name}-wal", f"{name}-shm", f"{name}-journal"):
        Path(each).unlink(missing_ok=True)
