"""A PostgreSQL 15 server of its own, in a folder, with whatever settings; and what else is started as its user."""

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql/15/bin")
USER = "postgres"
# PostgreSQL refuses to run as root.
AS_USER = ("runuser", "-u", USER, "--") if os.getuid() == 0 else ()


class Cluster:
    """A server with its files in `data`, on a free port of this machine."""

    def __init__(self, data):
        self.data = data
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    @property
    def connection(self):
        """The options by which PostgreSQL's programs reach it."""
        return ("-h", "127.0.0.1", "-p", str(self.port), "-U", USER)

    def address(self, name):
        """Return the address of its database `name` for HSCP_DATABASE_URL."""
        return f"postgres://{USER}@127.0.0.1:{self.port}/{name}"

    def make(self):
        """Make an empty server."""
        make_folder(self.data.parent)
        run(
            *(BINARIES / "initdb", "-D", self.data, "--auth=trust", f"--username={USER}"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )

    def configure(self, **settings):
        """Write `settings` into its configuration."""
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        with (self.data / "postgresql.auto.conf").open("a") as file:
            file.writelines(lines)

    def start(self):
        """Start it; it is there once this returns. Raises subprocess.CalledProcessError where it ends at once."""
        options = f"-p {self.port} -k '' -c listen_addresses=127.0.0.1"
        command = (
            BINARIES / "pg_ctl",
            "-D",
            self.data,
            "-w",
            "-s",
            "-o",
            options,
            "-l",
            self.data / "log",
            "start",
        )
        run(*command, stderr=subprocess.DEVNULL)

    def stop(self, mode="fast"):
        """Stop it, if it runs; `immediate` is as good as a power cut."""
        command = [*AS_USER, str(BINARIES / "pg_ctl"), "-D", str(self.data), "-m", mode, "-s", "stop"]
        subprocess.run(command, stderr=subprocess.DEVNULL, cwd="/", check=False)  # noqa: S603


def run(*command, **options):
    """Run a program as the server's user, and return what it printed."""
    words = [*AS_USER, *map(str, command)]
    return subprocess.run(words, check=True, cwd="/", stdout=subprocess.PIPE, text=True, **options).stdout  # noqa: S603


def make_folder(path):
    """Make a folder that belongs to the server's user alone, and return it."""
    path.mkdir(mode=0o700, exist_ok=True)
    if AS_USER:
        shutil.chown(path, user=pwd.getpwnam(USER).pw_uid, group=pwd.getpwnam(USER).pw_gid)
    return path
