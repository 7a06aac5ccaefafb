"""How long hostile searches take while four clients send ten thousand of them (T45): the second part of `make bench-search`."""

import statistics
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.search.benchmark import Maker, Server, set_up
from tests.search.hostile_strings import hostile_strings

CLIENTS, RECORDS = 4, 5_000


def main():
    with tempfile.TemporaryDirectory(prefix="hscp-bench-") as scratch:
        set_up(scratch)
        from hscp.search.query.engine import engine

        Maker(RECORDS).fill()
        engine().rebuild()
        texts = list(hostile_strings())
        with Server() as server, ThreadPoolExecutor(CLIENTS) as clients:
            answers = list(clients.map(lambda text: ask(server.port, text), texts))
    statuses = Counter(status for status, _ in answers)
    times = sorted(milliseconds for _, milliseconds in answers)
    print(  # noqa: T201
        f"{len(texts):,} hostile searches by {CLIENTS} clients in {RECORDS:,} records: {dict(statuses)}, median "
        f"{statistics.median(times):.0f} ms, p99 {times[len(times) * 99 // 100]:.0f} ms, slowest {times[-1]:.0f} ms"
    )


def ask(port, text):
    """Return (status, milliseconds) of a search for `text`."""
    query = urllib.parse.quote(text.encode("utf-8", "surrogatepass"))
    start = time.perf_counter()
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/search/?q={query}") as answer:
            answer.read()
            status = answer.status
    except urllib.error.HTTPError as error:
        error.read()
        status = error.code
    return status, (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
