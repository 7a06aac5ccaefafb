"""Every connection of the database taken by others: T15."""

import threading
import time

import psycopg

from tests.outage.away import until_normal
from tests.outage.readers import book, figures, get, read
from tests.outage.words import say

SECONDS, RATE = 20, 30


class Hog:
    """Takes every connection that is free, and those that the portal has, until it lets go."""

    def __init__(self, database):
        self._database, self._held, self._wants = database, [], True
        with psycopg.connect(database.superuser, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'portal'"
            )
            self._thread = threading.Thread(target=self._take)
            self._thread.start()
            time.sleep(2)

    def _take(self):
        while self._wants:
            try:
                self._held.append(psycopg.connect(self._database.address))
            except psycopg.OperationalError:
                time.sleep(0.01)

    def let_go(self):
        self._wants = False
        self._thread.join()
        for connection in self._held:
            connection.close()
        return len(self._held)


def measure(bench):
    """Print what readers get while others have every connection, and how soon pages are normal afterwards."""
    with bench.server() as server:
        session = bench.bookable_session(server)
        paths = bench.public_pages(server)
        hog = Hog(bench.database)
        try:
            say(f"No connections left: {figures(read(server.port, paths, SECONDS, RATE))}")
            status, words = book(server.port, session, "none-left@example.org")
            say(f"  a booking: {status}, {words}; /search/ {get(server.port, '/search/?q=neglect')[0]}")
        finally:
            held = hog.let_go()
        say(f"  others held {held}; normal after {until_normal(server.port, paths):.1f} s")
        say(f"  a booking: {book(server.port, session, 'some-left@example.org')[0]}")
        with psycopg.connect(bench.database.superuser) as connection:
            read(server.port, paths, 5, RATE)
            [count] = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'portal'"
            ).fetchone()
        say(f"  the portal's own connections under load: {count}")
