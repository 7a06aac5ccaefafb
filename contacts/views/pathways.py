"""The public pages of contact pathways."""

from itertools import groupby

from contacts.filters import PathwayFilter
from contacts.models import ForWhom, Pathway
from hscp.pages import FacetedList, RecordDetail


class PathwayList(FacetedList):
    model = Pathway
    filterset_class = PathwayFilter
    template_name = "contacts/pathway_list.html"
    page_title = "Contacts"
    lead = "Who to contact, when to contact them, and when to go somewhere else."
    singular, plural = "contact", "contacts"

    def get_queryset(self):
        return Pathway.objects.live().in_order().prefetch_related("contact_points__opening_hours")


class PathwayDetail(RecordDetail):
    """A way to get help: when to use it, its numbers and hours, its steps, and where the portal refers to it."""

    model = Pathway
    template_name = "contacts/pathway_detail.html"
    parents = [("Contacts", "contacts:pathway_list")]

    def get_context_data(self, **kwargs):
        pathway = self.object
        points = pathway.contact_points.prefetch_related("opening_hours")
        return super().get_context_data(
            point_groups=_by_reader(points),
            steps=pathway.steps.all(),
            themes=pathway.themes.live().in_order(),
            processes=pathway.processes.live().order_by("order", "title", "pk"),
            levels=pathway.threshold_levels.live().order_by("number"),
            sensitive=pathway.sensitive,
            **kwargs,
        )


def _by_reader(points):
    """Return (who the contact points are for, the points) in the order of ForWhom, each list in the editors' order."""
    order = list(ForWhom)
    points = sorted(points, key=lambda point: order.index(point.for_whom))
    return [
        (ForWhom(whom).label, list(group))
        for whom, group in groupby(points, key=lambda point: point.for_whom)
    ]
