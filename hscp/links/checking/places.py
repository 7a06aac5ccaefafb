"""Where an address leads: a host on the public internet and a port of the web, or a reason not to go there.

An address is read once, and what was read is what is asked for, so that no second reading can differ from the first.
"""

import asyncio
import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
from django.core.exceptions import ValidationError

from hscp.links.addresses import host_as_ip, refuse_private_host
from hscp.links.checking.answers import NotReached, Trouble
from hscp.links.checking.pacing import AT_ONCE
from hscp.links.networks import is_public_ip

WEB_PORTS = frozenset({80, 443})
DNS_SECONDS = 10
# A name server that does not answer holds a thread for longer than we wait for it. The others must not wait for that thread.
_LOOK_UPS = ThreadPoolExecutor(max_workers=3 * AT_ONCE, thread_name_prefix="look-up")


def place_of(address, ports=WEB_PORTS):
    """Return the httpx.URL of a web `address` (str) that may be asked for. Raises NotReached."""
    try:
        url = httpx.URL(address)
        host = url.raw_host.decode("ascii").strip("[]").rstrip(".")
    except (httpx.InvalidURL, ValueError) as error:
        raise NotReached(Trouble.NO_ADDRESS) from error
    if url.scheme not in ("http", "https") or not host or "%" in host:
        raise NotReached(Trouble.NO_ADDRESS)
    if url.userinfo or "@" in url.netloc.decode("ascii"):
        raise NotReached(Trouble.NO_ADDRESS)
    if (url.port or {"http": 80, "https": 443}[url.scheme]) not in ports:
        raise NotReached(Trouble.PRIVATE_HOST)
    try:
        refuse_private_host(host)
    except ValidationError as error:
        raise NotReached(Trouble.PRIVATE_HOST) from error
    ip = host_as_ip(host)
    # Numbers that browsers read as an IPv4 address (octal, hexadecimal, short forms) are only written to hide one.
    if ip is not None and ip.version == 4 and str(ip) != host:
        raise NotReached(Trouble.PRIVATE_HOST)
    return url


async def public_ips(url, resolve):
    """Return the IP addresses (list of str, IPv4 first) of the host of `url`. Raises NotReached.

    `resolve` is `look_up` or what takes its place. If one of the addresses is not public, none is returned.
    """
    host = url.raw_host.decode("ascii").strip("[]").rstrip(".")
    ip = host_as_ip(host)
    if ip is not None:
        found = [str(ip)]
    else:
        try:
            async with asyncio.timeout(DNS_SECONDS):
                found = await resolve(host)
        except (OSError, UnicodeError) as error:  # also TimeoutError
            raise NotReached(Trouble.NO_HOST) from error
    ips = sorted({ipaddress.ip_address(each) for each in found}, key=lambda each: (each.version, each))
    if not ips:
        raise NotReached(Trouble.NO_HOST)
    if not all(map(is_public_ip, ips)):
        raise NotReached(Trouble.PRIVATE_NETWORK)
    return [str(each) for each in ips]


async def look_up(host):
    """Return the IP addresses (list of str) that the system's resolver has for `host`. Raises OSError."""
    asked = partial(socket.getaddrinfo, host, None, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_LOOK_UPS, asked)
    return [address[0] for *_, address in found]
