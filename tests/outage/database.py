"""A PostgreSQL of its own, in a folder, that can be stopped and frozen."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql/15/bin")
USER = "postgres"


class Database:
    """Start it in `folder`, which is made; its `address` is for HSCP_DATABASE_URL."""

    def __init__(self, folder):
        self._data = folder / "data"
        # PostgreSQL refuses to run as root.
        self._as = ("runuser", "-u", USER, "--") if os.getuid() == 0 else ()
        folder.mkdir()
        if self._as:
            shutil.chown(folder, user=pwd.getpwnam(USER).pw_uid)
        self._run(
            "initdb",
            "-D",
            self._data,
            "--auth=trust",
            f"--username={USER}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.address = f"postgres://{USER}@127.0.0.1:{self._port}/postgres"
        self.start()

    def start(self):
        options = f"-p {self._port} -k '' -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-D", self._data, "-w", "-s", "-o", options, "-l", self._data / "log", "start")

    def stop(self):
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-s", "stop")

    def freeze(self):
        self._signal(signal.SIGSTOP)

    def thaw(self):
        self._signal(signal.SIGCONT)

    def _signal(self, number):
        first = int((self._data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(["pgrep", "-P", str(first)], capture_output=True, text=True, check=False)  # noqa: S603, S607
        for pid in (first, *map(int, children.stdout.split())):
            os.kill(pid, number)

    def _run(self, program, *arguments):
        command = [*self._as, str(BINARIES / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")  # noqa: S603
