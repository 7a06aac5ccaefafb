"""How the check spares the sites: one request at a time for each host, with a pause after it, and not too many hosts at once."""

import asyncio
import time
from collections import defaultdict
from contextlib import asynccontextmanager

from hscp.links.checking.answers import NotReached, Trouble

PAUSE = 1.0  # seconds after each request to a host
LONGEST_PAUSE = 10.0  # seconds, whatever a site asks for between requests
LONGEST_WAIT = 30.0  # seconds for which one run waits when a site asks to come back later
AT_ONCE = 20


class Pacer:
    """Gives turns to ask a host. `clock` gives the time in seconds and `sleep` waits for some, as asyncio's does."""

    def __init__(self, *, pause=PAUSE, at_once=AT_ONCE, clock=time.monotonic, sleep=asyncio.sleep):
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._slots = asyncio.Semaphore(at_once)
        self._locks = defaultdict(asyncio.Lock)
        self._free_at = {}
        self._pauses = {}
        self._closed = set()

    @asynccontextmanager
    async def turn(self, host):
        """Hold the turn to ask `host` once. Raises NotReached where the host has asked for longer than this run waits."""
        async with self._locks[host]:
            if host in self._closed:
                raise NotReached(Trouble.WAITING)
            wait = self._free_at.get(host, 0) - self._clock()
            if wait > 0:
                await self._sleep(wait)
            async with self._slots:
                try:
                    yield
                finally:
                    pause = self._pauses.get(host, self._pause)
                    self._free_at[host] = max(self._free_at.get(host, 0), self._clock() + pause)

    def slow_down(self, host, seconds):
        """Leave so many `seconds` between requests to `host`, within reason, as its robots.txt asks."""
        self._pauses[host] = min(max(seconds, self._pause), LONGEST_PAUSE)

    def wait(self, host, seconds):
        """Ask `host` nothing for `seconds`. Return whether it may be asked again in this run."""
        if seconds > LONGEST_WAIT:
            self._closed.add(host)
            return False
        self._free_at[host] = max(self._free_at.get(host, 0), self._clock() + seconds)
        return True
