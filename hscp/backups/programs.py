"""PostgreSQL's own programs, pg_dump and pg_restore: found, young enough, and run without a password in the list of processes."""

import os
import re
import subprocess
import tempfile
from contextlib import suppress

from hscp.backups.problems import BackupProblem

_VARIABLES = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "NAME": "PGDATABASE",
}
_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "service", "passfile")
_LINES = 5


def major_version(program):
    """Return the major version of the PostgreSQL program `program`, such as 15. Raises BackupProblem where there is none."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
        return int(re.search(r"\) (\d+)", said)[1])
    except (OSError, subprocess.CalledProcessError, TypeError) as error:
        raise BackupProblem(
            f"{program} does not run on this machine. Install PostgreSQL's client programs, of the server's version "
            "or newer; on Debian: apt install postgresql-client"
        ) from error


def check_version(program, needed, of_what):
    """Raise BackupProblem unless `program` is of major version `needed` or newer; `of_what` says what is of that version."""
    found = major_version(program)
    if found < needed:
        raise BackupProblem(
            f"{program} on this machine is of version {found}, {of_what} of version {needed}: an older {program} cannot read it. "
            f"Install version {needed} or newer; on Debian: apt install postgresql-client-{needed}"
        )


def run(program, arguments, connection_settings, *, stdin=None, stdout=subprocess.DEVNULL):
    """Run a PostgreSQL program on the database of Django's `connection_settings`. Raises BackupProblem with what it said.

    `stdin` is a file-like object to read from, or None; `stdout` is an open file of the system.
    """
    # A file, not a pipe: a program with much to say would wait for it to be read.
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603
            [program, *arguments],
            env=_environment(connection_settings),
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=stdout,
            stderr=said,
        )
        try:
            if stdin is not None:
                _feed(process.stdin, stdin)
            failed = process.wait()
        except BaseException:
            process.kill()
            process.wait()
            raise
        if failed:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            raise BackupProblem(f"{program} failed: " + " / ".join(lines[-_LINES:]))


def _feed(target, source):
    """Write all of `source` to the pipe `target`, and close it. A program that ended before says itself why."""
    with suppress(BrokenPipeError), target:
        while chunk := source.read(1 << 20):
            target.write(chunk)


def _environment(connection_settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    ours = {
        variable: str(connection_settings[key])
        for key, variable in _VARIABLES.items()
        if connection_settings.get(key)
    }
    options = {
        f"PG{name.upper()}": str(value)
        for name, value in connection_settings.get("OPTIONS", {}).items()
        if name in _OPTIONS
    }
    # The client programs may be Debian's wrappers, which choose a version by the server's cluster.
    return kept | ours | options | {"PGCONNECT_TIMEOUT": "10", "PGAPPNAME": "hscp backup"}
