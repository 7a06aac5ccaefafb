"""The sitemap as crawlers read it: the index, then each of its parts."""

import re

from django.urls import reverse


def sitemap_addresses(client):
    """Return the paths of all pages in the sitemap, in its order."""
    return [path for part in _paths(client, reverse("site:sitemap")) for path in _paths(client, part)]


def _paths(client, address):
    return re.findall(r"<loc>http://[^/]+(.*?)</loc>", client.get(address).text)
