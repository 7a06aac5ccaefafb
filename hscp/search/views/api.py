"""Search as JSON, for partners' websites and for suggestions in the search box. See docs/search.md."""

from dataclasses import asdict

from django.http import JsonResponse

from hscp.database.outage import works_without_database
from hscp.observability.metrics import count_search
from hscp.search.index.schema import FACETS
from hscp.search.query import find
from hscp.search.query.limits import TooMuch, limited
from hscp.search.views.records import is_too_old
from hscp.web.cache_headers import NOT_STORED_OR_SHARED, cached_as
from hscp.web.errors import unavailable
from hscp.web.page_sizes import MOST_SEARCH_RESULTS, PUBLIC_LISTS
from hscp.web.problems import for_reading

MAX_PAGE = 10_000
RETRY_AFTER = 1  # seconds


def number(text, default, highest):
    """Return `text` (str or None) as a whole number from 1 to `highest`, or `default` for anything else."""
    return min(int(text), highest) if text and text.isdecimal() and len(text) < 10 and int(text) else default


@works_without_database
@for_reading
@cached_as(NOT_STORED_OR_SHARED)
def search(request):
    """Answer /api/search?q=…: the results, the contacts to show above them, and the facets with counts.

    While the database is away they are as search last knew them, with the moment; 503 once that is too old. A search that takes
    too long, or one of too many at once, is answered 429.
    """
    try:
        with limited():
            results = _find(request.GET)
    except TooMuch:
        error = (
            "The search took too long, or there are too many. Search again in a moment, or with fewer words."
        )
        return JsonResponse({"error": error}, status=429, headers={"Retry-After": str(RETRY_AFTER)})
    as_of = find.known_as_of()
    if is_too_old(as_of):
        return unavailable(request)
    if results.page == 1:
        count_search(results.total)
    answer = {"as_of": as_of and as_of.isoformat(), **results_as_json(request, results)}
    return JsonResponse(answer)


def results_as_json(request, results):
    """Return SearchResults as a dictionary that JSON can hold."""
    return {
        "query": results.query,
        "corrected": results.corrected,
        "relaxed": results.relaxed,
        "total": results.total,
        "page": results.page,
        "pages": results.pages,
        "page_size": results.page_size,
        "sort": results.sort,
        "reader": results.reader,
        "crisis": results.crisis
        and {
            "emergency": results.crisis.emergency,
            "contacts": [_hit(request, hit) for hit in results.crisis.contacts],
            "pages": [_hit(request, hit) for hit in results.crisis.pages],
        },
        "place": results.place
        and {
            "area": results.place.area,
            "is_served": results.place.is_served,
            "contact": results.place.contact and _hit(request, results.place.contact),
        },
        "results": [_hit(request, hit) for hit in results.hits],
        "contacts": [_hit(request, hit) for hit in results.contacts],
        "facets": {name: [asdict(each) for each in counts] for name, counts in results.facets.items()},
        "ignored": [{"facet": name, "value": value} for name, value in results.ignored],
    }


@works_without_database
@for_reading
@cached_as(NOT_STORED_OR_SHARED)
def suggest(request):
    """Answer /api/suggest?q=…: at most eight titles that begin as the reader began; none where too many search at once."""
    try:
        with limited():
            found = suggestions_as_json(request.GET.get("q", ""))
    except TooMuch:
        found = {"suggestions": []}
    if is_too_old(find.known_as_of()):
        return unavailable(request)
    return JsonResponse(found)


def suggestions_as_json(begun):
    """Return the titles that begin as `begun` (text) does as a dictionary that JSON can hold."""
    return {"suggestions": [asdict(each) for each in find.suggest(begun)]}


def _find(get):
    return find.search(
        get.get("q", ""),
        filters={name: get.getlist(name) for name in FACETS if name in get},
        page=number(get.get("page"), 1, MAX_PAGE),
        page_size=number(get.get("page_size"), PUBLIC_LISTS, MOST_SEARCH_RESULTS),
        sort=get.get("sort", "relevance"),
        correct=get.get("correct") != "0",
    )


def _hit(request, hit):
    return {
        "kind": hit.kind,
        "kind_label": hit.kind_label,
        "language": hit.language["lang"] if hit.language else "en",
        "id": hit.object_id,
        "title": hit.title,
        "url": request.build_absolute_uri(hit.url),
        "snippet": hit.snippet_html,
        "audiences": [asdict(each) for each in hit.audiences],
        "themes": [asdict(each) for each in hit.themes],
        "format": asdict(hit.format) if hit.format else None,
        "area": asdict(hit.area) if hit.area else None,
        "pinned": hit.pinned,
        "opens": hit.opens and {**hit.opens, "address": request.build_absolute_uri(hit.opens["address"])},
    }
