"""What the tests of search share."""

import pytest

from hscp.search.index import entries
from hscp.site.search import PAGES


@pytest.fixture(autouse=True)
def records_alone(monkeypatch, request):
    """Leave out the site's own pages, so that tests count their own records; `with_pages` marks those that need them."""
    if request.node.get_closest_marker("with_pages") is None:
        monkeypatch.delitem(entries._sources, PAGES.kind)
