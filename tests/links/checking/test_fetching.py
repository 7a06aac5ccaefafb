"""What is asked for and how much is read, whatever a site sends."""

import asyncio
import gzip
import socket
import threading
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from hscp.links.checking.answers import Trouble
from hscp.links.checking.fetching import Fetcher, Limits, _retry_after
from hscp.links.checking.places import look_up
from tests.links.checking.conftest import AGENT, fetch
from tests.links.checking.hostile_site import ToTheLocalServer, answer, bomb, page, public, redirect, slowly

HOST = "http://www.example.org"
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
QUICK = Limits(seconds=0.3)


def one(site, path, host=HOST, **options):
    [found] = fetch(site, host + path, **options)
    return found


def test_a_page_is_read(serve):
    site = serve({"/": page("Neglect toolkit", ETag='"1"', Last_Modified="Mon, 01 Nov 2027 10:00:00 GMT")})

    found = one(site, "/")

    assert (found.status, found.content_type, found.charset) == (200, "text/html", "utf-8")
    assert b"<h1>Neglect toolkit</h1>" in found.body
    assert (found.etag, found.last_modified) == ('"1"', "Mon, 01 Nov 2027 10:00:00 GMT")


def test_every_request_says_who_asks(serve):
    site = serve({"/": page("Home")})

    one(site, "/")

    assert {headers["user-agent"] for *_, headers in site.seen} == {AGENT}


def test_a_document_is_asked_for_its_headers_alone(serve):
    site = serve({"/guide.pdf": answer(b"%PDF-", Content_Type="application/pdf")})

    found = one(site, "/guide.pdf", head_first=True)

    assert (found.status, found.content_type) == (200, "application/pdf")
    assert [method for method, _, path, _ in site.seen if path == "/guide.pdf"] == ["HEAD"]


@pytest.mark.parametrize(
    "status", ["403 Forbidden", "404 Not Found", "405 Method Not Allowed", "501 Not Implemented"]
)
def test_a_site_that_refuses_to_answer_for_headers_is_asked_for_the_page(serve, status):
    def guide(method, **_):
        return answer(status=status) if method == "HEAD" else answer(b"%PDF-", Content_Type="application/pdf")

    found = one(serve({"/guide.pdf": guide}), "/guide.pdf", head_first=True)

    assert (found.status, found.content_type) == (200, "application/pdf")


def test_a_page_in_the_place_of_a_document_is_read(serve):
    found = one(serve({"/guide.pdf": page("We have moved")}), "/guide.pdf", head_first=True)

    assert b"We have moved" in found.body


def test_the_body_of_a_document_is_not_read(serve):
    """A large one would be read for nothing."""
    sent = slowly(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n", b"%" * 1000)

    found = one(serve({"/guide": sent}), "/guide")

    assert (found.status, found.body, found.is_late) == (200, b"", False)


def test_an_unchanged_page_is_not_sent_again(serve):
    def unchanged(headers, **_):
        same = headers.get("if-none-match") == '"1"' and headers.get("if-modified-since") == "yesterday"
        return answer(status="304 Not Modified") if same else page("Page")

    site = serve({"/page": unchanged, "/other": redirect("/page")})

    assert one(site, "/page", etag='"1"', last_modified="yesterday").status == 304
    assert one(site, "/page", head_first=True, etag='"1"', last_modified="yesterday").status == 304
    # What was sent for one address says nothing of another.
    assert one(site, "/other", etag='"1"', last_modified="yesterday").status == 200


@pytest.mark.parametrize("header", ["x" * 201, "\x7f", "é"])
def test_an_odd_etag_is_not_kept(serve, header):
    assert one(serve({"/": page("Page", ETag=header)}), "/").etag == ""


def test_redirects_are_followed_five_times(serve):
    site = serve(
        {f"/{number}": redirect(f"/{number + 1}") for number in range(10)}
        | {"/5": page("End"), "/6": page("6")}
    )

    assert (one(site, "/0").address, one(site, "/0").redirects) == (f"{HOST}/5", 5)


def test_redirects_without_end_are_left(serve):
    site = serve({"/a": redirect("/b"), "/b": redirect("/a")})

    assert one(site, "/a").trouble == Trouble.TOO_MANY_REDIRECTS
    assert sum(number for what, number in site.requests.items() if "robots" not in what) == 6


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [
        (["301 Moved", "308 Moved"], f"{HOST}/2"),
        (["301 Moved", "302 Found"], f"{HOST}/1"),
        (["302 Found", "301 Moved"], ""),
        (["307 Temporary", "303 See Other"], ""),
    ],
)
def test_only_permanent_redirects_from_the_start_are_a_new_address(serve, statuses, permanent):
    site = serve(
        {f"/{number}": redirect(f"/{number + 1}", status) for number, status in enumerate(statuses)}
        | {"/2": page("End")}
    )

    assert one(site, "/0").permanent == permanent


def test_a_redirect_without_an_address_is_the_answer(serve):
    assert one(serve({"/": answer(status="302 Found")}), "/").status == 302


def test_a_redirect_to_nonsense_is_no_address(serve):
    assert one(serve({"/": redirect("http://[nonsense")}), "/").trouble == Trouble.NO_ADDRESS


@pytest.mark.parametrize(
    ("pack", "encoding"), [(gzip.compress, "gzip"), (gzip.compress, "x-gzip"), (zlib.compress, "deflate")]
)
def test_packed_pages_are_unpacked(serve, pack, encoding):
    sent = answer(pack(b"<title>Packed</title>"), Content_Type="text/html", Content_Encoding=encoding)

    assert one(serve({"/": sent}), "/").body == b"<title>Packed</title>"


def test_a_bomb_is_unpacked_no_further_than_the_limit(serve):
    site = serve({"/": bomb(megabytes=200)})

    assert len(one(site, "/", limits=Limits(bytes_unpacked=50_000)).body) == 50_000


def test_what_claims_to_be_packed_and_is_not_is_no_error(serve):
    sent = answer(b"plain", Content_Type="text/html", Content_Encoding="gzip")

    found = one(serve({"/": sent}), "/")

    assert (found.status, found.body) == (200, b"")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_other_packings_are_not_read(serve, encoding):
    sent = answer(b"?", Content_Type="text/html", Content_Encoding=encoding)

    assert one(serve({"/": sent}), "/").body is None


def test_a_body_without_end_is_read_up_to_the_limit(serve):
    site = serve({"/": slowly(HTML + b"\r\n", b"a" * 10_000, pause=0)})

    found = one(site, "/", limits=Limits(bytes_read=100_000))

    assert 100_000 <= len(found.body) < 200_000
    assert not found.is_late


def test_a_body_that_comes_slowly_is_left_and_what_came_is_kept(serve):
    found = one(serve({"/": slowly(HTML + b"\r\n<title>Slow</title>", b".")}), "/", limits=QUICK)

    assert (found.status, found.is_late) == (200, True)
    assert found.body.startswith(b"<title>Slow</title>.")


def test_headers_that_come_slowly_are_left(serve):
    """Each byte comes in good time, so only the time of the whole request ends it."""
    found = one(serve({"/": slowly(HTML, b"X")}), "/", limits=QUICK)

    assert found.trouble == Trouble.TOO_LATE


def test_headers_without_end_are_refused(serve):
    found = one(serve({"/": slowly(HTML, b"X-More: %s\r\n" % (b"x" * 5_000), pause=0)}), "/")

    assert found.trouble == Trouble.NOT_HTTP


def test_promises_of_an_answer_without_end_are_left(serve):
    found = one(serve({"/": slowly(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.001)}), "/", limits=QUICK)

    assert found.trouble == Trouble.TOO_LATE


@pytest.mark.parametrize("sent", [b"SSH-2.0-OpenSSH_9.6\r\n", b"\x00\x01", b"HTTP/1.1 abc\r\n\r\n", b" "])
def test_what_is_no_http_is_said_to_be_none(serve, sent):
    assert one(serve({"/": sent}), "/").trouble == Trouble.NOT_HTTP


def test_a_body_that_is_cut_off_is_kept(serve):
    found = one(serve({"/": HTML + b"Content-Length: 1000\r\n\r\n<title>Start</title>"}), "/")

    assert (found.status, found.body, found.is_late) == (200, b"<title>Start</title>", False)


def test_a_certificate_that_nobody_vouches_for_is_a_fault(serve):
    found = one(serve({"/": page("Page")}), "/", host="https://www.example.org")

    assert (found.trouble, found.status) == (Trouble.CERTIFICATE, None)
    assert found.detail == "self-signed certificate"


def test_a_secure_connection_that_is_cut_off_is_said(serve):
    found = one(serve(), "/", host="https://cut-off.example.org")

    assert found.trouble == Trouble.NO_SECURE_CONNECTION


def test_a_name_that_is_not_there_is_said(serve):
    async def nothing(host):
        raise OSError("unknown")

    assert one(serve(), "/", resolve=nothing).trouble == Trouble.NO_HOST


def test_a_host_that_refuses_the_connection_is_said(serve):
    site = serve()
    site.port = 9  # nothing listens there

    assert one(site, "/").trouble == Trouble.NO_CONNECTION


def test_a_second_address_of_the_host_is_tried(serve):
    site = serve({"/": page("Page")})
    port, ips = site.port, []

    class FirstIsDown:
        async def handle_async_request(self, request):

            ips.append(request.url.host)
            site.port = 9 if request.url.host.endswith(".1") else port
            return await ToTheLocalServer(site).handle_async_request(request)

    async def two(host):
        return ["93.184.215.2", "93.184.215.1", "2606:4700::1111"]

    assert one(site, "/", resolve=two, transport=FirstIsDown()).status == 200
    assert set(ips) == {"93.184.215.1", "93.184.215.2"}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7", 7), ("", None), ("soon", None), ("-1", None), ("9" * 5000, 999_999_999), ("²", None)],
)
def test_how_long_a_site_asks_to_wait_is_read(text, seconds):

    assert _retry_after({"retry-after": text}) == seconds


def test_how_long_a_site_asks_to_wait_may_be_a_date():

    text = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)

    assert 290 < _retry_after({"retry-after": text}) <= 300


def test_a_crowd_of_addresses_is_asked_for_at_once(serve):
    """Different hosts do not wait for each other: each of these answers only once all have been asked."""
    asked = []

    def together(**_):
        async def send(writer):
            asked.append(1)
            while len(asked) < 8:
                await asyncio.sleep(0.01)
            writer.write(page("Page"))

        return send

    site = serve({"/page": together})

    async def run():

        fetcher = Fetcher(AGENT, resolve=public, transport=ToTheLocalServer(site))
        return await asyncio.gather(
            *(fetcher.fetch(f"http://host{number}.example.org/page") for number in range(8))
        )

    assert [each.status for each in asyncio.run(run())] == [200] * 8


def test_names_are_looked_up_while_other_look_ups_hang(monkeypatch):
    """A name server that is down holds a thread of each of its names for long."""
    over = threading.Event()

    def getaddrinfo(host, *_, **__):
        if host.startswith("hangs"):
            over.wait()
        return [(0, 0, 0, "", ("93.184.215.14", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    async def run():
        hanging = [asyncio.create_task(look_up(f"hangs{number}")) for number in range(40)]
        await asyncio.sleep(0)
        try:
            async with asyncio.timeout(20):
                return await look_up("www.example.org")
        finally:
            over.set()
            await asyncio.gather(*hanging)

    assert asyncio.run(run()) == ["93.184.215.14"]
