"""The filters of the list of contact pathways."""

from django.db.models import Q

from contacts.enums import ForWhom, Urgency
from hscp.vocabulary import Area, AudienceGroup
from hscp.web.filters import Facet, FacetedFilterSet, ListedFacet, Words
from themes.filters import ThemeFacet

_FLAGS = {
    ForWhom.PUBLIC: "for_public",
    ForWhom.PROFESSIONALS: "for_professionals",
    ForWhom.YOUNG_PEOPLE: "for_young_people",
}

# Search has the same readers as audience groups.
_GROUPS = {
    ForWhom.PUBLIC: AudienceGroup.PARENTS_AND_CARERS,
    ForWhom.PROFESSIONALS: AudienceGroup.PROFESSIONALS,
    ForWhom.YOUNG_PEOPLE: AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE,
}


class WhoForFacet(Facet):
    """Who may use a pathway. A pathway may be for several, so each has its own flag."""

    def __init__(self):
        super().__init__(
            "for_whom",
            label="Who it is for",
            options=[(whom.value, whom.label) for whom in _FLAGS],
            indexed="audience",
            index_values=_GROUPS,
        )

    def filter(self, queryset, values):
        wanted = Q()
        for value in values:
            wanted |= Q(**{_FLAGS[value]: True})
        return queryset.filter(wanted)


class PathwayFilter(FacetedFilterSet):
    q = Words("pathway")
    for_whom = WhoForFacet()
    urgency = ListedFacet("urgency", label="Urgency", options=Urgency.choices)
    theme = ThemeFacet()
    area = Facet("area", label="Area", options=Area.choices, indexed="area")
