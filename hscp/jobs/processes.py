"""A job's process: a command of `manage.py` of its own, with a limit, whose last words are kept.

It is the leader of a group of processes, all of which end with it. On Linux it is also killed when the scheduler is: otherwise a run
could go on beside the one that another scheduler begins once the claim has lapsed.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

from django.conf import settings

from hscp.privacy.log_masking import masked

# What is kept of the end of the output: enough for a traceback.
KEPT = 4096
_READ_AT_ONCE = 65_536
# More than is kept, so that what is masked is whole.
_TAIL = 4 * KEPT
_SAID = 200
# How long a process has to end once it is asked to, in seconds.
PATIENCE = 5
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl(2)


class JobProcess:
    """A process that was started with the `arguments` of `manage.py` (list of str) and may run for `limit` (timedelta)."""

    def __init__(self, arguments, limit):
        """Start it. Raises OSError."""
        self._tail = b""
        self._cut = False
        self.started = time.monotonic()
        self._ends_by = self.started + limit.total_seconds()
        self._asked_at = None
        self.took_too_long = False
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=settings.BASE_DIR,
            start_new_session=True,
            preexec_fn=_behind_the_pages,
        )
        os.set_blocking(self.pipe.fileno(), False)

    @property
    def pipe(self):
        return self.process.stdout

    @property
    def seconds(self):
        """How long it has been running."""
        return time.monotonic() - self.started

    def read(self):
        """Keep the end of what it has printed since. Return how many bytes that were: 0 once it prints no more, None for nothing yet."""
        try:
            some = os.read(self.pipe.fileno(), _READ_AT_ONCE)
        except BlockingIOError:
            return None
        self._tail += some
        if len(self._tail) > _TAIL:
            self._tail, self._cut = self._tail[-_TAIL:], True
        return len(some)

    def look(self):
        """Stop it if it has run for too long. Return its exit code once it has ended, else None."""
        now = time.monotonic()
        if now > self._ends_by and not self._asked_at:
            self.took_too_long = True
            self.stop()
        if self._asked_at and now > self._asked_at + PATIENCE:
            self.kill()
        code = self.process.poll()
        if code is not None:
            self._clear_up()
        return code

    def stop(self):
        """Ask it to end; `look` kills it after PATIENCE."""
        self._asked_at = time.monotonic()
        self._send(signal.SIGTERM)

    def kill(self):
        """End it at once, with all that it has started."""
        self._send(signal.SIGKILL)

    def last_words(self):
        """Return the end of what it printed, masked, and the last line of it."""
        text = self._tail.decode(errors="replace")
        if self._cut:
            # Half an address or half a link would not be recognised as one.
            text = text.partition("\n")[2]
        text = masked(text).replace("\0", "").strip()
        return text[-KEPT:], text.rpartition("\n")[2].strip()[:_SAID]

    def _clear_up(self):
        """End what it has left behind, and read what is still in the pipe: as much as a pipe holds, whoever may still write."""
        self.kill()
        for _ in range(16):
            if not self.read():
                break
        self.pipe.close()

    def _send(self, number):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


def _behind_the_pages():
    """Run in the new process before the command: let pages go first, and end with the scheduler."""
    os.nice(10)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
