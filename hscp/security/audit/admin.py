"""The audit trail in the admin: a list to read, for site administrators."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery

from hscp.admin.read_only import ReadOnly
from hscp.security.audit.models import AuditEntry
from hscp.web.page_sizes import ADMIN_LISTS


@admin.register(AuditEntry)
class AuditTrailAdmin(ReadOnly, admin.ModelAdmin):
    """What staff did, the latest first. A row has no page, and nobody changes or removes one."""

    actions = None
    list_display = ["at", "kind", "who", "about", "what"]
    list_display_links = None
    list_filter = ["kind", "at"]
    list_per_page = ADMIN_LISTS
    search_fields = ["=about", "=by"]
    search_help_text = (
        "The number of an account, or a record as the list names it, such as training.session 12."
    )
    ordering = ["-number"]
    show_full_result_count = False

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Audit trail", **(extra_context or {})})

    def get_queryset(self, request):
        names = get_user_model().objects.filter(pk=OuterRef("by")).values("username")
        return super().get_queryset(request).annotate(who=Subquery(names))

    def get_urls(self):
        return [url for url in super().get_urls() if (url.name or "").endswith("_changelist")]

    @admin.display(description="who", empty_value="–")
    def who(self, entry):
        if entry.by is None:
            return None
        return f"{entry.who or 'account'} ({entry.by})"
