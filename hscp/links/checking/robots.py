"""What sites ask of automatic visitors in their robots.txt, read once a run for each."""

import asyncio
from urllib.robotparser import RobotFileParser


class Robots:
    """Says which addresses may be asked for by `user_agent`.

    `read` is a coroutine function that gives the text of the file for an httpx.URL, "" where there is none: then everything
    is allowed. The Pacer is told what pause a site asks for.
    """

    def __init__(self, user_agent, pacer, read):
        self._user_agent = user_agent
        self._pacer = pacer
        self._read = read
        self._files = {}

    async def allow(self, url):
        """Return whether `url` (httpx.URL) may be asked for."""
        site = (url.scheme, url.netloc)
        if site not in self._files:
            self._files[site] = asyncio.ensure_future(self._parsed(url))
        return (await self._files[site]).can_fetch(self._user_agent, str(url))

    async def _parsed(self, url):
        rules = RobotFileParser()
        try:
            rules.parse((await self._read(url)).removeprefix("\ufeff").splitlines())
        except ValueError:  # the parser reads some numbers and addresses carelessly
            rules.parse([])
        if delay := rules.crawl_delay(self._user_agent):
            self._pacer.slow_down(url.host, float(delay))
        return rules
