"""A disk that is full leaves what stood there, and no half file, whoever writes."""

import errno
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone

from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import append
from hscp.site.mirror import Built
from hscp.web import errors
from hscp.whole_files import HALF, write_whole

PLAIN = "No space left on device"


@pytest.fixture
def full_disk(monkeypatch):
    """A disk with room for the names of files and for ten bytes of each."""

    def write(path, content):
        with path.open("wb") as file:
            file.write(content[:10])
        raise OSError(errno.ENOSPC, PLAIN)

    monkeypatch.setattr(Path, "write_bytes", write)


def files_in(folder):
    """Return {name: text} of the files in a folder."""
    return {path.name: path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_file_is_whole_or_as_it_was(tmp_path, full_disk):
    (tmp_path / "kept").write_text("before")

    for name in ("kept", "new"):
        with pytest.raises(OSError, match=PLAIN):
            write_whole(tmp_path / name, b"afterwards, and much longer")

    assert files_in(tmp_path) == {"kept": "before"}


def test_a_file_that_has_room_is_written(tmp_path):
    write_whole(tmp_path / "kept", b"before")
    write_whole(tmp_path / "kept", b"after")

    assert files_in(tmp_path) == {"kept": "after"}


def test_the_mirror_keeps_its_old_pages(tmp_path, full_disk, settings):
    settings.STATIC_ROOT = tmp_path / "none"
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "index.html").write_text("before")

    with pytest.raises(OSError, match=PLAIN):
        Built(files={"index.html": b"afterwards, and longer"}).write(tmp_path / "mirror")

    assert files_in(tmp_path) == {"index.html": "before"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("build_mirror", ["{folder}/mirror"]),
        ("check_audit_trail", ["{folder}/trail"]),
        ("replay_erasures", ["--write", "{folder}/erased"]),
    ],
)
def test_commands_say_in_plain_words_what_is_wrong(
    tmp_path, full_disk, monkeypatch, settings, command, arguments
):
    monkeypatch.setattr("hscp.management.commands.build_mirror.build_mirror", lambda **_: Built({"a": b"b"}))
    settings.STATIC_ROOT = tmp_path / "none"
    append(kind=AuditKind.EXPORTED, at=timezone.now())

    with pytest.raises(CommandError, match=f"cannot be written.*{PLAIN}"):
        call_command(
            command,
            *[each.format(folder=tmp_path) for each in arguments],
            stdout=StringIO(),
            stderr=StringIO(),
        )

    assert [name for name in files_in(tmp_path) if name.startswith(HALF)] == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_request_that_finds_no_room_is_told_so(number):
    try:
        raise OSError(number, PLAIN)
    except OSError:
        response = errors.server_error(RequestFactory().post("/"))

    assert response.status_code == 507
    assert "The disk of this site is full" in response.content.decode()


def test_another_error_of_files_is_a_fault_of_ours():
    try:
        raise OSError(errno.EACCES, "Permission denied")
    except OSError:
        response = errors.server_error(RequestFactory().post("/"))

    assert response.status_code == 500
