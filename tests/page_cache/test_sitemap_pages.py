"""Every public page is cached, unless what it shows is its reader's choice."""

import re

from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hscp.page_cache.content_version import shown_models
from tests.page_cache.worker import Worker

# The form for a pack or a sheet of one's own holds what its reader has chosen.
CHOSEN_BY_THE_READER = ("/my-pack/", "/contacts/sheet/")

# What the cache itself reads, the names of kinds of record, and search, whose documents are made of the records.
ITS_OWN = {"hscp_contentchange", "hscp_storedpage", "django_content_type"} | {
    model._meta.db_table for model in apps.get_app_config("search").get_models()
}


def addresses(worker):
    """Return the paths that the sitemap names, but no more than three of any kind of record."""
    parts = re.findall("<loc>http://testserver(.*?)</loc>", worker.get("/sitemap.xml").text)
    return [path for part in parts for path in _of_each_kind(worker.get(part).text)]


def _of_each_kind(sitemap):
    kinds = {}
    for path in re.findall("<loc>http://testserver(.*?)</loc>", sitemap):
        kinds.setdefault(path.rstrip("/").rpartition("/")[0], []).append(path)
    return [path for kind, paths in kinds.items() for path in (paths[:3] if kind else paths)]


def test_pages_read_nothing_but_what_moves_the_version(starter_content, db):
    worker = Worker()
    with CaptureQueriesContext(connection) as queries:
        for path in addresses(worker):
            worker.get(path)
    read = {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}

    assert read - ITS_OWN <= {model._meta.db_table for model in shown_models()}
    assert len(read) > 25


def test_every_page_of_the_sitemap_is_cached(starter_content, db):
    worker = Worker()
    found = [path for path in addresses(worker) if not path.startswith(CHOSEN_BY_THE_READER)]
    for path in found:
        assert worker.get(path).status == 200, path
    asked = worker.asked
    for path in found:
        worker.get(path)

    assert (worker.asked, len(found) > 30) == (asked, True)
