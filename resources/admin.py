"""The editors' forms of toolkits, resources and publishers."""

from django.contrib import admin

from hscp.admin import PublishableAdmin, VocabularyAdmin
from hscp.admin.filters import InUseFilter
from resources.models import Publisher, Resource, Toolkit
from resources.views import ResourceDetail, ToolkitDetail

IN_THEME = ("themes", InUseFilter)


@admin.register(Toolkit)
class ToolkitAdmin(PublishableAdmin):
    """A set of tools about one subject for one audience."""

    page_view = ToolkitDetail
    search_fields = [*PublishableAdmin.search_fields, "summary"]
    own_columns = ["audience_group"]
    own_filters = [IN_THEME, "audience_group", "area"]
    content_fieldsets = [
        (
            "What it is",
            {
                "fields": ["audience_group", "summary", "area", "languages"],
                "description": "The same title for two audiences is two toolkits.",
            },
        ),
        (
            "Where it leads",
            {
                "fields": ["not_available"],
                "description": "A web address or a file. With neither, the page says that it is not available yet.",
            },
        ),
    ]


@admin.register(Resource)
class ResourceAdmin(PublishableAdmin):
    """A document, form, review, video or website, or a collection of them."""

    page_view = ResourceDetail
    search_fields = [*PublishableAdmin.search_fields, "summary", "publisher__name", "publisher__short_name"]
    own_columns = ["kind", "publisher"]
    own_filters = [
        "kind",
        IN_THEME,
        "audience_group",
        ("audiences", InUseFilter),
        "area",
        ("publisher", InUseFilter),
    ]
    list_select_related = ["owner", "publisher"]
    autocomplete_fields = ["publisher", "collection", "audiences", "superseded_by"]
    content_fieldsets = [
        (
            "What it is",
            {
                "fields": ["kind", "publisher", "summary", "collection"],
                "description": "A record of the kind “Collection” groups others, such as practitioner guides.",
            },
        ),
        (
            "Where it leads",
            {
                "fields": ["not_available"],
                "description": "A web address or a file. With neither, the page says that it is not available yet.",
            },
        ),
        (
            "For whom and where",
            {
                "fields": ["audience_group", "audiences", "area", "languages"],
                "description": "The finer audiences narrow down the group, such as schools within professionals.",
            },
        ),
        (
            "Years and successor",
            {
                "fields": [("valid_from_year", "valid_to_year"), "superseded_by"],
                "description": "For strategies and plans that run for some years, and what has taken this one's place.",
            },
        ),
    ]


@admin.register(Publisher)
class PublisherAdmin(VocabularyAdmin):
    """An organisation that publishes resources or provides courses."""

    list_display = ["name", "short_name", "area"]
    list_filter = ["area"]
    search_fields = ["name", "short_name", "other_names"]
    ordering = ["name"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "short_name", "other_names", "area"],
                "description": "An organisation has no draft state: a change shows at once wherever it is named.",
            },
        )
    ]
