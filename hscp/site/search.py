"""One box over every kind of record: the same words, in the same fields, as the filters of the lists."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Case, Count, Model, Value, When, Window
from django.shortcuts import render
from django.urls import reverse

from contacts.filters import PathwayFilter
from contacts.models import Pathway, ThresholdLevel
from hscp.filters import clean_text, holding_words, words_of
from resources.filters import ResourceFilter, ToolkitFilter
from resources.models import Resource, Toolkit
from themes.models import Process, Term, Theme
from training.filters import CourseFilter
from training.models import Course

SHOWN = 5


@dataclass(frozen=True)
class Kind:
    """A kind of record that is searched in its `fields`. `route` is its filtered list; a kind without one has ""."""

    label: str
    model: type[Model]
    fields: tuple[str, ...]
    route: str = ""
    related: tuple[str, ...] = ()

    @property
    def name(self):
        """The model's name in lower case: the group's anchor and its template."""
        return self.model._meta.model_name


def _listed(label, model, filterset, route, related=()):
    """Return the Kind of a filtered list, searched in the very fields that the list's own box searches."""
    return Kind(label, model, filterset.base_filters["q"].fields, route, related)


KINDS = [
    _listed("Contacts", Pathway, PathwayFilter, "contacts:pathway_list"),
    Kind("Themes", Theme, ("title", "short_title", "aliases")),
    Kind("Agency processes", Process, ("title", "aliases", "summary")),
    Kind("Levels of need", ThresholdLevel, ("title", "aliases")),
    _listed("Toolkits", Toolkit, ToolkitFilter, "resources:toolkit_list"),
    _listed("Resources", Resource, ResourceFilter, "resources:resource_list", ("publisher",)),
    _listed("Training", Course, CourseFilter, "training:course_list"),
    Kind("Glossary", Term, ("title", "aliases", "stands_for", "explanation")),
]


@dataclass
class Group:
    """The results of one kind: the records shown, how many there are in all, and where the rest is."""

    kind: Kind
    records: list = field(default_factory=list)
    total: int = 0
    see_all: str = ""


def search(request):
    """Answer a search with the records that hold every word, by kind; titles that hold them all come first.

    `kind` in the address shows every match of that kind alone.
    """
    text = clean_text(request.GET.get("q", ""))
    one_kind = next((kind for kind in KINDS if kind.name == request.GET.get("kind")), None)
    groups = _find(text, one_kind)
    total = sum(group.total for group in groups)
    return render(
        request,
        "site/search.html",
        {
            "page_title": f"Search results for “{text}”" if text else "Search",
            "breadcrumbs": [],
            "text": text,
            "one_kind": one_kind,
            "groups": groups,
            "total": total,
            "contents": [
                {"text": group.kind.label, "id": group.kind.name, "count": group.total} for group in groups
            ],
            "pathways": Pathway.objects.live().in_order() if text and not total else (),
        },
    )


def _find(text, one_kind):
    """Return a Group for each kind that has a match, in one query for each kind; of `one_kind` alone, all matches."""
    words = words_of(text)
    if not words:
        return []
    found = [
        _find_kind(kind, words, text, everything=bool(one_kind))
        for kind in ([one_kind] if one_kind else KINDS)
    ]
    return [group for group in found if group.total]


def _find_kind(kind, words, text, *, everything):
    in_title = Case(When(holding_words(words, ("title",)), then=Value(0)), default=Value(1))
    records = (
        kind.model.objects.live()
        .filter(holding_words(words, kind.fields))
        .annotate(total=Window(Count("pk")))
        .order_by(in_title, "title", "pk")
    )
    if kind.related:
        records = records.select_related(*kind.related)
    records = list(records if everything else records[:SHOWN])
    total = records[0].total if records else 0
    return Group(kind, records, total, _address_of_all(kind, text) if total > len(records) else "")


def _address_of_all(kind, text):
    """Return the address that shows every match of one kind: its filtered list, or this page for that kind alone."""
    if kind.route:
        return f"{reverse(kind.route)}?{urlencode({'q': text})}"
    return f"{reverse('site:search')}?{urlencode({'q': text, 'kind': kind.name})}"
