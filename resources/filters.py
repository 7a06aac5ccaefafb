"""The filters of the lists of toolkits and resources."""

from collections import Counter

from django.db.models import Q

from hscp.vocabulary import Area
from hscp.web.filters import Facet, FacetedFilterSet, Words
from resources.enums import ResourceKind
from themes.filters import AudienceFacet, GroupFacet, ThemeFacet


class ToolkitThemeFacet(ThemeFacet):
    """The themes whose packs list a toolkit or have it as their lead toolkit."""

    def filter(self, queryset, values):
        if not values:
            return queryset
        toolkits = queryset.model._base_manager
        return queryset.filter(
            Q(pk__in=toolkits.filter(themes__slug__in=values).values("pk"))
            | Q(pk__in=toolkits.filter(led_themes__slug__in=values).values("pk"))
        )

    def counts(self, queryset):
        rows = queryset.order_by().prefetch_related(None)
        # A union holds a toolkit once, even if a theme both lists it and has it as lead toolkit.
        either = rows.values_list("themes__slug", "pk").union(rows.values_list("led_themes__slug", "pk"))
        return Counter(slug for slug, _ in either)


class ToolkitFilter(FacetedFilterSet):
    q = Words("toolkit")
    audience = GroupFacet()
    theme = ToolkitThemeFacet()
    area = Facet("area", label="Area", options=Area.choices)


class ResourceFilter(FacetedFilterSet):
    q = Words("resource")
    kind = Facet("kind", label="Kind", options=ResourceKind.choices)
    theme = ThemeFacet()
    audience = AudienceFacet()
    area = Facet("area", label="Area", options=Area.choices)
