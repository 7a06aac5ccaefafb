"""The admin pages of search: synonyms, pinned answers, and what people could not find."""

from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html_join

from hscp.admin import HistoryAdmin
from hscp.admin.widgets import without_risky_links
from hscp.search.forms import PinnedAnswerForm, SynonymForm
from hscp.search.models import PinnedAnswer, SearchCount, SearchDocument, Synonym, phrases
from hscp.search.popular_searches import RECENT_DAYS, searched_for
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
class SearchDocumentAdmin(admin.ModelAdmin):
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

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(PinnedAnswer)
class PinnedAnswerAdmin(HistoryAdmin):
    """Records that come first in a search for some words."""

    form = PinnedAnswerForm
    list_display = ["words", "record", "on_site", "order", "updated_at"]
    list_select_related = ["document"]
    search_fields = ["words", "document__title"]
    ordering = ["words", "order", "pk"]
    list_per_page = ADMIN_LISTS
    autocomplete_fields = ["document"]
    fieldsets = [
        (
            None,
            {
                "fields": ["words", "document", "order"],
                "description": "The record comes first as soon as this is saved, for as long as it is on the site.",
            },
        )
    ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return without_risky_links(super().formfield_for_dbfield(db_field, request, **kwargs))

    @admin.display(description="record", ordering="document__title")
    def record(self, pin):
        return pin.document

    @admin.display(description="on the site", boolean=True)
    def on_site(self, pin):
        return pin.document.is_live()


class PeriodFilter(admin.SimpleListFilter):
    """How far back to look. Merges the days, so that each term has one row."""

    title = "when"
    parameter_name = "days"

    def lookups(self, request, model_admin):
        return [("7", "Last 7 days"), (str(RECENT_DAYS), "Last 4 weeks"), ("365", "Last 12 months")]

    def value(self):
        chosen = super().value()
        return chosen if chosen in dict(self.lookup_choices) else str(RECENT_DAYS)

    def choices(self, changelist):
        for value, label in self.lookup_choices:
            yield {
                "selected": value == self.value(),
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request, queryset):
        return searched_for(int(self.value()), within=queryset)


class FoundFilter(admin.SimpleListFilter):
    """Whether the latest of these searches found anything."""

    title = "what they found"
    parameter_name = "found"

    def lookups(self, request, model_admin):
        return [("nothing", "Nothing"), ("something", "Something")]

    def queryset(self, request, queryset):
        if self.value() in dict(self.lookup_choices):
            return queryset.filter(found_nothing=self.value() == "nothing")
        return queryset


@admin.register(SearchCount)
class SearchCountAdmin(admin.ModelAdmin):
    """What people could not find: a read-only list, with links to put each term right."""

    actions = None
    list_display_links = None
    list_filter = [FoundFilter, PeriodFilter]
    list_per_page = ADMIN_LISTS
    search_fields = ["term"]
    # The order is fixed and serves the page's purpose: no result first, then the most frequent.
    sortable_by = []
    # Counting beside the filters would need the days merged first.
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False

    def get_urls(self):
        """Keep only the list: a row has no page of its own."""
        return [url for url in super().get_urls() if (url.name or "").endswith("_changelist")]

    def get_queryset(self, request):
        # Unordered for now: the number of times is only known once PeriodFilter has merged the days.
        return SearchCount.objects.order_by()

    def get_ordering(self, request):
        return ["-found_nothing", "-times", "term"]

    def get_list_display(self, request):
        actions = [
            (label, reverse(f"admin:search_{model._meta.model_name}_add"))
            for label, model in (("Add a synonym", Synonym), ("Pin an answer", PinnedAnswer))
            if request.user.has_perm(f"search.add_{model._meta.model_name}")
        ]

        @admin.display(description="what to do")
        def help_it(row):
            prefilled = urlencode({"words": row.term})
            links = [(f"{address}?{prefilled}", label, row.term) for label, address in actions]
            return format_html_join(
                " ", '<a class="button" href="{}">{}<span class="visually-hidden"> for “{}”</span></a>', links
            )

        return ["searched", "times", "found", "last_day", *([help_it] if actions else [])]

    @admin.display(description="words")
    def searched(self, row):
        return row.term

    @admin.display(description="last day")
    def last_day(self, row):
        return row.day

    @admin.display(description="times")
    def times(self, row):
        return row.times

    @admin.display(description="what they found")
    def found(self, row):
        return "Nothing" if row.found_nothing else "Something"

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": "What people could not find", **(extra_context or {})}
        )

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
