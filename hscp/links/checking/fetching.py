"""Asking for addresses, politely, and never at a host that is not on the public internet.

The host is looked up here, every IP address it has must be public, and the connection is made to the very one that was looked at:
what the name leads to a moment later does not matter. Each redirect goes through the same. Neither cookies nor proxies nor
passwords of the environment are used, and no connection is used twice. What a site sends is limited in time and size.
"""

import asyncio
import re
import ssl
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

import certifi
import httpx
from django.utils.http import parse_http_date_safe

from hscp.links.checking.answers import Answer, NotReached, Trouble
from hscp.links.checking.pacing import Pacer
from hscp.links.checking.places import WEB_PORTS, look_up, place_of, public_ips
from hscp.links.checking.robots import Robots

MOST_REDIRECTS = 5
_MOST_IPS = 3  # of a host that are tried
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_ASKING_TO_WAIT = {429, 503}
_HEAD_IS_NO_ANSWER = 400  # from this status on, a page is asked for before anything is said of it
_CHARSET = re.compile(r"charset=[\"']?([\w-]{1,20})", re.IGNORECASE)


@dataclass(frozen=True)
class Limits:
    """The most that one request may take: seconds to connect, seconds in all, bytes that are read, bytes unpacked.

    Headers of more than 100 kB are refused by the HTTP library.
    """

    connect_seconds: float = 8
    seconds: float = 20
    bytes_read: int = 500_000
    bytes_unpacked: int = 1_000_000


class Fetcher:
    """Asks for addresses. Make one for each run, inside its event loop.

    `user_agent` names the site. `resolve` (as `look_up`), `transport` (of httpx), `ports`, `pacer` and `limits` are given by tests.
    """

    def __init__(
        self, user_agent, *, resolve=look_up, transport=None, ports=WEB_PORTS, pacer=None, limits=None
    ):
        self._user_agent = user_agent
        self._resolve = resolve
        self._ports = ports
        self._pacer = pacer or Pacer()
        self._limits = limits or Limits()
        self._robots = Robots(user_agent, self._pacer, self._robots_file)
        self._given_transport = transport

    @cached_property
    def _transport(self):
        if self._given_transport is not None:
            return self._given_transport
        return httpx.AsyncHTTPTransport(
            verify=ssl.create_default_context(cafile=certifi.where()),
            # A connection belongs to a name, which the library does not know: it connects to an IP address.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def fetch(self, address, *, head_first=False, etag="", last_modified=""):
        """Return the Answer of `address` (str) after redirects.

        With `head_first` its headers alone are asked for, and the page only where they do not say enough. `etag` and
        `last_modified`, of an earlier answer, let the site answer 304 where nothing has changed.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in conditions.items() if value}
        if head_first:
            answer = await self._follow("HEAD", address, conditions)
            if not _needs_page(answer):
                return answer
        return await self._follow("GET", address, conditions)

    async def _follow(self, method, address, conditions, *, ask_robots=True):
        """Return the Answer of `address` after at most MOST_REDIRECTS redirects."""
        permanent, only_permanent, seconds = "", True, 0.0
        answer = Answer(address)
        for redirects in range(MOST_REDIRECTS + 1):
            so_far = {"permanent": permanent, "redirects": redirects}
            try:
                url = place_of(address, self._ports)
                if ask_robots and not await self._robots.allow(url):
                    raise NotReached(Trouble.ROBOTS)
                answer, location = await self._ask_patiently(method, url, conditions if not redirects else {})
            except NotReached as error:
                return Answer(address, trouble=error.trouble, detail=error.detail, seconds=seconds, **so_far)
            seconds += answer.seconds
            answer = replace(answer, seconds=seconds, **so_far)
            if not location:
                return answer
            try:
                address = str(url.join(location))
            except (httpx.InvalidURL, ValueError):
                return replace(answer, status=None, trouble=Trouble.NO_ADDRESS)
            only_permanent = only_permanent and answer.status in _PERMANENT
            permanent = address if only_permanent else permanent
        return replace(answer, status=None, trouble=Trouble.TOO_MANY_REDIRECTS)

    async def _ask_patiently(self, method, url, conditions):
        """Ask once, and once more where the site asks to wait for no longer than a run does."""
        for is_last in (False, True):
            async with self._pacer.turn(url.host):
                answer, headers = await self._ask(method, url, conditions)
            seconds = _retry_after(headers) if answer.status in _ASKING_TO_WAIT else None
            if seconds is None or is_last or not self._pacer.wait(url.host, seconds):
                break
        return answer, headers.get("location", "") if answer.status in _REDIRECTS else ""

    async def _ask(self, method, url, conditions):
        """Return the Answer of one request, and its headers."""
        started = time.monotonic()
        response, body, is_late = None, bytearray(), False
        ips = await public_ips(url, self._resolve)
        try:
            async with asyncio.timeout(self._limits.seconds):
                response = await self._connected(method, url, ips, conditions)
                answer = _from_headers(str(url), response)
                if method == "GET" and answer.status != 304 and is_text(answer):
                    await self._read_into(body, response)
        except (TimeoutError, httpx.TimeoutException) as error:
            if response is None:
                raise NotReached(Trouble.TOO_LATE) from error
            is_late = True
        except (httpx.TransportError, ssl.SSLError, OSError) as error:
            if response is None:
                raise _not_reached(error) from error
            # What was read before the connection broke is what readers see, too.
        finally:
            if response is not None:
                with suppress(httpx.TransportError, OSError):
                    await response.aclose()
        seconds = time.monotonic() - started
        body = bytes(body) if _unpacking(response) else None
        return replace(answer, body=body, is_late=is_late, seconds=seconds), response.headers

    async def _connected(self, method, url, ips, conditions):
        """Return the response of the first of `ips` that can be connected to."""
        for number, ip in enumerate(ips[:_MOST_IPS], start=1):
            try:
                return await self._transport.handle_async_request(self._request(method, url, ip, conditions))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if number == len(ips[:_MOST_IPS]) or _tls_error(error):
                    raise
        return None

    def _request(self, method, url, ip, conditions):
        """Return the request for `url` that goes to the address `ip`, for the host's own name and certificate."""
        host = url.raw_host.decode("ascii")
        headers = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": self._user_agent,
            "Accept": "text/html, application/xhtml+xml, */*;q=0.8",
            "Accept-Language": "en-GB, en;q=0.8",
            "Accept-Encoding": "gzip",
        }
        timeouts = httpx.Timeout(self._limits.seconds, connect=self._limits.connect_seconds)
        return httpx.Request(
            method,
            url.copy_with(host=ip, fragment=None),
            headers=headers | conditions,
            extensions={"sni_hostname": host.strip("[]").rstrip("."), "timeout": timeouts.as_dict()},
        )

    async def _read_into(self, body, response):
        """Add the start of the response to `body` (bytearray), as much as the limits allow."""
        if (unpack := _unpacking(response)) is None:
            return
        read = 0
        async for chunk in response.aiter_raw():
            read += len(chunk)
            most = self._limits.bytes_unpacked - len(body)  # never 0, which would mean no limit
            try:
                body += unpack(chunk, most)
            except zlib.error:
                return
            if read >= self._limits.bytes_read or len(body) >= self._limits.bytes_unpacked:
                return

    async def _robots_file(self, url):
        """Return the text of the robots.txt of the site of `url`, "" where there is none to be had."""
        address = str(url.copy_with(raw_path=b"/robots.txt", fragment=None))
        answer = await self._follow("GET", address, {}, ask_robots=False)
        return (answer.body or b"").decode("utf-8", "replace") if answer.status == 200 else ""


def _unpacking(response):
    """Return a function that unpacks a chunk (bytes) of the response to so many bytes at most; None if nobody here can."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        return lambda chunk, most: chunk[:most]
    # Nothing else is asked for.
    return zlib.decompressobj(wbits=47).decompress if encoding in ("gzip", "x-gzip", "deflate") else None


def is_text(answer):
    """Return whether an Answer has words to be read: a page, or a type that it does not name."""
    return answer.content_type in ("", "application/xhtml+xml") or answer.content_type.startswith("text/")


def _needs_page(answer):
    """Return whether the Answer to a HEAD is too little to say anything of the address."""
    if answer.status is None:
        return answer.trouble in (Trouble.NOT_HTTP, Trouble.TOO_LATE, Trouble.NO_CONNECTION)
    if answer.status in _ASKING_TO_WAIT or answer.status == 304:
        return False
    return answer.status >= _HEAD_IS_NO_ANSWER or is_text(answer)


def _from_headers(address, response):
    """Return the Answer of a response whose body is not read yet."""
    headers = response.headers
    return Answer(
        address,
        status=response.status_code,
        content_type=headers.get("content-type", "").partition(";")[0].strip().lower(),
        charset=found[1].lower() if (found := _CHARSET.search(headers.get("content-type", ""))) else "",
        is_challenge=headers.get("cf-mitigated") == "challenge",
        etag=_kept(headers.get("etag", "")),
        last_modified=_kept(headers.get("last-modified", "")),
    )


def _kept(header):
    """Return a header's value that is sent back at the next check; "" if it is odd."""
    return header if len(header) <= 200 and header.isascii() and header.isprintable() else ""


def _retry_after(headers):
    """Return the seconds that a site asks to wait, None if it does not say."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal() and text.isascii():
        return float(text[:9])
    moment = parse_http_date_safe(text)
    return None if moment is None else max(0.0, moment - datetime.now(UTC).timestamp())


def _not_reached(error):
    """Return the NotReached of an error of the connection."""
    tls = _tls_error(error)
    if isinstance(tls, ssl.SSLCertVerificationError):
        return NotReached(Trouble.CERTIFICATE, tls.verify_message)
    if tls:
        return NotReached(Trouble.NO_SECURE_CONNECTION)
    if isinstance(error, httpx.ProtocolError):
        return NotReached(Trouble.NOT_HTTP)
    return NotReached(Trouble.NO_CONNECTION)


def _tls_error(error):
    """Return the error of TLS that is behind `error`, or None."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error
