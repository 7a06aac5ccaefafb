"""The filters of the lists of toolkits and resources."""

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


class ToolkitFilter(FacetedFilterSet):
    q = Words("toolkit")
    audience = GroupFacet()
    theme = ToolkitThemeFacet()
    area = Facet("area", label="Area", options=Area.choices, indexed="area")


class ResourceFilter(FacetedFilterSet):
    q = Words("resource")
    kind = Facet("kind", label="Kind", options=ResourceKind.choices, indexed="format")
    theme = ThemeFacet()
    audience = AudienceFacet()
    area = Facet("area", label="Area", options=Area.choices, indexed="area")
