"""The filters of the lists of toolkits and resources."""

from collections import Counter

from django.db.models import Q

from hscp.vocabulary import Area, AudienceGroup
from hscp.web.filters import Facet, FacetedFilterSet, RelatedFacet, Words
from resources.enums import ResourceKind
from themes.filters import AudienceFacet, theme_facet, theme_options


class ToolkitThemeFacet(RelatedFacet):
    """The themes whose packs list a toolkit or have it as their lead toolkit."""

    def __init__(self):
        super().__init__("themes__slug", label="Theme", options=theme_options)

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
    audience = Facet("audience_group", label="Audience", options=AudienceGroup.choices)
    theme = ToolkitThemeFacet()
    area = Facet("area", label="Area", options=Area.choices)


class ResourceFilter(FacetedFilterSet):
    q = Words("resource")
    kind = Facet("kind", label="Kind", options=ResourceKind.choices)
    theme = theme_facet()
    audience = AudienceFacet()
    area = Facet("area", label="Area", options=Area.choices)
