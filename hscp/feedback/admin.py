"""The list of readers' reports in the admin: read, decided and deleted; readers alone write one."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils.html import format_html
from django.utils.text import Truncator

from hscp.feedback.enums import ReportState
from hscp.feedback.models import PageReport
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import counted, full_name

# So many characters of a report tell in the list what it is about.
_SHOWN_IN_LIST = 140
# The look of each state, as that of what waits, is confirmed or is put aside elsewhere.
_LOOKS = {ReportState.NEW: "waiting", ReportState.DONE: "confirmed", ReportState.NO_ACTION: "draft"}


@admin.register(PageReport)
class PageReportAdmin(admin.ModelAdmin):
    """What readers say is wrong, the latest first. Whoever reads it says what became of it; the log keeps who did."""

    list_display = ["problem", "page", "beginning", "state_tag", "reported_at"]
    # No search: what a reader wrote would stand in the page's address.
    list_filter = ["state", "problem"]
    list_per_page = ADMIN_LISTS
    ordering = ["-reported_at", "-pk"]
    show_full_result_count = False
    fields = ["page", "problem", "words", "state", "told", "reported_at"]
    readonly_fields = ["page", "problem", "words", "told", "reported_at"]
    actions = ["put_right", "no_action"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "What readers report", **(extra_context or {})})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # What the stock page has as a second title are its first two lines.
        context = {"title": "Report about a page", "subtitle": None, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def has_add_permission(self, request):
        return False

    @admin.display(description="page", ordering="path")
    def page(self, report):
        """The address of the page, as a link to it: staff find its record by the bar above the page."""
        if not report.path:
            return "The site as a whole"
        return format_html('<a href="{}{}">{}</a>', settings.HSCP_ADDRESS, report.path, report.path)

    @admin.display(description="in their words")
    def beginning(self, report):
        return Truncator(report.words).chars(_SHOWN_IN_LIST) or "–"

    @admin.display(description="state", ordering="state")
    def state_tag(self, report):
        look = _LOOKS[report.state]
        return format_html(
            '<span class="admin-tag admin-tag--{}">{}</span>', look, report.get_state_display()
        )

    @admin.display(description="told by email", ordering="sent_to")
    def told(self, report):
        """Who keeps the page's record; of a page that nobody keeps all administrators are told."""
        return full_name(report.sent_to, nobody="Site administrators")

    @admin.action(description="Put right", permissions=["change"])
    def put_right(self, request, queryset):
        self._decide(request, queryset, ReportState.DONE)

    @admin.action(description="No action needed", permissions=["change"])
    def no_action(self, request, queryset):
        self._decide(request, queryset, ReportState.NO_ACTION)

    def _decide(self, request, queryset, state):
        """Say of those of `queryset` that say otherwise what became of them; the history of each keeps who did."""
        deciding = queryset.exclude(state=state)
        decided = [report.pk for report in deciding]
        LogEntry.objects.log_actions(request.user.pk, deciding, CHANGE, change_message=f"{state.label}.")
        PageReport.objects.filter(pk__in=decided).update(state=state)
        messages.success(request, f"{counted(len(decided), 'report')}: {state.label.lower()}.")
