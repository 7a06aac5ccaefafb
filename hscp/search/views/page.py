"""The search page: one box over every kind of record, contacts on top, and help when nothing is found."""

import logging
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db import InterfaceError, OperationalError
from django.db.models import Min
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contacts.models import Pathway, load_numbers
from hscp.observability.metrics import count_search
from hscp.records.compiled_queries import CompiledQuery
from hscp.search import popular_searches
from hscp.search.index.schema import FACETS
from hscp.search.query import find
from hscp.search.views.api import MAX_PAGE, number
from hscp.search.views.cards import cards
from hscp.web.cache_headers import NOT_STORED_OR_SHARED, cached_as
from hscp.web.forms import FacetCheckboxes, GovukForm
from themes.models import Theme
from training.enums import SessionState
from training.models import Session

LABELS = {"kind": "Kind", "theme": "Theme", "audience": "Audience", "format": "Format", "area": "Area"}
SORTS = [("relevance", "Best match"), ("title", "Title, A to Z"), ("newest", "Last updated")]
logger = logging.getLogger(__name__)


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


@require_safe
@cached_as(NOT_STORED_OR_SHARED)
def search(request):
    """Answer /search/?q=…: the results narrowed by the facets in the address, in the order of `sort`.

    `correct=0` takes the words as they are spelt. Whatever is in the address, the answer is a page; words are never
    logged. Without words or filters it is the box alone.
    """
    correct = request.GET.get("correct") != "0"
    results = _find(request.GET, correct)
    has_words = any(map(str.isalnum, results.query))
    if not (has_words or results.filters or results.ignored):
        return render(request, "site/search_start.html", _page("Search", results))
    if has_words and results.page == 1 and not results.filters:
        popular_searches.count(results)
        count_search(results.total)
    pathways, dates = _pathways(results), _next_dates(results)
    first_page = results.page == 1
    crisis = _crisis(results, pathways) if first_page else None
    contacts = _shown(results.contacts, pathways) if first_page else []
    above = [*contacts, *(crisis["pathways"] if crisis else ())]
    context = {
        **_page("Search results", results),
        "sensitive": results.sensitive,
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


def _pathways(results):
    """Return {pk: live pathway} for those above and among the results, with what their cards show."""
    crisis = results.crisis.contacts if results.crisis else []
    hits = [*crisis, *results.contacts, *(hit for hit in results.hits if hit.kind == "pathway")]
    return {pathway.pk: pathway for pathway in _list_or_empty(lambda: _with_numbers(hits))}


def _with_numbers(hits):
    pathways = _live_pathways(pathways=[hit.object_id for hit in hits], at=timezone.now())
    if pathways:
        load_numbers(pathways)
    return pathways


@CompiledQuery
def _live_pathways(pathways, at):
    return Pathway.objects.live(at).filter(pk__in=pathways).order_by()


def _next_dates(results):
    """Return {pk of a course: when its next session starts} for the courses among the results that have one."""
    courses = [hit.object_id for hit in results.hits if hit.kind == "course"]
    return dict(_list_or_empty(lambda: _first_dates(courses=courses, at=timezone.now())))


@CompiledQuery
def _first_dates(courses, at):
    """Return (pk of a course, when its next session starts) for those of `courses` that have one."""
    sessions = Session.objects.public(at).upcoming(at).exclude(state=SessionState.CANCELLED)
    return sessions.filter(course__in=courses).order_by().values_list("course").annotate(Min("starts_at"))


def _help(results, correct):
    """Return the help for when nothing is found: another spelling, the themes and the contacts."""
    meant = "" if correct else find.search(results.query, page_size=1).corrected
    return {
        "meant": meant,
        "meant_address": f"?{urlencode({'q': meant})}",
        "themes": _list_or_empty(Theme.objects.live().in_order),
        "pathways": _list_or_empty(Pathway.objects.live().in_order),
    }


def _list_or_empty(find):
    """Return what `find` does as a list, or an empty one while the database is away: search itself answers without it."""
    try:
        return list(find())
    except (OperationalError, InterfaceError):
        logger.warning("The search page answers without the database.")
        return []
