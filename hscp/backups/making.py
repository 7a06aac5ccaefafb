"""Makes a backup: database and uploaded files in one file, encrypted, complete or not there at all."""

import os
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from filelock import FileLock, Timeout

from hscp.backups.archive import DATABASE, FILES, FORM, Member, Writing, digest_of
from hscp.backups.databases import database_of
from hscp.backups.encryption import encrypt
from hscp.backups.files import named_by_records, stored_names
from hscp.backups.problems import BackupProblem
from hscp.backups.rotation import name_at

_LOCK = ".hscp-backup.lock"
_UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Made:
    """A backup that was made: its `path`, its `size` in bytes, how many `tables`, `rows` and `files` it holds, and in how long.

    `digest` is the SHA-256 of the file as it can be read back: whoever restores it can tell that it is this one.
    `missing` are the names of files that records name and that are in no storage, so that no backup can hold them.
    """

    path: Path
    size: int
    digest: str
    tables: int
    rows: int
    files: int
    missing: list
    seconds: float


def make_backup(folder, keys, *, connection, storage, at=None):
    """Write a backup of the database of `connection` and the files in `storage` into `folder`, and return Made.

    It is encrypted to the public `keys`, or not at all if there are none, and named by `at` (aware datetime, default now).
    Raises BackupProblem and OSError, and leaves nothing then.
    """
    started, at, folder = time.monotonic(), at or timezone.now(), Path(folder)
    if not folder.is_dir():
        raise BackupProblem(
            f"The folder {folder} is not there. Is its disk mounted? Make the folder if it is new."
        )
    try:
        with FileLock(folder / _LOCK, timeout=0, mode=0o600):
            for left in folder.glob(f".hscp-*{_UNFINISHED}"):
                left.unlink()
            path = folder / name_at(at, bool(keys))
            manifest = _write(path, keys, connection, storage, at)
    except Timeout as error:
        raise BackupProblem(f"Another backup into {folder} runs now. This one was not begun.") from error
    tables = manifest["database"]["tables"]
    with path.open("rb") as file:
        digest = digest_of(file)
    return Made(
        path=path,
        size=path.stat().st_size,
        digest=digest,
        tables=len(tables),
        rows=sum(rows for rows, _ in tables.values()),
        files=len(manifest["members"]) - 1,
        missing=manifest["missing_files"],
        seconds=time.monotonic() - started,
    )


def _write(path, keys, connection, storage, at):
    """Write the backup `path`: under another name until it is whole and on the disk. Return its manifest."""
    unfinished = path.with_name(f".{path.name}{_UNFINISHED}")
    try:
        with open(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            manifest = _fill(file, keys, connection, storage, at)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return manifest


def _fill(file, keys, connection, storage, at):
    database = database_of(connection)
    with database.dumped() as (dump, facts):
        writing, gone = Writing(), []
        # After the dump: a file that is uploaded now is one too many, never one too few.
        names = stored_names(storage)
        missing = named_by_records() - {*names}

        def manifest():
            # Between the dump and its turn a file may be deleted. Records of the dump may still name it.
            known = {"members": writing.digests, "missing_files": sorted(missing.union(gone))}
            return _manifest(database, facts, at) | known

        chunks = writing.chunks(_members(dump, names, storage, gone), manifest)
        if keys:
            encrypt(chunks, file, keys)
        else:
            file.writelines(chunks)
    return manifest()


def _members(dump, names, storage, gone):
    size = dump.seek(0, os.SEEK_END)
    dump.seek(0)
    yield Member(DATABASE, size, dump)
    for name in names:
        try:
            stored = storage.open(name)
        except FileNotFoundError:
            gone.append(name)
            continue
        with stored:
            yield Member(FILES + name, stored.size, stored)


def _manifest(database, facts, at):
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())["project"]
    return {
        "form": FORM,
        "made_at": at.isoformat(),
        "release": project["version"],
        "vendor": database.vendor,
        "database": facts,
        # Their names alone: what they are set to is kept elsewhere, for most hold passwords.
        "settings": sorted(name for name in os.environ if name.startswith("HSCP_")),
        "erasure_key": erasure_key_mark(),
    }


def erasure_key_mark():
    """Return a mark by which two values of HSCP_ERASURE_KEY can be told apart, and neither be found out."""
    return salted_hmac(
        "hscp.backups.erasure_key", "", secret=settings.HSCP_ERASURE_KEY, algorithm="sha256"
    ).hexdigest()[:16]
