"""Limits by address and by person: what is counted, under which address, and what the cache can reveal."""

import pytest
from django.core.cache import cache

from hscp.security.rate_limits import RateLimit, client_address, client_network

pytestmark = pytest.mark.usefixtures("empty_cache")


def request_from(rf, address, forwarded=None):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return rf.get("/", REMOTE_ADDR=address, **headers)


def test_a_limit_is_reached_after_its_number():
    answers = [RateLimit("book", 3, 60).allows("192.0.2.1") for _ in range(5)]

    assert answers == [True, True, True, False, False]


def test_several_at_once_count_as_many():
    answers = [RateLimit("book", 5, 60).allows("192.0.2.1", times=3) for _ in range(2)]

    assert answers == [True, False]


def test_each_kind_and_each_value_has_its_own_count():
    RateLimit("book", 1, 60).allows("a")

    assert RateLimit("book", 1, 60).allows("b")
    assert RateLimit("other", 1, 60).allows("a")
    assert not RateLimit("book", 1, 60).allows("a")


def test_the_cache_holds_neither_address_nor_email():
    RateLimit("book", 1, 60).allows("ann@example.org")
    RateLimit("book", 1, 60).allows("192.0.2.77")

    kept = repr(cache._cache)

    assert len(cache._cache) == 2
    assert [word for word in ("ann@example", "192.0.2.77") if word in kept] == []


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "nonsense", "192.0.2.1"),
    ],
)
def test_an_address_is_taken_from_the_proxies_and_never_from_the_client(
    rf, settings, proxies, forwarded, address
):
    settings.HSCP_PROXY_COUNT = proxies

    assert client_address(request_from(rf, "192.0.2.1", forwarded)) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"), ("", "")],
)
def test_an_ipv6_address_counts_with_its_network(rf, address, network):
    assert client_network(request_from(rf, address)) == network
