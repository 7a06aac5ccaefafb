"""The search page: one box over every kind of record, contacts on top, and help when nothing is found."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from contacts.models import Pathway
from hscp.database.outage import works_without_database
from hscp.observability.metrics import count_search
from hscp.search import popular_searches
from hscp.search.index.schema import FACETS
from hscp.search.query import find
from hscp.search.query.limits import TooMuch, limited
from hscp.search.views.api import MAX_PAGE, number
from hscp.search.views.cards import cards
from hscp.search.views.records import is_too_old, next_dates, pathways_of, read_if_soon
from hscp.web.cache_headers import NOT_STORED_OR_SHARED, cached_as
from hscp.web.errors import unavailable
from hscp.web.forms import FacetCheckboxes, GovukForm
from themes.models import Theme

LABELS = {"kind": "Kind", "theme": "Theme", "audience": "Audience", "format": "Format", "area": "Area"}
SORTS = [("relevance", "Best match"), ("title", "Title, A to Z"), ("newest", "Last updated")]


class SearchFilters(GovukForm):
    """The facets of SearchResults with their counts, and the order; the words are in hidden fields.

    A facet without a choice is left out.
    """

    sort = forms.ChoiceField(label="Sort by", choices=SORTS)

    def __init__(self, results, *, correct):
        super().__init__(
            initial={"sort": results.sort, "q": results.query, "correct": "0", **results.filters}
        )
        for name, label in LABELS.items():
            counts = results.facets[name]
            if counts:
                widget = FacetCheckboxes(counts={each.value: each.count for each in counts})
                self.fields[name] = forms.MultipleChoiceField(
                    label=label, choices=_choices(name, counts), widget=widget
                )
        for name in ["q"] if correct else ["q", "correct"]:
            self.fields[name] = forms.CharField(widget=forms.HiddenInput)


@works_without_database
@require_safe
@cached_as(NOT_STORED_OR_SHARED)
def search(request):
    """Answer /search/?q=…: the results narrowed by the facets in the address, in the order of `sort`.

    `correct=0` takes the words as they are spelt. Whatever is in the address, the answer is a page; words are never
    logged. Without words or filters it is the box alone. While the database is away it is what was known of it, with a line
    that says as of when, and 503 once that is too old. A search that takes too long is answered with less.
    """
    correct = request.GET.get("correct") != "0"
    try:
        with limited():
            results = _find(request.GET, correct)
    except TooMuch:
        return _too_much(request)
    as_of = find.known_as_of()
    if is_too_old(as_of):
        return unavailable(request)
    has_words = any(map(str.isalnum, results.query))
    if not (has_words or results.filters or results.ignored):
        return render(request, "site/search_start.html", _page("Search", results))
    if has_words and results.page == 1 and not results.filters and as_of is None:
        popular_searches.count(results)
        count_search(results.total)
    (pathways, read_at), dates = pathways_of(results), next_dates(results)
    first_page = results.page == 1
    crisis = _crisis(results, pathways) if first_page else None
    contacts = _shown(results.contacts, pathways) if first_page else []
    above = [*contacts, *(crisis["pathways"] if crisis else ())]
    context = {
        **_page("Search results", results),
        "sensitive": results.sensitive,
        "as_of": min(filter(None, (as_of, read_at)), default=None),
        "is_slow": as_of is None,
        "correct": correct,
        "as_typed": _address(results, correct=False),
        "page_obj": _paged(results),
        "filters": SearchFilters(results, correct=correct),
        "applied": _applied(results, correct),
        "without_filters": _address(results, correct=correct, filters={}),
        "ignored": [{"label": LABELS[name], "text": value} for name, value in results.ignored],
        "contacts": contacts,
        "crisis": crisis,
        "cards": cards(results, pathways, dates, above),
        "elsewhere": results.place if first_page and results.place and not results.place.is_served else None,
        "links_unchecked": any(hit.opens and hit.opens["unchecked"] for hit in results.hits),
    }
    if not results.total:
        context |= _help(results, correct)
    return TemplateResponse(request, "site/search.html", context)


def _too_much(request):
    """Ask the reader to search for less, or again. Whoever seems to be in danger is shown whom to call all the same."""
    results = find.crisis_alone(request.GET.get("q", ""))
    pathways, read_at = pathways_of(results)
    as_of = find.known_as_of()
    context = {
        **_page("Narrow your search", results),
        "sensitive": results.sensitive,
        "as_of": min(filter(None, (as_of, read_at)), default=None),
        "is_slow": as_of is None,
        "crisis": _crisis(results, pathways),
    }
    return TemplateResponse(request, "site/search_busy.html", context)


def _find(get, correct):
    """Return the SearchResults for the address, with the last page if the page asked for is beyond it."""
    requested = {
        "filters": {name: get.getlist(name) for name in FACETS},
        "sort": get.get("sort", ""),
        "correct": correct,
    }
    results = find.search(get.get("q", ""), page=number(get.get("page"), 1, MAX_PAGE), **requested)
    if results.total and not results.hits:
        results = find.search(get.get("q", ""), page=results.pages, **requested)
    return results


def _page(title, results):
    """Return the context that every state of the page needs: its own box replaces the header's."""
    return {"page_title": title, "breadcrumbs": [], "results": results, "has_own_search": True}


def _paged(results):
    """Return the Page that the pagination shows. The records are in `results` already."""
    paginator = Paginator(range(results.total), results.page_size)
    paginator.num_pages = max(results.pages, 1)
    return paginator.get_page(results.page)


def _choices(name, counts):
    """Return FacetCounts as form choices, with audiences in their three groups."""
    if name != "audience":
        return [(each.value, each.label) for each in counts]
    finer = {}
    for each in counts:
        if "." in each.value:
            finer.setdefault(each.value.partition(".")[0], []).append((each.value, each.label))
    choices = []
    for each in counts:
        if within := finer.pop(each.value, None):
            choices.append((each.label, [(each.value, f"All {each.label.lower()}"), *within]))
        elif "." not in each.value:
            choices.append((each.value, each.label))
    # A ticked finer audience may appear without its group, when no result is for the group.
    return choices + [choice for within in finer.values() for choice in within]


def _address(results, *, correct, filters=None, without=None):
    """Return the address of this search from page one, with `filters` instead of its own, less the pair `without`."""
    filters = results.filters if filters is None else filters
    pairs = [("q", results.query)] if results.query else []
    pairs += [
        (name, value) for name, values in filters.items() for value in values if (name, value) != without
    ]
    if results.sort != "relevance":
        pairs.append(("sort", results.sort))
    if not correct:
        pairs.append(("correct", "0"))
    return f"?{urlencode(pairs)}"


def _applied(results, correct):
    """Return the filters in use as {"label", "text", "url"}: `url` is the search without that one."""
    return [
        {
            "label": LABELS[name],
            "text": _label(results, name, value),
            "url": _address(results, correct=correct, without=(name, value)),
        }
        for name, values in results.filters.items()
        for value in values
    ]


def _label(results, name, value):
    return next((each.label for each in results.facets[name] if each.value == value), value)


def _crisis(results, pathways):
    """Return what the card of a crisis shows; None for an ordinary search."""
    if results.crisis is None:
        return None
    # While the database is away the contacts are links.
    links = [hit for hit in results.crisis.contacts if hit.object_id not in pathways]
    return {
        "emergency": results.crisis.emergency,
        "calls_emergency": settings.HSCP_EMERGENCY_NUMBERS[0]["number"] in results.crisis.emergency,
        "pathways": _shown(results.crisis.contacts, pathways),
        "pages": [*links, *results.crisis.pages],
    }


def _shown(hits, pathways):
    return [pathways[hit.object_id] for hit in hits if hit.object_id in pathways]


def _help(results, correct):
    """Return the help for when nothing is found: another spelling, the themes and the contacts."""
    meant = "" if correct else find.search(results.query, page_size=1).corrected
    return {
        "meant": meant,
        "meant_address": f"?{urlencode({'q': meant})}",
        "themes": read_if_soon(Theme.objects.live().in_order),
        "pathways": read_if_soon(Pathway.objects.live().in_order),
    }
