"""The list of readers' reports in the admin: read, decided and deleted; readers alone write one."""

from django.conf import settings
from django.contrib import admin
from django.utils.html import format_html

from hscp.feedback.models import PageReport
from hscp.web.page_sizes import ADMIN_LISTS


@admin.register(PageReport)
class PageReportAdmin(admin.ModelAdmin):
    """What readers say is wrong, the latest first. Whoever reads it says what became of it; the log keeps who did."""

    list_display = ["problem", "page", "state", "sent_to", "reported_at"]
    # No search: what a reader wrote would stand in the page's address.
    list_filter = ["state", "problem"]
    list_per_page = ADMIN_LISTS
    list_select_related = ["sent_to"]
    ordering = ["-reported_at", "-pk"]
    show_full_result_count = False
    fields = ["problem", "page", "words", "state", "sent_to", "reported_at"]
    readonly_fields = ["problem", "page", "words", "sent_to", "reported_at"]

    def has_add_permission(self, request):
        return False

    @admin.display(ordering="path")
    def page(self, report):
        """The address of the page, as a link to it: staff find its record by the bar above the page."""
        if not report.path:
            return "The site as a whole"
        return format_html('<a href="{}{}">{}</a>', settings.HSCP_ADDRESS, report.path, report.path)
