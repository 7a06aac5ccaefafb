"""The operations of /api/v1/, from which django-ninja makes the OpenAPI document."""

from urllib.parse import urlencode

from django.http import HttpResponsePermanentRedirect
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError
from pydantic import create_model

from hscp.api import schemas, search_schemas
from hscp.api.changed import changed_since, removed_since
from hscp.api.kinds import KINDS
from hscp.api.parameters import (
    Nothing,
    Refused,
    RemovedQuery,
    SearchQuery,
    SuggestQuery,
    filters_of,
    query_of,
    refuse_others,
)
from hscp.api.references import with_uids
from hscp.records.former_pages import became_of
from hscp.search.index.schema import FACETS
from hscp.search.query import find
from hscp.search.query.limits import TooMuch, limited
from hscp.search.views.api import RETRY_AFTER, results_as_json, suggestions_as_json
from hscp.web.addresses import record_path
from hscp.web.problems import problem

_ERRORS = dict.fromkeys((400, 429, 503), schemas.Problem)
_ERRORS_OF_ONE = _ERRORS | dict.fromkeys((404, 410), schemas.Problem)

api = NinjaAPI(
    title="HSCP Safeguarding Portal",
    version="1",
    description="What this site shows, to read. Anyone may, from any site, without a key.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(Refused)
def _refused(request, refused):
    return problem(refused.status, str(refused))


@api.exception_handler(TooMuch)
def _too_much(request, error):
    answer = problem(
        429, "The search took too long, or there are too many. Search again in a moment, or with fewer words."
    )
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer


@api.exception_handler(ValidationError)
def _wrong_parameter(request, error):
    names = ", ".join(sorted({f"“{each['loc'][1]}”" for each in error.errors if len(each["loc"]) > 1}))
    return problem(400, f"{names or 'A parameter'} cannot be read.")


def _declare(kind):
    """Declare the list of a Kind, and one record of it."""
    query_schema = query_of(kind)
    page_schema = create_model(f"{kind.schema.__name__}Page", __base__=schemas.Page[kind.schema])

    def listed(request, query: Query[query_schema]):
        refuse_others(request, query_schema)
        return _page(request, kind, query)

    def one(request, key: str):
        refuse_others(request, Nothing)
        return _one(request, kind, key)

    tag = {"tags": [kind.name]}
    api.default_router.add_api_operation(
        f"/{kind.name}/",
        ["GET"],
        listed,
        response={200: page_schema, **_ERRORS},
        operation_id=f"list_{kind.name.replace('-', '_')}",
        summary=kind.summary,
        url_name=kind.name.replace("-", "_"),
        **tag,
    )
    api.default_router.add_api_operation(
        f"/{kind.name}/{{key}}/",
        ["GET"],
        one,
        response={200: kind.schema, **_ERRORS_OF_ONE},
        operation_id=f"get_{kind.route}",
        summary=f"One {kind.singular}, by its {kind.key_name}",
        url_name=kind.route,
        **tag,
    )


def _page(request, kind, query):
    """Return a page of the list of a Kind as a dictionary."""
    records = kind.records()
    filters = filters_of(kind, request, records)
    best = filters.best_first() if filters else None
    if query.after and not query.updated_since:
        raise Refused("“after” goes with “updated_since”: take it from the “next” of an answer.")
    if best is not None:
        if query.updated_since:
            raise Refused("Give “q” or “updated_since”, not both.")
        keys = best[_rows_of(query)]
        found = records.in_bulk(list(keys))
        return _answer(request, kind, query, len(best), [found[key] for key in keys if key in found])
    records = filters.qs if filters else records
    if query.updated_since:
        return _changes(request, kind, query, changed_since(kind, records, query.updated_since))
    total = records.count()
    return _answer(request, kind, query, total, list(records[_rows_of(query)]))


def _rows_of(query):
    start = (query.page - 1) * query.per_page
    return slice(start, start + query.per_page)


def _changes(request, kind, query, records):
    """Return a page of what changed, in the order in which the records were made: whatever comes and goes, each is met once.

    `next` names the last record of the page, so records that are taken down meanwhile move no others.
    """
    records, total = records.order_by("pk"), records.count()
    beyond = records.filter(pk__gt=query.after) if query.after else records
    rows = slice(query.per_page) if query.after else _rows_of(query)
    shown = list(beyond[rows.start : rows.stop + 1])
    goes_on, shown = len(shown) > query.per_page, shown[: query.per_page]
    answer = _answer(request, kind, query, total, shown)
    answer["next"] = _address(request, query.page + 1, after=shown[-1].pk) if goes_on else None
    return answer


def _answer(request, kind, query, total, shown):
    return _page_of(request, query, total, kind.make(shown, request.build_absolute_uri))


def _page_of(request, query, total, results):
    """Return one page of `total` records, those of `results` (a list of dictionaries)."""
    pages = max(1, -(-total // query.per_page))
    return {
        "total": total,
        "page": query.page,
        "pages": pages,
        "per_page": query.per_page,
        "next": _address(request, query.page + 1) if query.page < pages else None,
        "previous": _address(request, min(query.page - 1, pages)) if query.page > 1 else None,
        "results": results,
    }


def _address(request, page, after=None):
    """Return the address of the request with another page, which begins after the record with the number `after`, if it is given."""
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    query = [(name, value) for name, value in given if name not in {"page", "after"}]
    place = [("page", page), *([("after", after)] if after else [])]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*query, *place])}")


def _one(request, kind, key):
    """Return one record of a Kind, or where it has gone. Raises Refused."""
    found = kind.find(key)
    if found is not None:
        return kind.make([found], request.build_absolute_uri)[0]
    if kind.key == "slug":
        return _moved(kind, key)
    raise Refused(f"There is no {kind.singular} at this address.", 404)


def _moved(kind, slug):
    """Return the redirect from the address that a record had, or raise Refused: 410 for one that was withdrawn, else 404."""
    instead, gone = became_of(kind.records().model, slug)
    if instead is not None:
        return HttpResponsePermanentRedirect(record_path(f"api:{kind.route}", instead))
    if gone is not None:
        day = timezone.localtime(gone.at)
        raise Refused(f"This {kind.singular} was withdrawn on {day:%-d %B %Y}.", 410)
    raise Refused(f"There is no {kind.singular} at this address.", 404)


for _kind in KINDS:
    _declare(_kind)


@api.get(
    "/removed/",
    response={200: schemas.RemovedPage, **_ERRORS},
    operation_id="list_removed",
    summary="What was taken down, the oldest first",
    tags=["removed"],
    url_name="removed",
)
def removed(request, query: Query[RemovedQuery]):
    refuse_others(request, RemovedQuery)
    gone = removed_since(query.updated_since)
    results = [
        {"id": each.uid, "kind": each.kind, "removed_at": each.removed_at} for each in gone[_rows_of(query)]
    ]
    return _page_of(request, query, gone.count(), results)


@api.get(
    "/search/",
    response={200: search_schemas.SearchResults, **_ERRORS},
    operation_id="search",
    summary="Search everything",
    tags=["search"],
    url_name="search",
)
def search(request, query: Query[SearchQuery]):
    refuse_others(request, SearchQuery)
    with limited():
        results = find.search(
            query.q,
            filters={name: getattr(query, name) for name in FACETS if getattr(query, name)},
            page=query.page,
            page_size=query.per_page,
            sort=query.sort,
            correct=query.correct != "0",
        )
    return with_uids(results_as_json(request, results))


@api.get(
    "/suggest/",
    response={200: search_schemas.Suggestions, **_ERRORS},
    operation_id="suggest",
    summary="At most eight titles that begin as a reader began",
    tags=["search"],
    url_name="suggest",
)
def suggest(request, query: Query[SuggestQuery]):
    refuse_others(request, SuggestQuery)
    with limited():
        found = suggestions_as_json(query.q)["suggestions"]
    return {"suggestions": [{**each, "url": request.build_absolute_uri(each["url"])} for each in found]}
