"""A local server that plays many web sites, good and bad ones, and the transport that leads every address to it.

Nothing here loosens what is tested: the fetcher looks up names with the resolver given to it, checks every IP address, and
connects to that address. `ToTheLocalServer` notes the address and passes the request to the local server.
"""

import asyncio
import contextlib
import gzip
import ssl
import threading
from collections import Counter
from pathlib import Path

import httpx

PUBLIC_IP = "93.184.215.14"
_AUTHORITIES = ssl.create_default_context()
SELF_SIGNED = Path(__file__).with_name("self_signed.pem")


def page(title, heading="", text="Some words.", status="200 OK", **headers):
    """Return a whole HTTP answer with a page."""
    body = f"<!doctype html><title>{title}</title><h1>{heading or title}</h1><p>{text}</p>".encode()
    return answer(body, status, **{"Content-Type": "text/html; charset=utf-8"} | headers)


def answer(body=b"", status="200 OK", **headers):
    """Return a whole HTTP answer. In names of headers, an underscore stands for a hyphen."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(to, status="302 Found"):
    return answer(status=status, Location=to)


class HostileSite:
    """Serves on 127.0.0.1 in a thread of its own, with and without TLS, until it is closed.

    `answers` is {path: bytes, or a function of the Seen request that gives bytes or a coroutine function of the writer}; `requests`
    is a Counter of "METHOD host/path"; `most_at_once` the most requests of one host at the same time; `connections` how many were
    made; `names` the hosts that were asked for by TLS. With `keeps_open` a connection serves any number of requests.
    """

    def __init__(self, answers):
        self.answers = answers
        self.requests = Counter()
        self.seen = []
        self.at_once = Counter()
        self.most_at_once = Counter()
        self.connections = 0
        self.keeps_open = False
        self.names = []
        self._writers = set()
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._started.wait()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(SELF_SIGNED)
        tls.sni_callback = lambda _, name, __: self.names.append(name)
        start = self._loop.run_until_complete
        servers = [
            start(asyncio.start_server(self._serve, "127.0.0.1", 0)),
            start(asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)),
            start(asyncio.start_server(self._cut_off, "127.0.0.1", 0)),
        ]
        self.port, self.tls_port, self.cut_off_port = (each.sockets[0].getsockname()[1] for each in servers)
        self._loop.set_exception_handler(lambda *_: None)  # clients that hang up are what is tested
        self._started.set()
        self._loop.run_forever()
        for each in servers:
            each.close()
        tasks = asyncio.all_tasks(self._loop)
        for each in tasks:
            each.cancel()
        start(asyncio.gather(*tasks, return_exceptions=True))
        for writer in self._writers:
            writer.transport.abort()
        start(asyncio.sleep(0.01))  # the connections are closed in the rounds to come
        self._loop.close()

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _serve(self, reader, writer):
        self._writers.add(writer)
        self.connections += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
            await self._request(reader, writer)
            while self.keeps_open:
                await self._request(reader, writer)
        with contextlib.suppress(OSError):
            writer.close()
            await writer.wait_closed()
        self._writers.discard(writer)

    async def _request(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        host = headers.get("host", "")
        self.requests[f"{method} {host}{path}"] += 1
        self.seen.append((method, host, path, headers))
        self.at_once[host] += 1
        self.most_at_once[host] = max(self.at_once[host], self.most_at_once[host])
        try:
            await self._answer(method, host, path, headers, writer)
        finally:
            self.at_once[host] -= 1

    async def _answer(self, method, host, path, headers, writer):
        plain = path.partition("?")[0]
        found = next(
            (self.answers[key] for key in (f"{host}{path}", path, plain) if key in self.answers), None
        )
        if callable(found):
            found = found(method=method, host=host, path=path, headers=headers)
        if found is None:
            found = page("Page not found", status="404 Not Found")
        if callable(found):
            await found(writer)
            return
        if method == "HEAD":
            found = found.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        writer.write(found)
        await writer.drain()

    async def _cut_off(self, reader, writer):
        """Send the start of a TLS handshake and hang up."""
        self._writers.add(writer)
        with contextlib.suppress(OSError):
            await reader.read(10_000)
            writer.write(b"\x16\x03\x03\x00\x7a\x02\x00\x00")
            await writer.drain()
            writer.close()


class ToTheLocalServer(httpx.AsyncBaseTransport):
    """Takes each request to the local server and notes the IP address that it was for, in `ips`.

    A request for a name would be looked up with `resolve` again, as a library does: `ips` has what it finds then.
    """

    def __init__(self, site, resolve=None):
        self._site = site
        self._resolve = resolve
        self._inner = httpx.AsyncHTTPTransport(
            verify=_AUTHORITIES, limits=httpx.Limits(max_connections=None, max_keepalive_connections=0)
        )
        self.ips = []

    async def handle_async_request(self, request):
        host = request.url.host
        if self._resolve and not host.replace(".", "").isdigit() and ":" not in host:
            host = (await self._resolve(host))[0]
        self.ips.append(host)
        port = self._site.port
        if request.url.scheme == "https":
            cut_off = request.headers["host"].startswith("cut-off")
            port = self._site.cut_off_port if cut_off else self._site.tls_port
        request.url = request.url.copy_with(host="127.0.0.1", port=port)
        return await self._inner.handle_async_request(request)


async def public(host):
    """A resolver for which every name is that of a public address."""
    return [PUBLIC_IP]


def slowly(start, piece, pause=0.05):
    """Return an answer that goes on for ever, a `piece` (bytes) at a time."""

    async def send(writer):
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return lambda **_: send


def bomb(megabytes):
    """Return a page of a few kilobytes that unpacks to so many megabytes."""
    body = gzip.compress(b"<title>Bomb</title>" + b"\0" * (megabytes * 1_000_000))
    return answer(body, Content_Type="text/html", Content_Encoding="gzip")
