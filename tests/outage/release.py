"""Change the release while people read, search and book: `make bench-release`. Nothing may fail (T23, T63).

A new release reaches one server by SIGHUP, two servers behind nginx one after the other, and the database by a migration that
finds a table in use. It starts a PostgreSQL 15, gunicorn and nginx of its own, in a folder that it deletes.
"""

import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import psycopg

from tests.outage.database import Database
from tests.outage.growing import migrate_under
from tests.outage.readers import get, public_pages
from tests.outage.visitors import Load
from tests.outage.web import WebServer, free_port
from tests.outage.web_proxy import WebProxy

BEFORE, AFTER = 3, 3  # seconds of load
PAGES = 60
TIMES = 2  # each change is made so often


def run(folder):
    database = Database(folder / "postgres")
    first, second, front = free_port(), free_port(), free_port()
    # Each visitor who books has an address of their own, which the nearest proxy says.
    servers = [
        WebServer(folder / str(port), port, database.address, HSCP_PROXY_COUNT="1")
        for port in (first, second)
    ]
    servers[0].prepare()
    for server in servers:
        server.start()
    proxy = WebProxy(folder / "nginx", front, [first, second])
    try:
        every = public_pages(first)
        paths, form = every[:: len(every) // PAGES], open_form(first, every)
        for port in (first, second):
            for path in paths:
                get(port, path)
        ways = (
            ("Nothing is changed", front, lambda: time.sleep(5)),
            ("USR2, without a proxy", first, servers[0].replace),
            ("SIGHUP, without a proxy", first, servers[0].reload),
            ("USR2 of each server, behind nginx", front, lambda: [each.replace() for each in servers]),
            ("Each server is taken out, stopped and started", front, lambda: roll(servers, proxy)),
            (
                "A migration that finds a table in use",
                front,
                lambda: migrate_under(servers[0], folder, database, _print),
            ),
        )
        for name, port, change in ways:
            _print(f"{name}: {during(change, Load(port, paths, form), database)}")
            said = proxy.errors()
            if said:
                _print(f"  nginx: {said}")
    except TimeoutError:
        _print("".join(server.log.read_text() for server in servers))
        raise
    finally:
        proxy.stop()
        for server in servers:
            server.stop()
        database.stop()


def open_form(port, paths):
    """Return the path of a form that takes bookings, of a session in `paths`."""
    forms = [f"{path}book/" for path in paths if path.startswith("/training/dates/")]
    return next(form for form in forms if get(port, form)[0] == 200)


def roll(servers, proxy):
    """Take each server out of the proxy, stop it, start it, and take it in again."""
    for server in servers:
        proxy.leave_out(server.port)
        server.stop()
        server.start()
        proxy.leave_out(None)


def during(change, load, database):
    """Make the change TIMES times under the load; return in words what came of it."""
    began = time.monotonic()
    load.begin()
    try:
        time.sleep(BEFORE)
        for _ in range(TIMES):
            change()
        time.sleep(AFTER)
    finally:
        load.end()
    took = sorted(seconds for _, _, seconds in load.answers)
    with psycopg.connect(database.address) as connection:
        kept = Counter(email for [email] in connection.execute("SELECT email FROM training_booking"))
    doubled = sum(kept[email] > 1 for email in load.promised)
    lost = sum(not kept[email] for email in load.promised)
    with psycopg.connect(database.address) as connection:
        connection.execute("DELETE FROM training_message")
        connection.execute("TRUNCATE training_booking CASCADE")
    failed = Counter((what, status) for what, status, _ in load.failed())
    return (
        f"{len(took)} requests in {time.monotonic() - began:.0f} s, {len(load.failed())} failed {dict(failed) or ''}; median"
        f" {1000 * took[len(took) // 2]:.0f} ms, p99 {1000 * took[int(0.99 * len(took))]:.0f} ms, slowest {1000 * took[-1]:.0f} ms;"
        f" {load.sent_again} asked again on a new connection; {len(load.promised)} booked, {lost} lost, {doubled} twice"
    )


def _print(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    threading.excepthook = sys.excepthook
    with tempfile.TemporaryDirectory(prefix="hscp-release-") as scratch:
        Path(scratch).chmod(0o711)
        run(Path(scratch))
