"""What a page costs: `make bench-pages`. Works in a database of its own, on the server that HSCP_DATABASE_URL names.

It prints milliseconds of processor time for each request, of the server and of PostgreSQL together, with the starter
content and with 100,000 records: in process, and through gunicorn with two sync workers and eight connections. In the same
run it measures the floor (the same bytes each time, from Django without middleware) and a plain Django page with the same
records. docs/performance.md says how to read it.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack

from tests.pages_benchmark.cpu import Backends, Meter
from tests.pages_benchmark.scratch import production, scratch_database, seed
from tests.pages_benchmark.servers import CONNECTIONS, ROOT, Failed, Server

SIZES = (0, 100_000)
PAGES = {
    "home": "/",
    "theme, 80 cards": "/themes/domestic-abuse/",
    "filtered listing": "/resources/?kind=guidance&audience=professionals",
    "search with facets": "/search/?q=neglect",
    "parents and carers": "/parents-and-carers/",
    "report a concern": "/report-a-concern/",
    "young people": "/children-and-young-people/",
    "calendar of dates": "/training/dates.ics",
    "sitemap": "/sitemap.xml",
    "brochure": "/brochure/",
}
PLAIN = ("home", "theme, 80 cards", "filtered listing", "search with facets")
# The cache keeps no answer of search; there are four plain pages.
NOT_ASKED = {"cached": ("search with facets",), "plain": tuple(page for page in PAGES if page not in PLAIN)}
# A page that is asked for first, so that a worker has its connection to the database.
FIRST_PAGE = "/toolkits/"
WITHOUT_CACHE = "django.core.wsgi:get_wsgi_application()"
SERVERS = {
    "floor": ("tests.pages_benchmark.floor", {}),
    "plain": (WITHOUT_CACHE, {"DJANGO_SETTINGS_MODULE": "tests.pages_benchmark.plain.settings"}),
    "rendered": (WITHOUT_CACHE, {}),
    "cached": ("hscp.wsgi", {}),
}
ROUNDS, STARTS = 3, 5
# A round takes about as long as this, within the limits.
SECONDS, FEWEST, MOST = 0.6, CONNECTIONS, 1_600


def main():
    url = os.environ.get("HSCP_DATABASE_URL", "")
    if not url.startswith(("postgres://", "postgresql://")):
        sys.exit(
            "Name a database of a PostgreSQL on this machine, such as HSCP_DATABASE_URL=postgres://name@localhost/hscp."
        )
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory(prefix="hscp-bench-") as folder, scratch_database(url) as (own, name):
        environment = production(own, folder)
        backends = Backends(url, name)
        if not backends.are_here():
            _print("PostgreSQL runs elsewhere: what it uses is not counted.")
        found = {size: bench(size, environment, backends) for size in sizes}
    if len(sizes) > 1:
        growth(found[sizes[0]], found[sizes[-1]], sizes[-1])


def bench(size, environment, backends):
    """Measure every page at one size, print the table, and return {page: {column: ms}}."""
    seed(size, environment)
    figures = {page: {} for page in PAGES}
    for page, found in in_process(environment).items():
        figures[page] = dict(zip(("in process", "kB", "queries"), found or ("fails", 0, 0), strict=True))
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(Server(application, environment | more))
            for name, (application, more) in SERVERS.items()
        }
        meters = {name: Meter(server.pids, backends) for name, server in servers.items()}
        for page, path in PAGES.items():
            left_out = {name for name, pages in NOT_ASKED.items() if page in pages}
            asked = {name: "/" if name == "floor" else path for name in servers if name not in left_out}
            figures[page] |= through_gunicorn(asked, servers, meters)
    for page, found in first_hits(environment, backends).items():
        figures[page]["first hit"] = found
    table(size, figures)
    return figures


def in_process(environment):
    """Return {page: [ms, kB, queries] or None} of the pages without a server."""
    command = [sys.executable, "-m", "tests.pages_benchmark.in_process", *PAGES.values()]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)  # noqa: S603
    found = json.loads(done.stdout)
    return {page: found[path] for page, path in PAGES.items()}


def through_gunicorn(asked, servers, meters):
    """Return {server: ms for each request, or "fails"} for {server: path}; the servers take turns, so that noise meets all."""
    numbers, times = {}, {name: [] for name in asked}
    for name, path in asked.items():
        try:
            servers[name].ask(path, 2 * CONNECTIONS)
            start = time.perf_counter()
            servers[name].ask(path, CONNECTIONS)
            each = (time.perf_counter() - start) / CONNECTIONS
            numbers[name] = max(FEWEST, min(MOST, int(SECONDS / each)))
        except Failed:
            times[name] = None
    for _ in range(ROUNDS):
        for name, number in numbers.items():
            meters[name].read()
            servers[name].ask(asked[name], number)
            times[name].append(meters[name].read() / number)
    return {name: "fails" if found is None else statistics.median(found) for name, found in times.items()}


def first_hits(environment, backends):
    """Return {page: ms} of a worker's first answer with a page that others have put into the shared store."""
    times = {page: [] for page in PAGES if page not in NOT_ASKED["cached"]}
    application, more = SERVERS["cached"]
    for _ in range(STARTS):
        with Server(application, environment | more, workers=1) as server:
            for _ in range(2):
                server.get(FIRST_PAGE)
            meter = Meter(server.pids, backends)
            for page in times:
                try:
                    meter.read()
                    server.get(PAGES[page])
                    times[page].append(meter.read())
                except Failed:
                    continue
    return {page: statistics.median(found) if found else "fails" for page, found in times.items()}


def table(size, figures):
    """Print one size's figures, in milliseconds, with their ratios to the floor and to plain Django."""
    _print(f"\n{f'{size:,} records' if size else 'The starter content'}\n")
    _row(
        "page",
        "kB",
        "queries",
        "in process",
        "rendered",
        "first hit",
        "cached",
        "floor",
        "plain",
        "rendered/plain",
        "cached/floor",
    )
    _row(*["---"] + ["---:"] * 10)
    for page, found in figures.items():
        _row(
            page,
            f"{found['kB']:,.0f}",
            found["queries"],
            *(
                _ms(found.get(name))
                for name in ("in process", "rendered", "first hit", "cached", "floor", "plain")
            ),
            _ratio(found["rendered"], found.get("plain")),
            _ratio(found.get("cached"), found["floor"]),
        )


def growth(small, large, size):
    """Print by how much each page costs more with `size` records than with the fewest."""
    _print(f"\nTimes as much with {size:,} records\n")
    _row("page", "rendered", "plain", "kB")
    _row("---", "---:", "---:", "---:")
    for page in PAGES:
        _row(
            page,
            *(_ratio(large[page].get(name), small[page].get(name)) for name in ("rendered", "plain", "kB")),
        )


def _ms(value):
    return f"{value:,.2f}" if isinstance(value, float) else value or "–"


def _ratio(one, other):
    return f"{one / other:.2f}" if isinstance(one, float) and isinstance(other, float) and other else "–"


def _row(*cells):
    _print("| " + " | ".join(str(cell) for cell in cells) + " |")


def _print(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
