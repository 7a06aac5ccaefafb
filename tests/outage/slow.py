"""A database behind a slow, a mute and a broken network: T14."""

import time

from tests.outage.away import until_normal
from tests.outage.proxy import Proxy
from tests.outage.readers import figures, get, read
from tests.outage.words import say

SECONDS, RATE = 20, 30
DEAR = (
    "/brochure/",
    "/training/dates/",
    "/training/calendar/",
    "/resources/",
    "/contacts/",
    "/themes/domestic-abuse/",
)
SEARCHES = ("/search/?q=neglect", "/search/?q=who+do+i+call+about+neglect")


def measure(bench):
    """Print what readers get, with pages that were seen and with a change of the content; and how many round trips a page takes."""
    proxy = Proxy(bench.database.port)
    with bench.server(port_of_database=proxy.port) as server:
        paths = bench.public_pages(server)
        for round_trip in (0.2, 2.0):
            proxy.round_trip = round_trip
            time.sleep(6)
            say(f"+{1000 * round_trip:.0f} ms: {figures(read(server.port, paths, SECONDS, RATE))}")
            bench.touch_content(server, wait=False)
            say(f"  after a change: {figures(read(server.port, paths, SECONDS, RATE))}")
            say(f"  dear pages: {_each(server, DEAR)}")
            say(f"  searches: {_each(server, SEARCHES)}")
            proxy.round_trip = 0.0
            say(f"  normal {until_normal(server.port, paths):.1f} s after it is fast again")
        proxy.is_mute = True
        say(f"Mute: {figures(read(server.port, paths, SECONDS, RATE))}")
        proxy.is_mute = False
        say(f"  normal after {until_normal(server.port, paths):.1f} s")
        proxy.reset()
        say(f"All connections reset: {figures(read(server.port, paths, 5, RATE))}")
        bench.touch_content(server)
        say(
            f"Round trips of one request, once a second and for a page nobody has seen: {_trips(server, proxy)}"
        )
    with bench.server(port_of_database=proxy.port, copies=False) as server:
        proxy.round_trip = 0.2
        time.sleep(4)
        say(f"+200 ms, a host that has shown nothing: {figures(read(server.port, paths, SECONDS, RATE / 6))}")


def _each(server, paths):
    found = []
    for path in paths:
        status, took, _, _ = get(server.port, path)
        found.append(f"{path} {status} in {1000 * took:.0f} ms")
    return ", ".join(found)


def _trips(server, proxy):
    found = []
    for path in ("/", *DEAR, *SEARCHES):
        for _ in range(3):
            get(server.port, path)
        time.sleep(1.1)
        before = proxy.questions
        get(server.port, path)
        found.append(f"{path} {proxy.questions - before}")
    return ", ".join(found)
