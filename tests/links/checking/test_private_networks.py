"""Nothing private is ever asked for, however its address is written or reached."""

import asyncio
import ipaddress

import pytest

from hscp.links.checking import places
from hscp.links.checking.answers import Trouble
from hscp.links.checking.fetching import Fetcher, Limits
from hscp.links.checking.pacing import Pacer
from hscp.links.networks import is_public_ip
from tests.links.checking.conftest import AGENT, fetch
from tests.links.checking.hostile_site import PUBLIC_IP, HostileSite, ToTheLocalServer, page, redirect

FORMS = [
    "http://127.0.0.1/",
    "http://127.0.0.2/",
    "http://127.255.255.254/",
    "http://127.0.0.1./",
    "http://localhost/",
    "http://localhost./",
    "http://LOCALHOST/",
    "http://www.localhost/",
    "http://localhost.localdomain/",
    "http://0.0.0.0/",
    "http://0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0X7F.0X0.0X0.0X1/",
    "http://0177.0.0.1/",
    "http://0177.0000.0000.0001/",
    "http://017700000001/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.0.0x1/",
    "http://00000177.0.0.1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a00:1::1]/",
    "http://[2001:0:7f00:1::]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fd12:3456:789a::1]/",
    "http://[ff02::1]/",
    "http://[2a00:1450:4009::5efe:7f00:1]/",
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://172.16.0.1/",
    "http://172.31.255.254/",
    "http://192.168.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://192.0.0.192/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://192.88.99.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://user@127.0.0.1/",
    "http://www.gov.uk@127.0.0.1/",
    "http://www.gov.uk:80@127.0.0.1/",
    "http://127.0.0.1\\@www.gov.uk/",
    "http://www.gov.uk\\@127.0.0.1/",
    "http://www.gov.uk#@127.0.0.1/@127.0.0.1:80",
    "http://127.0.0.1:22/",
    "http://www.gov.uk:8080/",
    "http://www.gov.uk:22/",
    "http://www.gov.uk:6379/",
    "http://１２７.０.０.１/",
    "http://①②⑦.0.0.1/",
    "http://127。0。0。1/",
    "http://127%2e0.0.1/",
    "http://0x5db8d70e/",
    "http://1572394766/",
    "http://93.184.55054/",
    "http://0135.0270.0327.016/",
    "http://intranet/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://router.home.arpa/",
    "http://loopback.example.org/",
    "http://ten.example.org/",
    "http://metadata.example.org/",
    "http://mixed.example.org/",
    "http://mapped.example.org/",
    "http://nat64.example.org/",
    "http://multicast.example.org/",
    "http://scoped.example.org/",
    "https://loopback.example.org/",
    "ftp://www.gov.uk/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:70/_",
    "javascript:alert(1)",
    "data:text/html,hello",
    "//127.0.0.1/",
    "http:///etc/passwd",
    "http://",
    "http://127.0.0.1:80:80/",
    "http://[::1/",
]
NAMES = {
    "loopback.example.org": ["127.0.0.1"],
    "ten.example.org": ["10.1.2.3"],
    "metadata.example.org": ["169.254.169.254"],
    "mixed.example.org": [PUBLIC_IP, "127.0.0.1"],
    "mapped.example.org": ["::ffff:127.0.0.1"],
    "nat64.example.org": ["64:ff9b::7f00:1"],
    "multicast.example.org": ["224.0.0.251"],
    "scoped.example.org": ["fe80::1%eth0"],
}
REFUSED = {Trouble.NO_ADDRESS, Trouble.PRIVATE_HOST, Trouble.PRIVATE_NETWORK}


async def resolve(host):
    """Look up our own names, and numbers in all their forms as the system does. Every other name is public."""
    if host in NAMES:
        return NAMES[host]
    if host[0].isdigit() or host == "localhost":
        return await places.look_up(host)
    return [PUBLIC_IP]


# The one form whose host is public: what follows # is no part of it.
HARMLESS = "http://www.gov.uk#@127.0.0.1/@127.0.0.1:80"


@pytest.fixture(scope="module")
def one_site():
    started = HostileSite({})
    yield started
    started.close()


@pytest.fixture
def site(one_site):
    """Return a function that gives one site for all forms, with these answers and nothing asked for yet."""

    def answering(answers):
        one_site.answers = answers
        one_site.requests.clear()
        one_site.seen.clear()
        return one_site

    return answering


def test_there_are_sixty_forms_and_more():
    assert len(set(FORMS)) == len(FORMS) >= 60


@pytest.mark.parametrize("address", [form for form in FORMS if form != HARMLESS])
def test_no_form_of_a_private_address_is_asked_for(site, address):
    canary = site({"/": page("Private")})

    [answer] = fetch(canary, address, resolve=resolve)

    assert (answer.trouble in REFUSED, answer.status, +canary.requests) == (True, None, {})


def test_what_follows_a_hash_is_no_host(serve):
    site = serve({"/": page("Public")})
    transport = ToTheLocalServer(site)

    [answer] = fetch(site, HARMLESS, resolve=resolve, transport=transport)

    assert (answer.status, set(transport.ips)) == (200, {PUBLIC_IP})


@pytest.mark.parametrize("address", [form for form in FORMS if form != HARMLESS])
def test_no_redirect_leads_to_a_private_address(site, address):
    location = address.encode("utf-8").decode("latin-1")
    site = site({"/start": redirect("/next"), "/next": redirect(location), "/": page("Home")})
    transport = ToTheLocalServer(site)

    fetch(site, "http://www.example.org/start", resolve=resolve, transport=transport)

    # An address without a host of its own is one of the same site.
    assert {host for _, host, *_ in site.seen} == {"www.example.org"}
    assert set(transport.ips) == {PUBLIC_IP}


def test_robots_and_redirects_of_robots_are_held_to_the_same(serve):
    site = serve({"/robots.txt": redirect("http://127.0.0.1/robots.txt"), "/page": page("Page")})
    transport = ToTheLocalServer(site, resolve)

    [answer] = fetch(site, "http://www.example.org/page", resolve=resolve, transport=transport)

    assert (answer.status, set(transport.ips)) == (200, {PUBLIC_IP})


def test_a_name_that_changes_between_look_up_and_connection_changes_nothing(serve):
    """The resolver says a public address first, and a private one whenever it is asked again for the same request."""
    site = serve({"/page": page("Page")})
    asked = []

    async def rebinding(host):
        asked.append(host)
        return [PUBLIC_IP] if len(asked) in (1, 2) else ["127.0.0.1"]

    transport = ToTheLocalServer(site, rebinding)

    [answer] = fetch(site, "http://rebind.example.org/page", resolve=rebinding, transport=transport)

    # One look-up for robots.txt and one for the page, and the connections are made to what these two found.
    assert (answer.status, asked, transport.ips) == (200, ["rebind.example.org"] * 2, [PUBLIC_IP] * 2)


def test_a_name_that_has_become_private_is_not_asked_for_again(serve):
    site = serve({"/one": redirect("/two"), "/two": page("Private")})
    asked = []

    async def rebinding(host):
        asked.append(host)
        return [PUBLIC_IP] if len(asked) < 3 else ["127.0.0.1"]

    [answer] = fetch(site, "http://rebind.example.org/one", resolve=rebinding)

    assert answer.trouble == Trouble.PRIVATE_NETWORK
    assert site.requests["GET rebind.example.org/two"] == 0


def test_the_connection_is_for_the_name_and_goes_to_the_address(serve):
    site = serve({"/page": page("Page")})

    fetch(site, "http://www.example.org/page")

    assert {host for _, host, *_ in site.seen} == {"www.example.org"}


def fetch_directly(monkeypatch, port, *addresses):
    """Fetch with the library's own transport. 127.0.0.1 is taken for a public address, in this test alone."""
    monkeypatch.setattr(places, "is_public_ip", lambda ip: str(ip) == "127.0.0.1")

    async def run():
        async def to_local(host):
            return ["127.0.0.1"]

        fetcher = Fetcher(AGENT, resolve=to_local, ports={port}, pacer=Pacer(pause=0), limits=Limits())
        return [await fetcher.fetch(each) for each in addresses]

    return asyncio.run(run())


def test_proxies_and_passwords_of_the_environment_are_not_used(serve, monkeypatch, tmp_path):
    site, proxy = serve({"/page": page("Page")}), serve()
    netrc = tmp_path / "netrc"
    netrc.write_text("machine www.example.org login me password secret")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("NETRC", str(netrc))

    [found] = fetch_directly(monkeypatch, site.port, f"http://www.example.org:{site.port}/page")

    assert (found.status, +proxy.requests) == (200, {})
    assert all("authorization" not in headers for *_, headers in site.seen)


def test_no_connection_serves_two_names(serve, monkeypatch):
    """Two names may have one address, and what one has proved with its certificate is nothing to the other."""
    site = serve({"/page": page("Page")})
    site.keeps_open = True

    found = fetch_directly(
        monkeypatch, site.port, *(f"http://{name}.example.org:{site.port}/page" for name in ("a", "b"))
    )

    assert [each.status for each in found] == [200, 200]
    assert site.connections == site.requests.total() == 4


def test_a_secure_connection_asks_for_the_certificate_of_the_name(serve):
    site = serve()

    fetch(site, "https://www.example.org/page")

    assert set(site.names) == {"www.example.org"}


def test_no_cookie_is_sent_back(serve):
    site = serve({"/one": answer_with_cookie(), "/two": page("Two")})

    fetch(site, "http://www.example.org/one")

    assert all("cookie" not in headers for *_, headers in site.seen)
    assert site.requests["GET www.example.org/two"] == 1


def answer_with_cookie():
    return redirect("/two").replace(b"Location", b"Set-Cookie: a=b\r\nLocation")


@pytest.mark.parametrize(
    "ip", ["93.184.215.14", "8.8.8.8", "151.101.0.144", "2a04:4e42::144", "2606:4700::1111"]
)
def test_public_addresses_are_public(ip):
    assert is_public_ip(ipaddress.ip_address(ip))


@pytest.mark.parametrize(
    "network",
    [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/16",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/32",
        "2001:2::/48",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    ],
)
def test_the_ends_of_every_special_network_are_not_public(network):
    network = ipaddress.ip_network(network)

    assert not is_public_ip(network[0])
    assert not is_public_ip(network[-1])
