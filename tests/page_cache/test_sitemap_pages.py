"""Every public page is kept, unless what it shows is its reader's choice."""

import re

from tests.page_cache.worker import Worker

# The form for a pack or a sheet of one's own holds what its reader has chosen.
CHOSEN_BY_THE_READER = ("/my-pack/", "/contacts/sheet/")


def addresses(worker):
    """Return the paths that the sitemap names, but no more than three of any kind of record."""
    parts = re.findall("<loc>http://testserver(.*?)</loc>", worker.get("/sitemap.xml").text)
    return [path for part in parts for path in _of_each_kind(worker.get(part).text)]


def _of_each_kind(sitemap):
    kinds = {}
    for path in re.findall("<loc>http://testserver(.*?)</loc>", sitemap):
        kinds.setdefault(path.rstrip("/").rpartition("/")[0], []).append(path)
    return [path for kind, paths in kinds.items() for path in (paths[:3] if kind else paths)]


def test_every_page_of_the_sitemap_is_kept(starter_content, db):
    worker = Worker()
    found = [path for path in addresses(worker) if not path.startswith(CHOSEN_BY_THE_READER)]
    for path in found:
        assert worker.get(path).status == 200, path
    asked = worker.asked
    for path in found:
        worker.get(path)

    assert (worker.asked, len(found) > 30) == (asked, True)
