"""Which pages may be kept, and the parameters of their addresses. A view that says nothing is never kept."""

from dataclasses import dataclass
from functools import lru_cache, wraps
from urllib.parse import parse_qsl, urlencode

from django.urls import Resolver404, resolve

MOST_OF_A_QUERY = 500  # characters
_NUMBER_OF_ADDRESSES = 4096


@dataclass(frozen=True)
class Kept:
    """How the pages of a view are kept.

    The parameters in `by` choose the page, such as the theme of a list. With one of `never` it is not kept, such as the words
    of a search. Any other parameter means nothing to the view and is removed before it sees the address, so that no page
    repeats it and no number of made-up addresses fills the cache.
    """

    by: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    def canonical(self, query):
        """Return the query string `query` with the parameters in `by` alone, in order; None if the page is not kept."""
        if len(query) > MOST_OF_A_QUERY:
            return None
        found = parse_qsl(query)
        if any(name in self.never for name, _ in found):
            return None
        return urlencode(sorted({(name, value) for name, value in found if name in self.by}))


def kept_as(rule):
    """Decorate a view whose pages are the same for every reader and kept as `rule`, a Kept, says."""

    def decorate(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            return view(request, *args, **kwargs)

        answer.kept = rule
        return answer

    return decorate


@lru_cache(_NUMBER_OF_ADDRESSES)
def kept_at(path):
    """Return the Kept of the view that answers at `path`; None if its pages are not kept or there is none.

    A class-based view has it as `kept`, or makes it in a class method `kept_as`.
    """
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    view = getattr(view, "view_class", view)
    return view.kept_as() if hasattr(view, "kept_as") else getattr(view, "kept", None)


@lru_cache(_NUMBER_OF_ADDRESSES)
def canonical_query(path, query):
    """Return what to render of the query string at `path`; None if that page is not kept."""
    found = kept_at(path)
    return found and found.canonical(query)
