"""Ask Django for pages with its test client, in this process: `python -m tests.pages_benchmark.in_process PATH…`.

Prints {path: [milliseconds of processor time with PostgreSQL's, kB, queries]} as JSON.
"""

import json
import statistics
import sys
import time

import django

SECONDS, FEWEST, MOST = 1.5, 3, 40


def main():
    django.setup()
    sys.stdout.write(json.dumps({path: measure(path) for path in sys.argv[1:]}))


def measure(path):
    """Return [ms, kB, queries] of the page at `path`, or None if it is not answered with 200."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.pages_benchmark.cpu import used_by

    client = Client(headers={"host": "localhost", "x-forwarded-proto": "https"})
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    made = len(queries)
    if response.status_code != 200:
        return None
    backend = connection.connection.info.backend_pid
    start, times = time.perf_counter(), []
    while len(times) < FEWEST or (time.perf_counter() - start < SECONDS and len(times) < MOST):
        before = time.process_time() * 1000 + used_by(backend)
        b"".join(client.get(path))
        times.append(time.process_time() * 1000 + used_by(backend) - before)
    return [statistics.median(times), len(b"".join(response)) / 1000, made]


if __name__ == "__main__":
    main()
