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
MOST_CONNECTIONS = 40


class Database:
    """Start it in `folder`, which is made; its `address` is for HSCP_DATABASE_URL, and `superuser` for whoever looks on."""

    def __init__(self, folder):
        self._data = folder / "data"
        # PostgreSQL refuses to run as root.
        self._as = ("runuser", "-u", USER, "--") if os.getuid() == 0 else ()
        folder.mkdir(exist_ok=True)
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
            self.port = free.getsockname()[1]
        self.superuser = f"postgres://{USER}@127.0.0.1:{self.port}/postgres"
        self.start()
        # The portal is no superuser: some connections are kept for those.
        self._run(
            "psql",
            self.superuser,
            "-c",
            "CREATE ROLE portal LOGIN",
            "-c",
            "CREATE DATABASE portal OWNER portal",
        )
        self.address = self.address_at(self.port)

    def address_at(self, port):
        """Return the address for the portal at another port, such as a proxy's."""
        return f"postgres://portal@127.0.0.1:{port}/portal"

    def start(self):
        options = (
            f"-p {self.port} -k '' -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections={MOST_CONNECTIONS}"
            " -c max_wal_size=64MB -c min_wal_size=32MB"
        )
        self._run("pg_ctl", "-D", self._data, "-w", "-s", "-o", options, "-l", self._data / "log", "start")

    def start_again_if_it_has_stopped(self):
        """Do what the service manager of a host does; return whether it had stopped."""
        try:
            os.kill(self._postmaster(), 0)
        except (OSError, ValueError):
            self.start()
            return True
        return False

    def stop(self):
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-s", "stop")

    def freeze(self):
        self._signal(signal.SIGSTOP)

    def thaw(self):
        self._signal(signal.SIGCONT)

    def _postmaster(self):
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def _signal(self, number):
        first = self._postmaster()
        children = subprocess.run(["pgrep", "-P", str(first)], capture_output=True, text=True, check=False)  # noqa: S603, S607
        for pid in (first, *map(int, children.stdout.split())):
            os.kill(pid, number)

    def _run(self, program, *arguments):
        command = [*self._as, str(BINARIES / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")  # noqa: S603
