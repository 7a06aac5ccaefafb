"""Which pages may be cached, and by which parameters of their addresses. A view that says nothing is never cached."""

from dataclasses import dataclass
from functools import lru_cache, wraps
from urllib.parse import parse_qsl, urlencode

from hscp.web.addresses import NUMBER_OF_ADDRESSES, match_at

MOST_OF_A_QUERY = 500  # characters


@dataclass(frozen=True)
class CachePolicy:
    """How the pages of a view, which are the same for every reader, are cached.

    The parameters in `by` choose the page, such as the theme of a list. With one of `never` it is not cached, such as the words
    of a search. Any other parameter means nothing to the view and is removed before it sees the address, so that no page
    repeats it and no number of made-up addresses fills the cache.
    """

    by: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    def canonical(self, query):
        """Return the query string `query` with the parameters in `by` alone, in order; None if the page is not cached."""
        if len(query) > MOST_OF_A_QUERY:
            return None
        found = parse_qsl(query)
        if any(name in self.never for name, _ in found):
            return None
        return urlencode(sorted({(name, value) for name, value in found if name in self.by}))


def cached_page(policy):
    """Decorate a view with its CachePolicy. A class-based view has it as its `cache_policy`."""

    def decorate(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            return view(request, *args, **kwargs)

        answer.cache_policy = policy
        return answer

    return decorate


@lru_cache(NUMBER_OF_ADDRESSES)
def policy_at(path):
    """Return the CachePolicy of the view that answers at `path`; None if its pages are not cached or there is none."""
    match = match_at(path)
    if match is None:
        return None
    view = match.func
    policy = getattr(getattr(view, "view_class", view), "cache_policy", None)
    # A list has a class method, since its filters say which parameters choose a page.
    return policy() if callable(policy) else policy


@lru_cache(NUMBER_OF_ADDRESSES)
def canonical_query(path, query):
    """Return what to render of the query string at `path`; None if that page is not cached."""
    policy = policy_at(path)
    return policy and policy.canonical(query)
