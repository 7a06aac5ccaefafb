"""Measure what readers get while something that the portal needs is away, slow, full, damaged or asked too much.

It starts a PostgreSQL 15 and gunicorn of its own, with the starter content, in a folder that it deletes. The names of some
measurements as arguments leave out the others.
"""

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.outage import away, connections, damage, disk, searches, slow
from tests.outage.database import Database
from tests.outage.readers import get, public_pages
from tests.outage.server import Server
from tests.outage.words import say

MEASUREMENTS = {
    "away": away.measure,
    "slow": slow.measure,
    "connections": connections.measure,
    "disk": disk.measure,
    "damage": damage.measure,
    "searches": searches.measure,
}
_NEW_SESSION = """
from datetime import timedelta
from django.utils import timezone
from training.models import Course, Session
starts = timezone.now().replace(hour=10) + timedelta(days=30)
course = Course.objects.live().first()
session = Session.objects.create(
    course=course, starts_at=starts, ends_at=starts + timedelta(hours=2), capacity=500, state="open", place="Microsoft Teams",
)
print("session", session.pk)
"""


class Bench:
    """A database and the folders of a server, with the starter content, below `folder`."""

    def __init__(self, folder, *, with_disks):
        self.folder = folder
        self.disks = {}
        if with_disks and os.getuid() == 0:
            self.disks = {name: disk.Disk(folder / name, size) for name, size in disk.SIZES.items()}
        self.database = Database(folder / "postgres")
        self._session, self._port = None, None
        Server(folder, self.database.address).prepare()

    @contextmanager
    def server(self, *, port_of_database=None, copies=True, **options):
        """Run the portal while the block runs, perhaps with a proxy before its database, or with no copies of pages."""
        own = {} if copies else {"HSCP_PAGE_COPIES": str(self.folder / "no-copies")}
        address = self.database.address_at(port_of_database or self.database.port)
        with Server(self.folder, address, port=self._port, **own, **options) as server:
            # Pages are kept by their addresses, of which the port is a part.
            self._port = server.port
            yield server

    def public_pages(self, server):
        """Return the paths of all public pages, each of which has been shown once."""
        paths = public_pages(server.port)
        for path in paths:
            get(server.port, path)
        return paths

    def bookable_session(self, server):
        """Return the number of a session that takes bookings."""
        if self._session is None:
            self._session = int(server.manage("shell", "-c", _NEW_SESSION).split("session ")[1])
        return self._session

    def touch_content(self, server, *, wait=True):
        """Change the content as an editor does, past the network that is measured; `wait` until pages are right again."""
        try:
            with psycopg.connect(self.database.address) as connection:
                connection.execute(
                    "UPDATE themes_theme SET updated_at = now() WHERE id = (SELECT min(id) FROM themes_theme)"
                )
        except psycopg.Error as error:
            say(f"  (the content cannot be changed: {str(error).strip().splitlines()[0]})")
        if wait:
            away.until_normal(server.port, ["/", "/themes/"])

    def close(self):
        self.database.start_again_if_it_has_stopped()
        self.database.stop()
        for each in self.disks.values():
            each.remove()


def main(names):
    if unknown := set(names) - MEASUREMENTS.keys():
        sys.exit(f"There is no {', '.join(unknown)}. The measurements are {', '.join(MEASUREMENTS)}.")
    wanted = names or list(MEASUREMENTS)
    with tempfile.TemporaryDirectory(prefix="hscp-outage-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o711)
        bench = Bench(folder, with_disks="disk" in wanted)
        try:
            for name in wanted:
                say(f"== {name}")
                MEASUREMENTS[name](bench)
        finally:
            bench.close()


if __name__ == "__main__":
    main(sys.argv[1:])
