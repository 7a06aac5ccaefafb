"""Restores a backup into a database beside the one in use: to find out whether it is whole, or to take its place at the end.

Nothing that is in use changes before the new database is complete, brought up to this release, and free of whoever was erased
since. Then two names are exchanged. A restore that is killed leaves the site as it was.
"""

import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from hscp.backups.archive import Archive, digest_of
from hscp.backups.databases import database_of
from hscp.backups.encryption import MAGIC, decrypt
from hscp.backups.files import files_that_differ, put_back
from hscp.backups.making import erasure_key_mark
from hscp.backups.problems import BackupProblem, WrongKey
from hscp.backups.tables import differences


@dataclass
class Restored:
    """What a restore came to: the `manifest` of the backup, `problems` and `notes` in words, and the seconds of each step.

    `digest` is the SHA-256 of the file, to compare with what `backup` said when it made it.
    """

    manifest: dict
    digest: str
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    seconds: dict = field(default_factory=dict)
    old_name: str = ""

    @contextmanager
    def step(self, name):
        """Measure the block as the step `name`."""
        started = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - started


def verify(path, keys, finish, *, connection):
    """Restore the backup at `path` into a new database and folder, compare all of it, drop both, and return Restored.

    `keys` are secret ones. `finish(name, folder)` brings the database `name`, with its files in `folder`, up to this release and
    tries the site on it; it returns problems in words. Raises BackupProblem where nothing could be restored at all.
    """
    with (
        _opened(path, keys) as (archive, restored),
        tempfile.TemporaryDirectory(prefix="hscp-files-") as folder,
    ):
        database = database_of(connection)
        _refuse_other_releases(archive.manifest, database)
        if archive.manifest["erasure_key"] != erasure_key_mark():
            restored.notes.append(_OTHER_ERASURE_KEY)
        with database.beside("_verify") as name:
            _load(archive, database, name, restored)
            with restored.step("files"):
                storage = FileSystemStorage(location=folder)
                put_back(archive, storage)
                restored.problems += files_that_differ(archive, storage)
            with restored.step("this release"):
                restored.problems += finish(name, Path(folder))
        return restored


def restore(path, keys, finish, *, connection, storage, replace="", may_forget_erasures=False):
    """Put the backup at `path` in the place of the database of `connection`, with its files in `storage`; return Restored.

    The database has to be empty, or `replace` be its name; it is then kept under the name `old_name` of what is returned.
    `finish(name, None)` is as for `verify`, and erases again who was erased. Another HSCP_ERASURE_KEY than that of the backup is
    refused unless `may_forget_erasures`. Raises BackupProblem, and then the database in use is as it was.
    """
    with _opened(path, keys) as (archive, restored):
        database = database_of(connection)
        _refuse_other_releases(archive.manifest, database)
        is_empty = database.is_empty()
        if not is_empty and replace != database.name:
            raise BackupProblem(
                f"The database {database.name} is not empty, so nothing was restored. To put the backup in its place, "
                f"add: --replace {database.name}"
            )
        if archive.manifest["erasure_key"] != erasure_key_mark() and not may_forget_erasures:
            raise BackupProblem(_OTHER_ERASURE_KEY)
        with database.beside("_restoring") as name:
            _load(archive, database, name, restored)
            if restored.problems:
                raise BackupProblem("Nothing was put in place. " + " ".join(restored.problems))
            with restored.step("files"):
                put_back(archive, storage)
            with restored.step("this release"):
                if problems := finish(name, None):
                    raise BackupProblem("Nothing was put in place. " + " ".join(problems))
            with restored.step("renaming"):
                old_name = f"{database.name}_before_{timezone.now():%Y%m%d%H%M}"
                database.put_in_place(name, old_name)
        if is_empty:
            database.drop(old_name)
        else:
            restored.old_name = old_name
        return restored


_OTHER_ERASURE_KEY = (
    "HSCP_ERASURE_KEY (or, without it, the secret key) is another one than when the backup was made: people who were erased "
    "would not be recognised, and the audit trail cannot be checked. Set the key of that time."
)


@contextmanager
def _opened(path, keys):
    """Give (Archive, Restored) of the file at `path`, which was then read to its end and found to be whole."""
    started = time.monotonic()
    try:
        source = open(path, "rb")  # noqa: SIM115  (closed below)
    except OSError as error:
        raise BackupProblem(f"The backup {path} cannot be read: {error.strerror}.") from error
    # A file without a name: nothing of what was decrypted stays, however this ends.
    with source, tempfile.TemporaryFile(prefix="hscp-restore-") as plain:
        is_encrypted = source.read(len(MAGIC)) == MAGIC
        source.seek(0)
        if is_encrypted and not keys:
            raise WrongKey("The backup is encrypted. Give the file with the secret key: --identity FILE.")
        if is_encrypted:
            decrypt(source, plain, keys)
            plain.seek(0)
        archive = Archive(plain if is_encrypted else source)
        source.seek(0)
        restored = Restored(archive.manifest, digest_of(source))
        restored.seconds["reading"] = time.monotonic() - started
        if missing := archive.manifest["missing_files"]:
            restored.notes.append(
                f"Files were missing already when the backup was made: {', '.join(missing)}."
            )
        yield archive, restored


def _refuse_other_releases(manifest, database):
    if manifest["vendor"] != database.vendor:
        raise BackupProblem(
            f"The backup is of a {manifest['vendor']} database, and HSCP_DATABASE_URL names one of {database.vendor}."
        )
    known = {key for key, _ in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()}
    unknown = [".".join(each) for each in manifest["database"]["migrations"] if tuple(each) not in known]
    if unknown:
        raise BackupProblem(
            f"The backup is of a later release than this one, with {', '.join(unknown[-3:])}. "
            f"Install the release that it was made with (it says {manifest['release']}), or a later one."
        )


def _load(archive, database, name, restored):
    """Restore the database into `name` and compare it with what the manifest says."""
    facts = archive.manifest["database"]
    with restored.step("database"):
        restored.notes += database.load(archive.open_database(), facts, name)
    with restored.step("comparing"):
        restored.problems += differences(facts, database.facts(name))
