"""Where editors keep the cards that answer a search which sounds like a crisis."""

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin

from hscp.admin import HistoryAdmin, SortableRows
from hscp.search.forms import CrisisCardForm
from hscp.search.models import CrisisAnswer, CrisisCard, phrases
from hscp.web.page_sizes import ADMIN_LISTS


class AnswerRows(SortableRows):
    model = CrisisAnswer
    verbose_name, verbose_name_plural = "contact or page", "who answers now, and what to read"
    fields = ["order", "reader", "document"]
    autocomplete_fields = ["document"]
    # What is dragged and numbered is the first field here: by itself it would be the first of the model, who asks.
    ordering = ["order"]

    def get_queryset(self, request):
        """Return the rows with those for one way of asking together."""
        return super().get_queryset(request).order_by("reader", "order", "pk")


@admin.register(CrisisCard)
class CrisisCardAdmin(SortableAdminBase, HistoryAdmin):
    """What is shown first if a search sounds like a crisis."""

    form = CrisisCardForm
    inlines = [AnswerRows]
    list_display = ["name", "lines", "emergency"]
    search_fields = ["name", "words", "never_with", "emergency"]
    ordering = ["name"]
    list_per_page = ADMIN_LISTS
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "words", "never_with", "emergency"],
                "description": "A wrong card is worse than none. Try the words, and ordinary searches with the same words, once it is saved.",
            },
        )
    ]

    @admin.display(description="lines")
    def lines(self, card):
        return len(phrases(card.words))
