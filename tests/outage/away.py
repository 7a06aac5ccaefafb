"""The database stopped and frozen, and passwords guessed: T12, T13 and T21."""

import threading
import time

from tests.outage.readers import figures, get, guess, read
from tests.outage.words import say

SECONDS, RATE, GUESSERS = 20, 30, 6
SEARCH, FORM, STATIC = "/search/?q=neglect", "/admin/login/", "/static/img/favicon.svg"


def measure(bench):
    """Print what readers get meanwhile, and how soon pages are normal afterwards."""
    database = bench.database
    with bench.server() as server:
        paths = bench.public_pages(server)
        say(f"{len(paths)} public pages, {RATE} requests a second for {SECONDS} s, 2 workers of 4 threads")
        for _ in range(8):
            get(server.port, SEARCH)
        for name, lose, give_back in (
            ("stopped", database.stop, database.start),
            ("frozen", database.freeze, database.thaw),
        ):
            lose()
            try:
                say(f"Database {name}: {figures(read(server.port, paths, SECONDS, RATE))}")
                asked = (FORM, STATIC, SEARCH, "/offline/", "/healthz", "/readyz")
                others = {path: get(server.port, path)[0] for path in asked}
                say(f"  meanwhile: {', '.join(f'{path} {status}' for path, status in others.items())}")
            finally:
                give_back()
            say(f"  normal after {until_normal(server.port, paths):.1f} s")
        say(f"Nobody guesses: {figures(read(server.port, paths, SECONDS, RATE))}")
        attempts, until = [], time.monotonic() + SECONDS
        guessers = [
            threading.Thread(target=guess, args=(server.port, until, number, attempts))
            for number in range(GUESSERS)
        ]
        for thread in guessers:
            thread.start()
        say(f"{GUESSERS} clients guess passwords: {figures(read(server.port, paths, SECONDS, RATE))}")
        for thread in guessers:
            thread.join()
        say(f"  {len(attempts)} attempts")


def until_normal(port, paths):
    """Return the seconds until every page is shown as it is."""
    started = time.monotonic()
    while not all(answer.is_normal for answer in read(port, paths, 0.2, RATE)):
        pass
    return time.monotonic() - started
