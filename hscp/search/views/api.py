"""Search as JSON, for partners' websites and for suggestions in the search box. See docs/search.md."""

from dataclasses import asdict

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from hscp.observability.metrics import count_search
from hscp.search.index.schema import FACETS
from hscp.search.query import find
from hscp.web.cache_headers import NOT_STORED_OR_SHARED, cached_as
from hscp.web.page_sizes import MOST_SEARCH_RESULTS, PUBLIC_LISTS

MAX_PAGE = 10_000


def number(text, default, highest):
    """Return `text` (str or None) as a whole number from 1 to `highest`, or `default` for anything else."""
    return min(int(text), highest) if text and text.isdecimal() and len(text) < 10 and int(text) else default


@require_safe
@cached_as(NOT_STORED_OR_SHARED)
def search(request):
    """Answer /api/search?q=…: the results, the contacts to show above them, and the facets with counts."""
    get = request.GET
    results = find.search(
        get.get("q", ""),
        filters={name: get.getlist(name) for name in FACETS if name in get},
        page=number(get.get("page"), 1, MAX_PAGE),
        page_size=number(get.get("page_size"), PUBLIC_LISTS, MOST_SEARCH_RESULTS),
        sort=get.get("sort", "relevance"),
        correct=get.get("correct") != "0",
    )
    if results.page == 1:
        count_search(results.total)
    return JsonResponse(
        {
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
    )


@require_safe
@cached_as(NOT_STORED_OR_SHARED)
def suggest(request):
    """Answer /api/suggest?q=…: at most eight titles that begin as the reader began."""
    found = find.suggest(request.GET.get("q", ""))
    return JsonResponse({"suggestions": [asdict(each) for each in found]})


def _hit(request, hit):
    return {
        "kind": hit.kind,
        "kind_label": hit.kind_label,
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
