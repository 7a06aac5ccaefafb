"""Counts over all servers, while the cache that holds them is away, mute or broken: no page fails or waits for it."""

import logging
import socket
import time

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.urls import reverse
from environs import Env

from hscp.database.settings import caches as caches_of
from hscp.security import shared_counts
from hscp.security.rate_limits import RateLimit

pytestmark = pytest.mark.usefixtures("empty_cache")


class Broken:
    def __init__(self):
        self.asked = 0

    def add(self, *args, **kwargs):
        self.asked += 1
        raise ConnectionError("secret-host:6379")


@pytest.fixture(autouse=True)
def _no_failure_yet(monkeypatch):
    monkeypatch.setattr(shared_counts, "_failed_at", float("-inf"))
    shared_counts._own.clear()


@pytest.fixture
def broken(monkeypatch):
    cache = Broken()
    monkeypatch.setattr(shared_counts, "cache", cache)
    return cache


def redis_at(port, monkeypatch):
    monkeypatch.setenv("HSCP_CACHE_URL", f"redis://127.0.0.1:{port}/0")
    settings = caches_of(Env())["default"]
    cache = RedisCache(settings["LOCATION"], {"OPTIONS": settings["OPTIONS"]})
    monkeypatch.setattr(shared_counts, "cache", cache)


def test_a_limit_holds_in_the_process_while_the_cache_is_away(broken, caplog):
    with caplog.at_level(logging.WARNING):
        answers = [RateLimit("book", 3, 60).allows("192.0.2.1") for _ in range(5)]

    assert answers == [True, True, True, False, False]
    # It is left alone for a while, and the log says so once, without where it is.
    assert broken.asked == 1
    assert [record.getMessage() for record in caplog.records] == [
        "The shared cache is away; each process counts for itself: ConnectionError"
    ]


def test_the_cache_is_asked_again_after_a_while(broken, monkeypatch):
    RateLimit("book", 3, 60).allows("192.0.2.1")
    monkeypatch.setattr(shared_counts, "cache", caches["default"])
    monkeypatch.setattr(shared_counts, "_failed_at", time.monotonic() - shared_counts.LEFT_ALONE)

    assert RateLimit("book", 1, 60).allows("192.0.2.1")
    assert not RateLimit("book", 1, 60).allows("192.0.2.1")
    assert len(caches["default"]._cache) == 1


@pytest.mark.django_db
def test_pages_that_count_answer_while_nothing_listens(client, monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        redis_at(probe.getsockname()[1], monkeypatch)

    assert client.get(reverse("site:search"), {"q": "neglect"}).status_code == 200


def test_a_mute_cache_holds_nobody(monkeypatch):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        redis_at(mute.getsockname()[1], monkeypatch)
        started = time.monotonic()

        assert [RateLimit("book", 1, 60).allows("a") for _ in range(3)] == [True, False, False]

        # Much more than the limit, much less than the ten seconds of before.
        assert time.monotonic() - started < 5
