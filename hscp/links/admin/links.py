"""The list of links."""

from django.contrib import admin

from hscp.admin.history import HistoryAdmin
from hscp.admin.where_used import ShowsUses
from hscp.links.admin.sheet_pages import LINKS_PAGES, links_buttons
from hscp.links.deciding import touch_records
from hscp.links.models import Link
from hscp.records.saving import content_change


@admin.register(Link)
class LinkAdmin(ShowsUses, HistoryAdmin):
    """A web address, what is known of it, and which records lead there."""

    list_display = ["address", "state", "kind", "parent_page", "source", "checked_on"]
    list_filter = ["state", "kind", "parent_page", "source"]
    search_fields = ["address", "label", "evidence"]
    ordering = ["address", "pk"]
    readonly_fields = ["source", "evidence", "checked_by", "checked_on"]
    fieldsets = [
        (None, {"fields": ["address", "label", "kind", "language", "parent_page"]}),
        ("What is known of it", {"fields": ["state", "withdrawn_because", "note"]}),
        ("Where it comes from", {"fields": ["source", "evidence", ("checked_by", "checked_on")]}),
    ]

    more_sheet_pages = LINKS_PAGES

    def sheet_buttons(self, request):
        return links_buttons(self.opts, request)

    def has_add_permission(self, request):
        return False

    def save_related(self, request, form, formsets, change):
        """Bring what search says of the records that lead there up to date."""
        super().save_related(request, form, formsets, change)
        with content_change(by=request.user) as changed:
            changed.touched(form.instance)
            touch_records(changed, form.instance)

    def store_both(self, request, record, wanted):
        with content_change(by=request.user) as changed:
            super().store_both(request, record, wanted)
            touch_records(changed, record)
