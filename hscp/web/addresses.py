"""The addresses of pages, each worked out once in a process: a page with eighty lines asks for a hundred and sixty.

`reverse` tries every pattern of a route and quotes what it puts in. The slug of a record needs neither.
"""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, get_script_prefix, resolve, reverse

# Every route of the public pages, however many records there are.
_ROUTES = 512
# Of the pages that are asked for, what is remembered of their addresses.
NUMBER_OF_ADDRESSES = 4096
# A slug that is no word of any address.
A_SLUG = "a-slug"


def path_of(route):
    """Return the path (str) of a route without arguments, such as "site:home"."""
    return _path(route, settings.ROOT_URLCONF, get_script_prefix())


def record_path(route, slug):
    """Return the path (str) of the page of the record with that slug: `route` takes the slug alone."""
    before, after = _around_the_slug(route, settings.ROOT_URLCONF, get_script_prefix())
    return f"{before}{slug}{after}"


@lru_cache(maxsize=_ROUTES)
def _path(route, urlconf, prefix):
    return reverse(route)


@lru_cache(maxsize=_ROUTES)
def _around_the_slug(route, urlconf, prefix):
    before, _, after = reverse(route, args=[A_SLUG]).rpartition(A_SLUG)
    return before, after


@lru_cache(NUMBER_OF_ADDRESSES)
def match_at(path):
    """Return the ResolverMatch of `path`, below the prefix of the site; None where there is no route to it."""
    try:
        return resolve(path)
    except Resolver404:
        return None


def route_at(path):
    """Return the name of the route to `path`, below the prefix of the site, such as "themes:detail"; "" if there is none."""
    match = match_at(path)
    return match.view_name if match else ""


def host(url):
    """Return the host a web address leads to, without "www."; "" for an address on this site."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def absolute(path):
    """Return the whole web address of a path of this portal. It is of HSCP_ADDRESS: a request's Host may be anything."""
    return f"{settings.HSCP_ADDRESS}{path}"
