"""A read replica that follows, lags, stops and freezes while pages are read: `make bench-replica`.

It starts a PostgreSQL 15 with a streaming replica and gunicorn of its own, in a folder that it deletes.
"""

import sys
import tempfile
import time
from pathlib import Path

import psycopg

from tests.outage.database import Database
from tests.outage.readers import figures, get, public_pages, read
from tests.outage.web import WebServer, free_port

SECONDS, RATE = 10, 30
LAG = 3  # seconds
FIRST = "id = (SELECT MIN(id) FROM themes_theme)"


class Standby(Database):
    """A streaming replica of `primary`, in `folder`."""

    def __init__(self, folder, primary):
        self._primary = primary
        super().__init__(folder)

    def _run(self, program, *arguments):
        if program == "initdb":
            source = ("-d", self._primary.address.rpartition("/")[0] + "/postgres")
            super()._run("pg_basebackup", "-D", self._data, *source, "-R", "-c", "fast")
        else:
            super()._run(program, *arguments)

    def lag(self, seconds):
        """Let changes reach it so many seconds late."""
        self._say(f"ALTER SYSTEM SET recovery_min_apply_delay = '{seconds:d} s'")
        self._say("SELECT pg_reload_conf()")

    def rows_read(self):
        """Return how many rows the replica has been asked for."""
        self._say("SELECT pg_stat_force_next_flush()")
        return self._say("SELECT tup_returned FROM pg_stat_database WHERE datname = current_database()")

    def _say(self, statement):
        with psycopg.connect(self.address, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None


def run(folder):
    primary = Database(folder / "primary")
    port = free_port()
    server = WebServer(folder / "web", port, primary.address)
    server.prepare()
    standby = Standby(folder / "standby", primary)
    server.told["HSCP_REPLICA_URL"] = standby.address
    server.start()
    try:
        measure(port, primary, standby)
    finally:
        server.stop()
        for database in (standby, primary):
            database.stop()


def measure(port, primary, standby):
    paths = public_pages(port)
    before = standby.rows_read()
    _print(f"Nothing is wrong: {figures(read(port, paths, SECONDS, RATE))}")
    seen = edit(port, primary, "Title one")
    _print(
        f"  an edit is seen after {seen:.2f} s; rows read from the replica: {standby.rows_read() - before}"
    )
    standby.lag(LAG)
    seen = edit(port, primary, "Title two")
    _print(f"The replica lags {LAG} s: an edit is seen after {seen:.2f} s")
    # What the replica says by then must not stand in the page's place.
    time.sleep(LAG / 2)
    _print(f"  and still a moment later: {theme(port, primary, 'Title two')}")
    standby.lag(0)
    for name, lose, give_back in (
        ("frozen", standby.freeze, standby.thaw),
        ("stopped", standby.stop, standby.start),
    ):
        lose()
        try:
            seen = edit(port, primary, f"Title while {name}")
            _print(
                f"The replica is {name}: an edit is seen after {seen:.2f} s; {figures(read(port, paths, SECONDS, RATE))}"
            )
        finally:
            give_back()


def theme(port, primary, title):
    """Return whether the page of the first theme has the title."""
    with psycopg.connect(primary.address) as connection:
        [slug] = connection.execute(f"SELECT slug FROM themes_theme WHERE {FIRST}").fetchone()  # noqa: S608
    return title.encode() in get(port, f"/themes/{slug}/")[2]


def edit(port, primary, title):
    """Change what the first theme is called, and return after how many seconds a reader sees it."""
    with psycopg.connect(primary.address) as connection:
        connection.execute(f"UPDATE themes_theme SET title = %s WHERE {FIRST}", [title])  # noqa: S608
    began = time.monotonic()
    while not theme(port, primary, title):
        time.sleep(0.02)
    return time.monotonic() - began


def _print(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="hscp-replica-") as scratch:
        Path(scratch).chmod(0o711)
        run(Path(scratch))
