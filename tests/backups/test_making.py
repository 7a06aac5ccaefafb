"""A backup is whole and readable by its owner alone, or it is not there."""

import errno
import io
import os
import stat

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection
from filelock import FileLock

from hscp.backups import making
from hscp.backups.archive import Archive
from hscp.backups.encryption import decrypt
from hscp.backups.making import make_backup
from hscp.backups.problems import BackupProblem
from tests.factories import make_file

# The same for either database.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="tried once, on SQLite"),
]


def _make(folder, keys, storage):
    return make_backup(folder, keys, connection=connection, storage=storage)


def _archive(path, opens):
    plain = io.BytesIO()
    with path.open("rb") as source:
        decrypt(source, plain, opens)
    plain.seek(0)
    return Archive(plain)


def test_the_manifest_says_what_a_recovery_needs_and_no_secret(folder, storage, locks, opens, monkeypatch):
    monkeypatch.setenv("HSCP_EMAIL_URL", "submission://us:canary@mail.example.org:587")

    made = _make(folder, locks, storage)

    manifest = _archive(made.path, opens).manifest
    assert (made.files, made.missing) == (2, [])
    assert manifest["database"]["tables"]["auth_group"][0] == 5
    assert manifest["database"]["server"]["version"]
    assert "HSCP_EMAIL_URL" in manifest["settings"]
    assert "canary" not in str(manifest)
    assert manifest["release"] == "1.0.0"


def test_only_its_owner_can_read_it_and_nothing_else_is_left(folder, storage, locks):
    (folder / ".hscp-20270101T000000Z.tar.age.unfinished").write_text("of a run that was killed")

    path = _make(folder, locks, storage).path

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir() if each.suffix != ".lock"] == [path.name]


def test_without_a_key_it_is_a_plain_tar(folder, storage):
    path = _make(folder, [], storage).path

    with path.open("rb") as file:
        assert Archive(file).file_names == ["library/guide.pdf", "poster é.png"]
    assert path.suffix == ".tar"


def test_a_disk_that_fills_up_leaves_nothing(folder, storage, locks, monkeypatch):
    def full(chunks, target, keys):
        target.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(making, "encrypt", full)

    with pytest.raises(OSError, match="No space left"):
        _make(folder, locks, storage)

    assert [each.name for each in folder.iterdir() if each.suffix != ".lock"] == []


def test_it_has_its_name_only_once_it_is_on_the_disk(folder, storage, locks, monkeypatch):
    seen = []
    fsync = os.fsync

    def noted(number):
        seen.append(sorted(each.name for each in folder.iterdir() if each.suffix != ".lock"))
        fsync(number)

    monkeypatch.setattr(os, "fsync", noted)

    path = _make(folder, locks, storage).path

    assert seen == [[f".{path.name}.unfinished"], [path.name]]


def test_two_at_once_are_not_begun(folder, storage, locks):
    with FileLock(folder / ".hscp-backup.lock"), pytest.raises(BackupProblem, match="runs now"):
        _make(folder, locks, storage)


def test_a_folder_that_is_not_there_is_not_made(folder, storage, locks):
    with pytest.raises(BackupProblem, match="Is its disk mounted?"):
        _make(folder / "offsite", locks, storage)


def test_files_that_records_name_and_nobody_has_are_told(folder, storage, locks):
    make_file("libraryfile/lost.pdf")
    make_file("library/guide.pdf")

    assert _make(folder, locks, storage).missing == ["libraryfile/lost.pdf"]


def test_a_file_that_is_deleted_meanwhile_does_not_end_the_backup(folder, storage, locks, monkeypatch):
    make_file("library/guide.pdf")
    original = storage.open

    def gone(name):
        if name == "library/guide.pdf":
            raise FileNotFoundError(name)
        return original(name)

    monkeypatch.setattr(storage, "open", gone)

    made = _make(folder, locks, storage)

    assert (made.files, made.missing) == (1, ["library/guide.pdf"])


def test_a_site_without_uploads_has_a_backup_too(folder, locks, tmp_path):
    assert _make(folder, locks, FileSystemStorage(location=tmp_path / "none")).files == 0
