"""The filters of the course catalogue."""

from hscp.filters import Facet, FacetedFilterSet, Words
from themes.filters import AudienceFacet, theme_facet
from themes.vocabulary import Area
from training.models import CourseFormat


class CourseFilter(FacetedFilterSet):
    q = Words("course")
    format = Facet("format", label="Format", options=CourseFormat.choices)
    theme = theme_facet()
    audience = AudienceFacet()
    area = Facet("area", label="Area", options=Area.choices)
