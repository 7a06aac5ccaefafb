"""nginx and Caddy as we ship them, each in front of something that keeps what arrives."""

import re
import socket
import ssl
from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from hscp.privacy import log_masking
from hscp.web.body_limit import MOST_BYTES
from tests.proxy.servers import DEPLOY, HOST, Caddy, Nginx, free_port, read_answer
from tests.proxy.upstream import Upstream

HASHED = "css/portal.0123456789ab.css"


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(
            each, id=each.__name__, marks=pytest.mark.skipif(not each.program, reason="not installed")
        )
        for each in (Nginx, Caddy)
    ],
)
def portal(request, tmp_path_factory):
    """Return a `proxy`, the `upstream` that it has, and `away`, a proxy of the same kind whose portal is away."""
    upstream = Upstream()
    proxy = request.param(tmp_path_factory.mktemp("proxy"), upstream.port)
    away = request.param(tmp_path_factory.mktemp("away"), free_port())
    for each in (proxy, away):
        (each.files / "unavailable.html").write_text("call 999")
        (each.files / "too-large.html").write_text("make it smaller")
        (each.files / "static" / "css").mkdir()
        (each.files / "static" / HASHED).write_text("body {}")
        (each.files / "mirror" / "themes" / "neglect").mkdir(parents=True)
        (each.files / "mirror" / "index.html").write_text("home of the mirror")
        (each.files / "mirror" / "themes" / "neglect" / "index.html").write_text("neglect in the mirror")
    yield SimpleNamespace(proxy=proxy, away=away, upstream=upstream)
    proxy.stop()
    away.stop()
    upstream.stop()


def test_what_a_client_says_of_itself_is_not_passed_on(portal):
    forged = [
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "http"),
        ("X-Forwarded-Port", "81"),
        ("Forwarded", "for=203.0.113.9"),
        ("X-Real-IP", "203.0.113.9"),
        ("Cookie", "council_analytics=1"),
    ]

    assert portal.proxy.ask("/themes/", headers=forged)[0] == 200

    seen = portal.upstream.seen[-1][2]
    names = [name.lower() for name, _ in forged]
    assert {name: seen.get(name) for name in ["host", *names]} == {
        "host": HOST,
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": None,
        "x-forwarded-proto": "https",
        "x-forwarded-port": None,
        "forwarded": None,
        "x-real-ip": None,
        "cookie": None,
    }


def test_the_proxy_numbers_each_request_itself(portal):
    for _ in range(2):
        portal.proxy.ask("/themes/", headers=[("X-Request-ID", "chosen-by-a-client")])

    numbers = [seen[2]["x-request-id"] for seen in portal.upstream.seen[-2:]]
    assert "chosen-by-a-client" not in numbers
    assert len(set(numbers)) == 2


def test_the_portals_own_cookies_are_passed_on(portal):
    portal.proxy.ask("/admin/", headers=[("Cookie", "other=1; __Host-sessionid=s; __Secure-booking=b")])

    assert "__Host-sessionid=s; __Secure-booking=b" in portal.upstream.seen[-1][2]["cookie"]


def test_a_name_that_is_not_ours_is_refused(portal):
    before = len(portal.upstream.seen)

    assert portal.proxy.ask("/", host="evil.example")[0] in {0, 403, 421}
    with pytest.raises(ssl.SSLError):
        portal.proxy.connect(server_name="evil.example")
    assert len(portal.upstream.seen) == before


def test_plain_http_leads_to_https(portal):
    with socket.create_connection(("127.0.0.1", portal.proxy.http), timeout=5) as connection:
        connection.sendall(f"GET /themes/?q=a HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        status, headers, _ = read_answer(connection)

    assert status in {301, 308}
    assert headers["location"][0].startswith(f"https://{HOST}")


def test_a_request_that_says_it_is_too_large_never_arrives(portal):
    before = len(portal.upstream.seen)

    status, _, body = portal.proxy.ask("/booking/", "POST", [("Content-Length", str(300 * 1024**2))])

    assert (status, body) == (413, b"make it smaller")
    assert len(portal.upstream.seen) == before


def test_a_body_without_a_length_that_is_too_large_never_arrives(portal):
    piece = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"

    with portal.proxy.connect() as connection:
        connection.sendall(
            f"POST /booking/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n"
            "Transfer-Encoding: chunked\r\n\r\n".encode()
        )
        try:
            for _ in range(MOST_BYTES // 0x100000 + 2):
                connection.sendall(piece)
            connection.sendall(b"0\r\n\r\n")
        except OSError:
            pass
        status = read_answer(connection)[0]

    # Caddy passes on that there is such a request; the portal does not read it.
    assert status in {0, 411, 413, 503}
    assert max(length for *_, length in portal.upstream.seen) < 1024


def test_a_slow_body_reaches_the_portal_only_when_it_is_whole(portal):
    before = len(portal.upstream.begun)
    head = f"POST /slow/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\nContent-Length: 5\r\n\r\na"
    with ExitStack() as stack:
        slow = [stack.enter_context(portal.proxy.connect()) for _ in range(30)]
        for connection in slow:
            connection.sendall(head.encode())

        assert portal.proxy.ask("/themes/")[0] == 200
        assert portal.upstream.begun[before:] == ["/themes/"]
        slow[0].sendall(b"bcde")
        assert read_answer(slow[0])[0] == 200
        assert portal.upstream.seen[-1][1::2] == ("/slow/", 5)


def test_figures_are_not_for_outside(portal):
    before = len(portal.upstream.seen)

    assert [portal.proxy.ask(path)[0] for path in ("/metrics", "/metrics/")] == [404, 404]
    assert len(portal.upstream.seen) == before


@pytest.mark.parametrize("path", ["/themes/", f"/static/{HASHED}", "/static/none.css"])
def test_each_header_is_sent_once(portal, path):
    _, headers, _ = portal.proxy.ask(path)

    for name in (
        "strict-transport-security",
        "content-security-policy",
        "x-content-type-options",
        "cache-control",
    ):
        assert (name, len(headers[name])) == (name, 1)


def test_static_files_are_served_beside_the_portal_and_kept_for_long(portal):
    before = len(portal.upstream.seen)

    status, headers, body = portal.proxy.ask(f"/static/{HASHED}")

    assert (status, body) == (200, b"body {}")
    assert headers["cache-control"] == ["public, max-age=31536000, immutable"]
    assert len(portal.upstream.seen) == before
    assert portal.proxy.ask("/static/new.css")[2] == b"the portal"


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/themes/neglect/?page=2", 200, b"neglect in the mirror"),
        ("GET", "/", 200, b"home of the mirror"),
        ("HEAD", "/themes/neglect/", 200, b""),
        ("GET", "/search/", 503, b"call 999"),
        ("POST", "/themes/neglect/", 503, b"call 999"),
        ("GET", "/static/none.css", 502, None),
    ],
)
def test_while_the_portal_is_away_readers_get_the_mirror_or_the_emergency_numbers(
    portal, method, path, status, body
):
    got, headers, page = portal.away.ask(path, method, body=b"a=b" if method == "POST" else b"")

    if body is None:
        assert got in {502, 503}
    else:
        assert (got, page) == (status, body)
        assert headers["cache-control"] == ["no-store"]
        assert ("retry-after" in headers) == (status == 503)


def test_the_log_has_no_search_words_tokens_or_answers(portal):
    for canary in ("canary-one", "canary%2Dtwo", "canary3canary3canary3"):
        for path in (
            f"/search/?q={canary}",
            f"/booking/{canary}/",
            f"/%62ooking/{canary}/",
            f"/training/my-record/{canary}/",
            f"/contacts/find/{canary}/",
            f"/admin/reset/{canary}/?next={canary}",
        ):
            for proxy in (portal.proxy, portal.away):
                assert proxy.ask(path, headers=[("Referer", f"https://x/{canary}"), ("User-Agent", canary)])[
                    0
                ]
    page = portal.away.files / "unavailable.html"
    page.rename(page.with_suffix(".aside"))
    # Also where the answer to a failure fails.
    portal.away.ask("/search/?q=canary")
    page.with_suffix(".aside").rename(page)
    portal.proxy.ask("/training/seen-in-the-log/")

    log = portal.proxy.log_once("/training/seen-in-the-log/") + portal.away.log
    assert "/booking/…" in log
    assert "canary" not in log


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_both_mask_what_the_portals_own_log_masks(name):
    [masked] = re.findall(r"\?:(booking[\w|-]+)\)", (DEPLOY / name).read_text())

    own = re.search(r"\(\?:([\w|-]+)\)", log_masking._TOKEN.pattern)[1]
    assert masked.split("|") == [*own.split("|"), "find"]
