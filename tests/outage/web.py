"""Web servers that take a new release without a pause, with deploy/gunicorn.conf.py."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.outage.readers import get
from tests.outage.server import ROOT, WORKERS, Server

START_WITHIN = 120  # seconds


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def children(pid):
    """Return the numbers of the processes that the process `pid` has started."""
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


class WebServer(Server):
    """A server on `port` with files of its own in `folder`, as docs/releases.md has it."""

    def __init__(self, folder, port, address, **environment):
        folder.mkdir()
        super().__init__(folder, address, **environment)
        self.port = port
        self.told = self._environment

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [
                    # Not `python -m gunicorn`: what USR2 starts would then find gunicorn's modules in place of Python's.
                    *(Path(sys.executable).with_name("gunicorn"), "--config", "deploy/gunicorn.conf.py"),
                    "hscp.page_cache.wsgi",
                    *("--bind", f"127.0.0.1:{self.port}"),
                ],
                cwd=ROOT,
                env=self.told,
                stderr=log,
            )
        self.master = self.process.pid
        _wait(lambda: get(self.port, "/readyz")[0] == 200)

    def stop(self):
        """End it as systemd does, and wait until what it was asked is answered."""
        for pid in {self.master, self.process.pid}:
            _send(pid, signal.SIGTERM)
        self.process.wait()
        _wait(lambda: not Path(f"/proc/{self.master}").exists())

    def replace(self):
        """Give it the new code as `systemctl reload` does: another server beside it takes its place."""
        old, workers = self.master, set(children(self.master))
        _send(old, signal.SIGUSR2)
        _wait(lambda: set(children(old)) - workers)
        [self.master] = set(children(old)) - workers
        _wait(lambda: _has_ended(old))
        _wait(lambda: len(children(self.master)) == WORKERS)

    def reload(self):
        """Give it the new code by SIGHUP, and wait until the old workers have gone."""
        old = set(children(self.master))
        _send(self.master, signal.SIGHUP)
        _wait(lambda: not old & set(children(self.master)) and len(children(self.master)) == WORKERS)


def _send(pid, number):
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _has_ended(pid):
    """Return whether the process is gone, or is one of ours that has ended and waits to be asked."""
    path = Path(f"/proc/{pid}/stat")
    return not path.exists() or path.read_text().rpartition(")")[2].split()[0] == "Z"


def _wait(is_so):
    until = time.monotonic() + START_WITHIN
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError("The server does not come, or does not go.")
        time.sleep(0.05)
