"""A process of `hscp.documents.worker` that has started and loaded the typesetter before there is a document to compile.

Each process that compiles documents keeps one. It compiles one document and ends, so nothing of one can reach the next;
and it ends with whoever started it, since its input then ends.
"""

import atexit
import os
import subprocess
import sys
import threading
from contextlib import suppress

from django.conf import settings

_mutex = threading.Lock()
_waiting = None  # (the process, the pid of who started it)


def take():
    """Return a process (Popen) for one document: the one that waits, or else a new one. Raises OSError."""
    global _waiting
    with _mutex:
        found, _waiting = _waiting, None
    if found and found[1] == os.getpid():
        process = found[0]
        if process.poll() is None:
            return process
        _close(process)
    return _start()


def have_ready():
    """See to it that a process waits. It is not worth an error where none can be started."""
    global _waiting
    with _mutex, suppress(OSError):
        if _waiting is None or _waiting[1] != os.getpid():
            _waiting = _start(), os.getpid()


def _start():
    return subprocess.Popen(
        [sys.executable, "-m", "hscp.documents.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={},
    )


@atexit.register
def _end():
    global _waiting
    with _mutex:
        found, _waiting = _waiting, None
    if found and found[1] == os.getpid():
        found[0].kill()
        _close(found[0])


def _close(process):
    with process:
        pass
