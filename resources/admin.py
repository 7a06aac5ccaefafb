"""The editors' forms of toolkits, resources and publishers."""

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin, messages

from hscp.admin import PublishableAdmin, RecordForm, VocabularyAdmin
from hscp.admin.filters import InUseFilter
from hscp.links.admin import LinkRows
from hscp.links.spreadsheets import LeadsSomewhereSheet
from resources.models import Publisher, Resource, ResourceLink, Toolkit, ToolkitLink
from resources.views import ResourceDetail, ToolkitDetail
from resources.years import suggested_years
from themes.forms import ResourcePacks, ToolkitPacks

IN_THEME = ("themes", InUseFilter)


class ToolkitLinks(LinkRows):
    model = ToolkitLink


class ResourceLinks(LinkRows):
    model = ResourceLink


@admin.register(Toolkit)
class ToolkitAdmin(SortableAdminBase, PublishableAdmin):
    """A set of tools about one subject for one audience."""

    page_view = ToolkitDetail
    pages = [ToolkitPacks, *PublishableAdmin.pages]
    sheet = LeadsSomewhereSheet
    search_fields = [*PublishableAdmin.search_fields, "summary"]
    own_columns = ["audience_group"]
    own_filters = [IN_THEME, "audience_group", "area"]
    inlines = [ToolkitLinks]
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
                "description": "Links and files are below. Without any, the page says that we do not have a link yet.",
            },
        ),
    ]


class ResourceForm(RecordForm):
    """The form of a resource, which reads the years of a strategy or plan from its title where nobody has typed any."""

    years_read = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = suggested_years(self.instance.title, self.instance.kind) if self.instance.pk else None
        if years and "valid_from_year" in self.fields:
            self.fields["valid_from_year"].help_text = f"The title says {years[0]} to {years[1]}."

    def clean(self):
        cleaned = super().clean()
        has_years = cleaned.get("valid_from_year") or cleaned.get("valid_to_year")
        if self.instance.pk is None and not has_years and not self.errors:
            self.years_read = suggested_years(cleaned["title"], cleaned["kind"])
            if self.years_read:
                cleaned["valid_from_year"], cleaned["valid_to_year"] = self.years_read
        return cleaned


@admin.register(Resource)
class ResourceAdmin(SortableAdminBase, PublishableAdmin):
    """A document, form, review, video or website, or a collection of them."""

    page_view = ResourceDetail
    form = ResourceForm
    pages = [ResourcePacks, *PublishableAdmin.pages]
    sheet = LeadsSomewhereSheet
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
    inlines = [ResourceLinks]
    autocomplete_fields = ["publisher", "collection", "audiences"]
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
                "description": "Links and files are below. Without any, the page says that we do not have a link yet.",
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
            "Years",
            {
                "fields": [("valid_from_year", "valid_to_year")],
                "description": "For strategies and plans that run for some years.",
            },
        ),
    ]

    def save_form(self, request, form, change):
        if form.years_read:
            first, last = form.years_read
            messages.info(
                request,
                f"The years {first} to {last} were read from the title. Correct them if they are others.",
            )
        return super().save_form(request, form, change)


@admin.register(Publisher)
class PublisherAdmin(VocabularyAdmin):
    """An organisation that publishes resources or provides courses."""

    list_display = ["name", "short_name", "area"]
    list_filter = ["area"]
    search_fields = ["name", "short_name", "other_names"]
    ordering = ["name"]
    autocomplete_fields = ["default_link"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "short_name", "other_names", "area", "default_link"],
                "description": "An organisation has no draft state: a change shows at once wherever it is named.",
            },
        )
    ]
