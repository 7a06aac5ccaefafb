"""The public pages of toolkits and resources."""

from django.db.models import Q

from hscp.links.models import load_links
from hscp.records.publishable import if_live
from hscp.records.state import live_filter
from hscp.web.views import FacetedList, RecordDetail
from resources.filters import ResourceFilter, ToolkitFilter
from resources.models import Resource, Toolkit
from resources.schema_org import resource_data, toolkit_data
from themes.models import Theme, ThemeResource
from themes.next_dates import SHOWN, next_sessions
from themes.sensitivity import is_sensitive


class ToolkitList(FacetedList):
    model = Toolkit
    feed = "site:toolkit_feed"
    filterset_class = ToolkitFilter
    template_name = "resources/toolkit_list.html"
    page_title = "Toolkits"
    lead = "Tools, guidance and learning on one subject, put together for one audience."
    singular, plural = "toolkit", "toolkits"

    def get_queryset(self):
        return super().get_queryset().with_links()


class ToolkitDetail(RecordDetail):
    """A toolkit, the themes whose packs hold it, its courses and their next dates, and the toolkits of the same name for other readers."""

    model = Toolkit
    template_name = "resources/toolkit_detail.html"
    parents = [("Toolkits", "resources:toolkit_list")]
    picture = "toolkits"

    def get_context_data(self, **kwargs):
        toolkit = self.object
        courses = list(toolkit.courses.live().order_by("title", "pk"))
        load_links([toolkit, *courses])
        themes = Theme.objects.live().in_order()
        return super().get_context_data(
            themes=themes.filter(Q(pk__in=toolkit.themes.values("pk")) | Q(lead_toolkit=toolkit)),
            courses=courses,
            sessions=next_sessions(course__toolkit=toolkit)[:SHOWN],
            sensitive=is_sensitive(toolkit),
            structured=toolkit_data(toolkit),
            for_others=Toolkit.objects.live().filter(title=toolkit.title).exclude(pk=toolkit.pk),
            **kwargs,
        )


class ResourceList(FacetedList):
    model = Resource
    feed = "site:resource_feed"
    filterset_class = ResourceFilter
    template_name = "resources/resource_list.html"
    page_title = "Resources"
    lead = "Procedures, guides, forms, reviews, videos and websites that the themes and agency processes use."
    singular, plural = "resource", "resources"

    def get_queryset(self):
        return super().get_queryset().select_related("publisher").with_links()


class ResourceDetail(RecordDetail):
    """A resource, where packs and processes use it, its collection, and what it replaced or was replaced by."""

    model = Resource
    template_name = "resources/resource_detail.html"
    parents = [("Resources", "resources:resource_list")]

    def get_queryset(self):
        return super().get_queryset().select_related("publisher", "collection", "superseded_by")

    def get_context_data(self, **kwargs):
        resource = self.object
        members = list(resource.members.live().select_related("publisher").order_by("title", "pk"))
        load_links([resource, *members])
        pack_rows = ThemeResource.objects.filter(
            live_filter("theme__"), Q(resource=resource) | Q(collection=resource)
        )
        return super().get_context_data(
            audiences=resource.audiences.all(),
            sensitive=is_sensitive(resource),
            structured=resource_data(resource),
            collection=if_live(resource.collection),
            superseded_by=if_live(resource.superseded_by),
            supersedes=resource.supersedes.live().order_by("title", "pk"),
            members=members,
            pack_rows=_once(pack_rows.select_related("theme").order_by("theme__order", "theme__title", "pk")),
            processes=resource.processes.live().order_by("order", "title", "pk"),
            **kwargs,
        )


def _once(rows):
    """Return the first of the pack rows for each theme and section, since each member of a collection names it."""
    first = {}
    for row in rows:
        first.setdefault((row.theme_id, row.section), row)
    return list(first.values())
