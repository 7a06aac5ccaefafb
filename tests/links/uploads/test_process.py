"""The process that examines files: bounded in time and memory, alone, and no file can end more than it."""

import subprocess
import sys

import pytest
from django.conf import settings

from hscp.links.uploads import process
from hscp.links.uploads.examine import examine
from hscp.links.uploads.kinds import KINDS
from hscp.links.uploads.refusals import Refused
from tests.links.uploads.files import make_pdf, upload


def test_a_file_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(process, "SECONDS", 0.001)

    with pytest.raises(Refused, match="takes too long") as refused:
        process.run("examine", make_pdf(), KINDS["pdf"])

    assert refused.value.code == "too_much"


def test_a_process_that_ends_without_an_answer_refuses_the_file(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(Refused, match="save it again more simply"):
        process.run("examine", make_pdf(), KINDS["pdf"])


def test_a_pdf_whose_pages_cannot_be_shown_is_kept_without_a_picture(monkeypatch):
    run = process.run

    def without_pages(task, content, kind):
        if task == "preview":
            raise Refused("too_much", "…")
        return run(task, content, kind)

    monkeypatch.setattr(process, "run", without_pages)

    assert examine(upload("a.pdf", make_pdf())).preview == b""


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        ("bytearray(2 * 1024**3)[:1]", "MemoryError"),
        ("open(path, 'w').write('x' * 100_000)", "File too large"),
    ],
)
def test_the_limits_hold_in_the_process(tmp_path, attempt, said):
    """The worker's own limits, with the attempt in place of an examination."""
    program = (
        "import sys, io; from hscp.links.uploads import worker; import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"path = {str(tmp_path / 'made')!r}\n"
        f"worker._TASKS['examine'] = lambda content, code: ({attempt}, {{}})\n"
        "worker.main()"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program],
        input=b'{"task": "examine", "kind": "pdf", "seconds": 30}\n',
        capture_output=True,
        cwd=settings.BASE_DIR,
        env={},
    )

    assert said in done.stderr.decode()
    assert not (tmp_path / "made").exists() or (tmp_path / "made").stat().st_size == 0


def test_the_process_knows_nothing_of_the_portal(monkeypatch):
    """Neither its secrets nor its database: the environment is empty, and Django is not loaded."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, hscp.links.uploads.worker; print('django' in sys.modules)"],
        cwd=settings.BASE_DIR,
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    given = []

    def started(*args, **kwargs):
        given.append(kwargs["env"])
        raise subprocess.CalledProcessError(1, args)

    monkeypatch.setattr(subprocess, "run", started)
    with pytest.raises(Refused):
        process.run("examine", b"", KINDS["pdf"])

    assert loaded.stdout == "False\n"
    assert given == [{}]
