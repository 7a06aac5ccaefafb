"""The filters of the list of contact pathways."""

from django.db.models import Count, Q

from contacts.enums import ForWhom, Urgency
from hscp.vocabulary import Area
from hscp.web.filters import Facet, FacetedFilterSet, Words
from themes.filters import ThemeFacet

_FLAGS = {
    ForWhom.PUBLIC: "for_public",
    ForWhom.PROFESSIONALS: "for_professionals",
    ForWhom.YOUNG_PEOPLE: "for_young_people",
}


class WhoForFacet(Facet):
    """Who may use a pathway. A pathway may be for several, so each has its own flag."""

    def __init__(self):
        super().__init__(
            "for_whom", label="Who it is for", options=[(whom.value, whom.label) for whom in _FLAGS]
        )

    def filter(self, queryset, values):
        wanted = Q()
        for value in values:
            wanted |= Q(**{_FLAGS[value]: True})
        return queryset.filter(wanted)

    def counts(self, queryset):
        totals = queryset.aggregate(
            **{whom.value: Count("pk", filter=Q(**{flag: True})) for whom, flag in _FLAGS.items()}
        )
        return {value: number for value, number in totals.items() if number}


class PathwayFilter(FacetedFilterSet):
    q = Words("pathway")
    for_whom = WhoForFacet()
    urgency = Facet("urgency", label="Urgency", options=Urgency.choices)
    theme = ThemeFacet()
    area = Facet("area", label="Area", options=Area.choices)
