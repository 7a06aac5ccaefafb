"""How the check spares the sites, by a clock of its own."""

import asyncio

import pytest

from hscp.links.checking.answers import NotReached, Trouble
from hscp.links.checking.fetching import Fetcher
from hscp.links.checking.pacing import LONGEST_PAUSE, LONGEST_WAIT, Pacer
from tests.links.checking.conftest import AGENT, fetch
from tests.links.checking.hostile_site import ToTheLocalServer, answer, page, public, redirect


class Clock:
    """A clock that goes on only while somebody sleeps; `slept` has how long each did."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.slept.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pacer(clock):
    return Pacer(pause=1, clock=clock, sleep=clock.sleep)


def test_there_is_a_pause_after_each_request_to_a_host(serve, pacer, clock):
    site = serve({"/1": page("One"), "/2": page("Two")})

    fetch(site, "http://a.example.org/1", "http://a.example.org/2", pacer=pacer)

    # robots.txt, then the two pages.
    assert clock.slept == [1, 1]


def test_another_host_is_not_waited_for(serve, pacer, clock):
    site = serve({"/1": page("One")})

    fetch(site, "http://a.example.org/1", "http://b.example.org/1", pacer=pacer)

    assert clock.slept == [1, 1]  # each host's page waits for its own robots.txt


def test_a_redirect_waits_as_well(serve, pacer, clock):
    site = serve({"/1": redirect("/2"), "/2": page("Two")})

    fetch(site, "http://a.example.org/1", pacer=pacer)

    assert clock.slept == [1, 1]


def test_one_host_is_asked_for_one_thing_at_a_time(serve):
    async def at_leisure(writer):
        await asyncio.sleep(0.02)
        writer.write(page("Page"))

    site = serve({f"/{number}": lambda **_: at_leisure for number in range(10)})

    async def run():

        fetcher = Fetcher(AGENT, resolve=public, transport=ToTheLocalServer(site), pacer=Pacer(pause=0))
        await asyncio.gather(*(fetcher.fetch(f"http://a.example.org/{number}") for number in range(10)))

    asyncio.run(run())

    assert site.most_at_once == {"a.example.org": 1}


def test_no_more_hosts_are_asked_at_once_than_are_allowed():
    inside = []

    async def run():
        pacer = Pacer(pause=0, at_once=3)

        async def ask(host):
            async with pacer.turn(host):
                inside.append(1)
                most.append(len(inside))
                await asyncio.sleep(0)
                inside.pop()

        most = []
        await asyncio.gather(*(ask(f"host{number}") for number in range(20)))
        return max(most)

    assert asyncio.run(run()) == 3


def test_a_site_may_ask_for_longer_pauses(serve, pacer, clock):
    robots = answer(b"User-agent: *\nCrawl-delay: 4", Content_Type="text/plain")
    site = serve({"/robots.txt": robots, "/1": page("One"), "/2": page("Two")})

    fetch(site, "http://a.example.org/1", "http://a.example.org/2", pacer=pacer)

    assert clock.slept == [1, 4]


def test_no_site_can_ask_for_pauses_of_a_day(serve, pacer, clock):
    robots = answer(b"User-agent: *\nCrawl-delay: 86400", Content_Type="text/plain")
    site = serve({"/robots.txt": robots, "/1": page("One"), "/2": page("Two")})

    fetch(site, "http://a.example.org/1", "http://a.example.org/2", pacer=pacer)

    assert clock.slept == [1, LONGEST_PAUSE]


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_site_that_asks_to_wait_is_asked_once_more_after_that(serve, pacer, clock, status):
    asked = []

    def busy(**_):
        asked.append(1)
        return answer(status=status, Retry_After="20") if len(asked) == 1 else page("Page")

    [found] = fetch(serve({"/1": busy}), "http://a.example.org/1", pacer=pacer)

    assert (found.status, len(asked), clock.slept) == (200, 2, [1, 20])


def test_a_site_that_asks_to_wait_again_is_left(serve, pacer):
    site = serve({"/1": answer(status="429 Too Many Requests", Retry_After="20")})

    [found] = fetch(site, "http://a.example.org/1", pacer=pacer)

    assert (found.status, site.requests["GET a.example.org/1"]) == (429, 2)


def test_a_site_that_asks_to_come_back_much_later_is_asked_nothing_more_in_this_run(serve, pacer, clock):
    busy = answer(status="429 Too Many Requests", Retry_After=str(int(LONGEST_WAIT) + 1))
    site = serve({"/1": busy, "/2": page("Two")})

    first, second, other = fetch(
        site, "http://a.example.org/1", "http://a.example.org/2", "http://b.example.org/2", pacer=pacer
    )

    assert (first.status, second.trouble, other.status) == (429, Trouble.WAITING, 200)
    assert site.requests["GET a.example.org/2"] == 0


def test_a_host_that_is_left_has_no_turn():
    pacer = Pacer()
    pacer.wait("a", LONGEST_WAIT + 1)

    async def run():
        async with pacer.turn("a"):
            pass

    with pytest.raises(NotReached):
        asyncio.run(run())
