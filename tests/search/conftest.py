"""What the tests of search share."""

from collections import OrderedDict

import pytest

from contacts.output import known
from hscp.search.index import entries
from hscp.site.search import PAGES


@pytest.fixture(autouse=True)
def records_alone(monkeypatch, request):
    """Leave out the site's own pages, so that tests count their own records; `with_pages` marks those that need them."""
    if request.node.get_closest_marker("with_pages") is None:
        monkeypatch.delitem(entries._sources, PAGES.kind)


@pytest.fixture(autouse=True)
def no_contacts_known(monkeypatch):
    """Let no test show a contact that another test has read: their numbers are the same."""
    monkeypatch.setattr(known, "_known", OrderedDict())
