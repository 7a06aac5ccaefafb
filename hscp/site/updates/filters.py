"""The filters of what changed. The database filters and counts: search knows records, not lines about them."""

from django.db.models import Count, Exists, OuterRef

from hscp.languages.models import Wording
from hscp.records.publishable import Publishable
from hscp.search.index.entries import sources
from hscp.updates.enums import Change, FacetName
from hscp.updates.models import UpdateFacet
from hscp.vocabulary import Area
from hscp.web.filters import Facet, FacetedFilterSet
from themes.filters import AudienceFacet, ThemeFacet


def _kinds():
    """Return the kinds of page, those of records with a state, as choices. What is told of a wording stands at its record."""
    return [
        (source.kind, source.label)
        for source in sources()
        if source.model is not None and issubclass(source.model, Publishable) and source.model is not Wording
    ]


class _OfUpdate:
    """Mixin for a Facet: its values stand in rows beside each line, under the name `facet`."""

    facet = None

    def filter(self, queryset, values):
        if not values:
            return queryset
        rows = UpdateFacet.objects.filter(update=OuterRef("pk"), name=self.facet, value__in=values)
        return queryset.filter(Exists(rows))

    def numbers(self, updates):
        """Return {value: how many of `updates` have it}."""
        rows = UpdateFacet.objects.filter(name=self.facet, update__in=updates.order_by().values("pk"))
        return dict(rows.order_by().values_list("value").annotate(number=Count("pk")))


class UpdateThemeFacet(_OfUpdate, ThemeFacet):
    facet = FacetName.THEME


class UpdateAudienceFacet(_OfUpdate, AudienceFacet):
    facet = FacetName.AUDIENCE


class UpdateAreaFacet(_OfUpdate, Facet):
    facet = FacetName.AREA


class FieldFacet(Facet):
    """A facet over a field of the line itself."""

    def numbers(self, updates):
        """Return {value: how many of `updates` have it}."""
        return dict(updates.order_by().values_list(self.field_name).annotate(number=Count("pk")))


class MajorFacet(FieldFacet):
    """Only what somebody who looks in once a year has to know."""

    def filter(self, queryset, values):
        return queryset.filter(major=True) if values else queryset

    def numbers(self, updates):
        return {"yes": updates.filter(major=True).count()}


class UpdateFilter(FacetedFilterSet):
    """The filters of lines. An address with `theme`, `audience`, `kind`, `area`, `about` and `major` chooses them."""

    major = MajorFacet("major", label="How much it matters", options=[("yes", "Major changes only")])
    theme = UpdateThemeFacet()
    audience = UpdateAudienceFacet()
    kind = FieldFacet("kind", label="Kind of page", options=_kinds)
    about = FieldFacet("change", label="What changed", options=Change.choices)
    area = UpdateAreaFacet("area", label="Area", options=Area.choices)

    def best_first(self):
        """Do nothing: lines stay in order of time."""

    def total(self):
        return self._within().count()

    def counts(self):
        """Return {name of the facet: {value: how many lines the choice would leave}}, without values that leave none."""
        found = {}
        for name, facet in self.facets.items():
            numbers = facet.numbers(self._within(without=name))
            found[name] = {value: number for value, number in numbers.items() if number}
        return found

    def _within(self, without=""):
        updates = self.queryset
        for name, value in self.chosen.items():
            if name != without:
                updates = self.filters[name].filter(updates, value)
        return updates
