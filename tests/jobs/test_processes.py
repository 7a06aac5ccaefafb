"""A job's process: its limit, what is kept of what it says, and that it ends with whoever started it."""

import os
import select
import signal
import sys
import time
from datetime import timedelta

import pytest

from hscp.jobs import processes
from hscp.jobs.processes import KEPT, JobProcess
from tests.jobs.builders import MINUTE

pytestmark = pytest.mark.usefixtures("quick_commands")


def started(*command, limit=MINUTE):
    return JobProcess(command, limit)


def ended(process):
    """Look until it has ended, as the scheduler does, and return its exit code."""
    while (code := process.look()) is None:
        select.select([process.pipe], [], [], 0.01)
        process.read()
    return code


def test_what_it_ended_with_and_what_it_said():
    process = started("say", "3 mails sent.")

    assert ended(process) == 0
    assert process.last_words() == ("3 mails sent.", "3 mails sent.")


def test_a_failure_says_why():
    process = started("fail", "First line\nThe database is locked.")

    assert ended(process) == 3
    assert process.last_words() == ("First line\nThe database is locked.", "The database is locked.")


def test_one_that_is_killed_has_failed():
    assert ended(started("killed")) == -signal.SIGKILL


def test_one_that_hangs_is_stopped_at_its_limit():
    process = started("hang", limit=timedelta(0))

    assert ended(process) == -signal.SIGTERM
    assert process.took_too_long


def test_one_that_does_not_want_to_end_is_killed(monkeypatch):
    monkeypatch.setattr(processes, "PATIENCE", 0)
    process = started("stubborn")
    assert select.select([process.pipe], [], [], 20)[0]
    process.stop()

    assert ended(process) == -signal.SIGKILL
    assert not process.took_too_long


def test_what_it_left_behind_ends_with_it(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    reader = os.open(tmp_path / "fifo", os.O_RDONLY | os.O_NONBLOCK)

    assert ended(started("leave behind", str(tmp_path / "fifo"))) == 0

    assert _is_closed(reader)


def test_personal_data_is_masked_and_the_end_is_kept():
    process = started("fail", "To jo.ford@example.org and 01962 845000: /booking/abcdefghijklmnopqrstuvwxyz")

    ended(process)

    assert process.last_words()[0] == "To (email) and (phone): /booking/…"


def test_much_output_neither_stops_it_nor_fills_the_memory():
    process = started("many lines")

    assert ended(process) == 0
    output, said = process.last_words()
    assert said == "the end"
    assert len(output) <= KEPT
    assert output.splitlines()[1] == "a line"


def test_half_a_link_that_was_cut_is_not_kept():
    process = started("much")

    ended(process)

    assert process.last_words() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone ends it with its parent")
def test_it_dies_with_a_scheduler_that_is_killed(tmp_path):
    """Otherwise it would go on beside the run that another scheduler begins."""
    os.mkfifo(tmp_path / "fifo")
    reader = os.open(tmp_path / "fifo", os.O_RDONLY | os.O_NONBLOCK)
    scheduler = os.fork()
    if not scheduler:
        try:
            started("hang", str(tmp_path / "fifo"))
            signal.pause()
        finally:
            os._exit(1)
    until = time.monotonic() + 20
    while not _is_open(reader) and time.monotonic() < until:
        time.sleep(0.01)

    os.kill(scheduler, signal.SIGKILL)
    os.waitpid(scheduler, 0)

    assert _is_closed(reader)


def _is_open(reader):
    """Return whether somebody holds the fifo open to write: there is nothing to read, and no end either."""
    try:
        return bool(os.read(reader, 1))
    except BlockingIOError:
        return True


def _is_closed(reader):
    """Return whether nobody holds the fifo open any more, after waiting for it at most 20 seconds."""
    until = time.monotonic() + 20
    while (is_open := _is_open(reader)) and time.monotonic() < until:
        time.sleep(0.01)
    os.close(reader)
    return not is_open
