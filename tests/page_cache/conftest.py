import pytest

from hscp.page_cache.cache import PageCache
from tests.page_cache.worker import Worker


@pytest.fixture(autouse=True)
def _nothing_made_beforehand(monkeypatch):
    """Start no thread: it would read the database outside the test's transaction. Its tests call it themselves."""
    monkeypatch.setattr(PageCache, "_start_making", lambda self: None)


@pytest.fixture
def worker():
    return Worker()
