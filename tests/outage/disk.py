"""Folders that are disks of their own and can be full, and what the portal does then: T16."""

import subprocess
import time

import psycopg

from tests.outage.readers import book, figures, get, read
from tests.outage.words import say

SECONDS, RATE = 10, 20
BOOKED, MOST_BOOKINGS = 302, 50
# What may be full, with its size in megabytes.
SIZES = {"copies": 40, "documents": 40, "index": 60, "files": 20, "logs": 5, "postgres": 600}
BLOCK = b"\0" * 65536


class Disk:
    """A file system in memory at `path`. Only root may make one."""

    def __init__(self, path, megabytes):
        self.path = path
        path.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "hscp-outage", str(path)]
        subprocess.run(command, check=True)  # noqa: S603

    def fill(self):
        """Leave no room."""
        with (self.path / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(BLOCK)
            except OSError:
                return

    def give_room(self):
        (self.path / "filler").unlink(missing_ok=True)

    def remove(self):
        subprocess.run(["umount", "-l", self.path], check=False)  # noqa: S603, S607


def measure(bench):
    """Fill one disk after the other while pages, searches, PDFs and bookings are asked for."""
    if not bench.disks:
        say("Disk full: not measured, since only root may mount a file system.")
        return
    with bench.server() as server:
        session = bench.bookable_session(server)
        paths = bench.public_pages(server)
        documents = ["/themes/domestic-abuse/pack.pdf", "/brochure.pdf"]
        for name, disk in bench.disks.items():
            if name == "postgres":
                # Or what was deleted leaves room inside the tables for a while.
                with psycopg.connect(bench.database.address, autocommit=True) as connection:
                    connection.execute("VACUUM FULL")
            disk.fill()
            try:
                bench.touch_content(server, wait=name != "postgres")
                asked = [*paths, *(f"/search/?q=word{number}" for number in range(20)), *documents]
                say(f"Full: {name}: {figures(read(server.port, asked, SECONDS, RATE))}")
                say(f"  bookings: {_book_until_refused(server, session, name)}")
                half = [str(path) for path in disk.path.rglob("*") if _is_half(path)]
                say(f"  half-written files: {half or 'none'}")
            finally:
                disk.give_room()
            if name == "postgres":
                bench.database.start_again_if_it_has_stopped()
            started = time.monotonic()
            while book(server.port, session, f"room-{name}@example.org")[0] != BOOKED:
                time.sleep(0.2)
            while not all(answer.is_normal for answer in read(server.port, paths, 0.2, RATE)):
                pass
            say(
                f"  with room again, normal and booking after {time.monotonic() - started:.1f} s; workers alive: {len(server.workers())}"
            )
        say(f"  /readyz {get(server.port, '/readyz')[0]}")


def _book_until_refused(server, session, name):
    """Book, on a full database until no page of a table has room for another; return in words how it went."""
    for number in range(MOST_BOOKINGS if name == "postgres" else 3):
        status, words = book(server.port, session, f"full-{name}-{number}@example.org")
        if status != BOOKED:
            return f"{number} taken, then {status}, {words}"
    return f"{number + 1} taken"


def _is_half(path):
    """Return whether a file is one that was begun and not finished, by the names that the portal's writers give those."""
    return path.is_file() and (
        path.name.startswith(".part-") or (path.parent.parent.name == "copies" and path.suffix != ".page")
    )
