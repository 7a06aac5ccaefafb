import asyncio

import pytest

from hscp.links.checking.fetching import Fetcher, Limits
from hscp.links.checking.pacing import Pacer
from tests.links.checking.hostile_site import HostileSite, ToTheLocalServer, public

AGENT = "HSCP-link-check/1.0 (+https://portal.example.org)"


@pytest.fixture
def serve():
    """Return a function that starts a HostileSite with these answers, {path: answer}."""
    sites = []

    def start(answers=None):
        sites.append(HostileSite(answers or {}))
        return sites[-1]

    yield start
    for each in sites:
        each.close()


def fetch(site, *addresses, resolve=public, transport=None, pacer=None, limits=None, **options):
    """Return the Answers of `addresses`, all of which lead to `site`."""

    async def run():
        fetcher = Fetcher(
            AGENT,
            resolve=resolve,
            transport=transport or ToTheLocalServer(site, resolve),
            pacer=pacer or Pacer(pause=0),
            limits=limits or Limits(seconds=5),
        )
        return [await fetcher.fetch(each, **options) for each in addresses]

    return asyncio.run(run())
