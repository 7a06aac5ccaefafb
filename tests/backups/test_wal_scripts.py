"""The scripts that copy PostgreSQL's log away: encrypted, whole, never over another file. `make recovery-drill` tries them for real."""

import shutil
import subprocess

import pytest
from django.conf import settings

SCRIPTS = settings.BASE_DIR / "deploy" / "postgresql"
NAME = "000000010000000000000007"

pytestmark = pytest.mark.skipif(shutil.which("age") is None, reason="needs age")


def _run(script, *arguments):
    return subprocess.run([SCRIPTS / script, *map(str, arguments)], capture_output=True, text=True).returncode  # noqa: S603


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"canary" * 1000)
    return path


def test_a_file_of_the_log_is_kept_encrypted_and_comes_back(folder, log, pair, tmp_path):
    assert _run("archive-wal.sh", folder, pair[1], log, NAME) == 0
    assert sorted(path.name for path in folder.iterdir()) == [f"{NAME}.age", f"{NAME}.sha256"]
    assert b"canary" not in (folder / f"{NAME}.age").read_bytes()

    assert _run("restore-wal.sh", folder, pair[0], NAME, tmp_path / "back") == 0
    assert (tmp_path / "back").read_bytes() == log.read_bytes()


def test_the_same_file_may_come_twice_and_another_never(folder, log, pair):
    _run("archive-wal.sh", folder, pair[1], log, NAME)
    before = (folder / f"{NAME}.age").read_bytes()

    assert _run("archive-wal.sh", folder, pair[1], log, NAME) == 0
    log.write_bytes(b"other")
    assert _run("archive-wal.sh", folder, pair[1], log, NAME) == 1
    assert (folder / f"{NAME}.age").read_bytes() == before


def test_what_is_not_there_or_damaged_is_not_given(folder, log, pair, tmp_path):
    assert _run("restore-wal.sh", folder, pair[0], NAME, tmp_path / "back") == 1
    _run("archive-wal.sh", folder, pair[1], log, NAME)
    path = folder / f"{NAME}.age"
    path.write_bytes(path.read_bytes()[:-10])

    assert _run("restore-wal.sh", folder, pair[0], NAME, tmp_path / "back") != 0
    assert not (tmp_path / "back").exists()


def test_a_key_that_is_none_leaves_nothing(folder, log):
    assert _run("archive-wal.sh", folder, "age1wrong", log, NAME) != 0
    assert list(folder.iterdir()) == []
