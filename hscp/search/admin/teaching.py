"""Where editors teach search: synonyms, pinned answers, everyday phrases and places."""

from django.contrib import admin
from django.db.models import Q

from hscp.admin import HistoryAdmin
from hscp.admin.read_only import ReadOnly
from hscp.admin.widgets import without_risky_links
from hscp.search.admin.trying import TryPage
from hscp.search.forms import EverydayPhrasesForm, PinnedAnswerForm, PlaceForm, SynonymForm
from hscp.search.models import EverydayPhrases, PinnedAnswer, Place, SearchDocument, Synonym, phrases
from hscp.web.page_sizes import ADMIN_LISTS

IN_LIST = 6


def _first(texts):
    """Return the first of `texts` as one line, with the number of those left out."""
    more = f" and {len(texts) - IN_LIST} more" if len(texts) > IN_LIST else ""
    return ", ".join(texts[:IN_LIST]) + more


@admin.register(Synonym)
class SynonymAdmin(HistoryAdmin):
    """Plain words and what the site calls them."""

    form = SynonymForm
    list_display = ["typed", "meant", "both_ways"]
    list_filter = ["both_ways"]
    search_fields = ["words", "means"]
    ordering = ["words", "pk"]
    list_per_page = ADMIN_LISTS
    fieldsets = [
        (
            None,
            {
                "fields": ["words", "means", "both_ways"],
                "description": "A synonym counts in every search as soon as it is saved.",
            },
        )
    ]

    @admin.display(description="what people type", ordering="words")
    def typed(self, synonym):
        return _first(phrases(synonym.words))

    @admin.display(description="what the site calls it", ordering="means")
    def meant(self, synonym):
        return _first(phrases(synonym.means))


@admin.register(SearchDocument)
class SearchDocumentAdmin(ReadOnly, admin.ModelAdmin):
    """The records that can be pinned, for the autocomplete box that chooses one. They have no page in the admin."""

    search_fields = ["title"]
    ordering = ["title", "kind", "pk"]

    def get_queryset(self, request):
        # A document without an address configures search; it is never a result.
        return super().get_queryset(request).filter(Q(removed=False) & ~Q(data__url=""))

    def get_urls(self):
        return []

    def has_module_permission(self, request):
        return False


class AboutARecord(HistoryAdmin):
    """What is taught of one record, which a box offers as its title is typed."""

    autocomplete_fields = ["document"]
    list_select_related = ["document"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return without_risky_links(super().formfield_for_dbfield(db_field, request, **kwargs))


@admin.register(PinnedAnswer)
class PinnedAnswerAdmin(AboutARecord):
    """Records that come first in a search for some words."""

    form = PinnedAnswerForm
    list_display = ["words", "record", "on_site", "order", "updated_at"]
    search_fields = ["words", "document__title"]
    ordering = ["words", "order", "pk"]
    list_per_page = ADMIN_LISTS
    fieldsets = [
        (
            None,
            {
                "fields": ["words", "document", "order"],
                "description": "The record comes first as soon as this is saved, for as long as it is on the site.",
            },
        )
    ]

    @admin.display(description="record", ordering="document__title")
    def record(self, pin):
        return pin.document

    @admin.display(description="on the site", boolean=True)
    def on_site(self, pin):
        return pin.document.is_live()


@admin.register(EverydayPhrases)
class EverydayPhrasesAdmin(AboutARecord):
    """How people describe a subject without its name."""

    form = EverydayPhrasesForm
    pages = (TryPage, *HistoryAdmin.pages)
    list_display = ["subject", "how_many", "updated_at"]
    search_fields = ["phrases", "document__title"]
    ordering = ["document__title", "pk"]
    list_per_page = ADMIN_LISTS
    change_list_template = "admin/search/everydayphrases/change_list.html"
    fieldsets = [
        (
            None,
            {
                "fields": ["document", "phrases"],
                "description": "Search asks the phrases when no record is called what somebody types. They count as soon as they are saved.",
            },
        )
    ]

    @admin.display(description="subject", ordering="document__title")
    def subject(self, row):
        return row.document

    @admin.display(description="phrases")
    def how_many(self, row):
        return len(phrases(row.phrases))


@admin.register(Place)
class PlaceAdmin(AboutARecord):
    """Places that people name in a search, and whom to ask there."""

    form = PlaceForm
    list_display = ["area", "is_served", "document", "some"]
    list_display_links = ["area"]
    list_filter = ["is_served"]
    search_fields = ["area", "names"]
    ordering = ["area"]
    list_per_page = ADMIN_LISTS
    fieldsets = [
        (
            None,
            {
                "fields": ["area", "names", "is_served", "document"],
                "description": "A place in a search does not narrow it: the other words decide. Who names a place that this site does not serve is told so.",
            },
        )
    ]

    @admin.display(description="names")
    def some(self, place):
        return _first(phrases(place.names))
