import pytest
from django.db import connection

from hscp.page_cache.cache import PageCache
from tests.page_cache.worker import Worker

_MAKING = PageCache._make_what_is_due


@pytest.fixture
def making():
    """What has pages made beforehand, which the tests of other things leave out."""
    return _MAKING


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """Leave the test's connection open between requests: it is in a transaction."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def worker():
    return Worker()
