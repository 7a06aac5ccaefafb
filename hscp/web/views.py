"""The two kinds of page that every content record has: a filtered list, and a page of its own."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.generic import DetailView
from django_filters.views import FilterView

from hscp.documents.pictures import picture_of
from hscp.languages.versions import versions_of
from hscp.page_cache.policies import CachePolicy
from hscp.updates.models import Update
from hscp.web.filters import BestFirst
from hscp.web.navigation import DOORS, FAMILIES, meant_for
from hscp.web.page_sizes import CHANGES_OF_A_RECORD, PUBLIC_LISTS
from hscp.web.withdrawn_pages import answer_for_withdrawn


class FacetedList(FilterView):
    """A filtered list of live records, by title, or best match first when there are words to find.

    Subclasses name the model, the filters and what the page says.
    """

    paginate_by = PUBLIC_LISTS
    page_title = lead = singular = plural = ""
    # The name of the address of its Atom feed; "" for a list without one.
    feed = ""

    @classmethod
    def cache_policy(cls):
        """Return how pages of the list are cached: its filters say so."""
        return cls.filterset_class.cache_policy()

    def get_queryset(self):
        return self.model.objects.live().order_by("title", "pk")

    def paginate_queryset(self, queryset, page_size):
        found = self.filterset.best_first()
        if found is None:
            return super().paginate_queryset(queryset, page_size)
        paginator, page, _, is_paginated = super().paginate_queryset(found, page_size)
        records = self.get_queryset().in_bulk(page.object_list)
        page.object_list = [records[pk] for pk in page.object_list if pk in records]
        return paginator, page, page.object_list, is_paginated

    def get_paginator(self, queryset, *args, **kwargs):
        paginator = super().get_paginator(queryset, *args, **kwargs)
        if not isinstance(queryset, BestFirst):
            # Counted already, with the choices of the filters.
            paginator.count = self.filterset.total()
        return paginator

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["filter"].count_choices()
        query = context["filter"].data.urlencode()
        return {
            "feed_url": self.feed and f"{reverse(self.feed)}{'?' if query else ''}{query}",
            "page_title": self.page_title,
            "lead": self.lead,
            "singular": self.singular,
            "plural": self.plural,
            "breadcrumbs": [],
            "sensitive": context["filter"].is_sensitive,
            **context,
        }


class RecordDetail(DetailView):
    """The page of one live record. One that was withdrawn leads to its successor, or says so; for any other it is a 404. `parents` are the pages above it: (label, route name).

    A record that is for families alone stands behind their door, not under the professionals' lists.

    `picture` is the kind of the picture that messengers show with a link, one of hscp/documents/pictures.py; "" for the
    general one. A view may give its page `structured`, a dictionary in the vocabulary of schema.org.

    With `preview=True` a record in any state is shown under a banner that says so. Only a route that admits nobody but
    staff may use it.
    """

    cache_policy = CachePolicy()
    preview = False
    parents = ()
    picture = ""
    context_object_name = "record"

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            record = None if self.preview else self.model.objects.filter(slug=kwargs.get("slug", "")).first()
            if record is None:
                raise
            return answer_for_withdrawn(request, record, self.address_of, self.parents)

    def address_of(self, record):
        """Return where this kind of page is for another record, its successor."""
        return record.get_absolute_url()

    def get_queryset(self):
        return self.model.objects.all() if self.preview else self.model.objects.live()

    def changes(self):
        """Return the last lines that readers were told of the record. Makes a query."""
        return Update.objects.of(self.object).told().newest_first()[:CHANGES_OF_A_RECORD]

    def versions(self):
        """Return the Versions in other languages that the page leads to, with itself. Makes a query for what may have some."""
        return versions_of(self.object)

    def readers(self):
        """Return the AudienceGroup that the record is for, or "" where its route alone says so."""
        return getattr(self.object, "audience_group", "")

    def get_context_data(self, **kwargs):
        group, parents = self.readers(), self.parents
        if group in FAMILIES:
            meant_for(self.request, group)
            parents = [(DOORS[group].label, DOORS[group].url_name)]
        return super().get_context_data(
            page_title=self.object.title,
            breadcrumbs=[(label, reverse(route)) for label, route in parents],
            preview=self.preview,
            changes=() if self.preview else self.changes(),
            # Only some of the pages show them.
            versions=[] if self.preview else SimpleLazyObject(self.versions),
            pictured=picture_of(self.picture, self.object) if self.picture else None,
            **kwargs,
        )
