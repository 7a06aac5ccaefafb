"""What people searched for, and the way from there to putting it right."""

from urllib.parse import urlencode

from django.contrib import admin
from django.utils.html import format_html_join

from hscp.admin.extra_pages import admin_address
from hscp.admin.read_only import ReadOnly
from hscp.search.admin.trying import TryPage
from hscp.search.models import EverydayPhrases, PinnedAnswer, SearchCount, Synonym
from hscp.search.popular_searches import RECENT_DAYS, searched_for
from hscp.web.page_sizes import ADMIN_LISTS

# What a term that nothing was found for may need: the words of the button, the field that takes the term, and the model.
_WAYS_TO_HELP = (
    ("Add to everyday phrases", "phrases", EverydayPhrases),
    ("Add a synonym", "words", Synonym),
    ("Pin an answer", "words", PinnedAnswer),
)


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
class SearchCountAdmin(ReadOnly, admin.ModelAdmin):
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
            (label, name, admin_address(model._meta, "add"))
            for label, name, model in _WAYS_TO_HELP
            if request.user.has_perm(f"search.add_{model._meta.model_name}")
        ]
        if request.user.has_perm("search.view_everydayphrases"):
            actions.append(("See why", "q", admin_address(EverydayPhrases._meta, TryPage.name)))

        @admin.display(description="what to do")
        def help_it(row):
            links = [
                (f"{address}?{urlencode({name: row.term})}", label, row.term)
                for label, name, address in actions
            ]
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
