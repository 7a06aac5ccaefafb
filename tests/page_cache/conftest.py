import pytest
from django.db import connection

from hscp.page_cache.cache import PageCache
from tests.page_cache.worker import Worker


@pytest.fixture(autouse=True)
def _nothing_made_beforehand(monkeypatch):
    """Start no thread: it would read the database outside the test's transaction. Its tests call it themselves."""
    monkeypatch.setattr(PageCache, "_start_making", lambda self: None)
    monkeypatch.setattr(PageCache, "_start_probing", lambda self: None)


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """Leave the test's connection open between requests: it is in a transaction."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def worker():
    return Worker()
