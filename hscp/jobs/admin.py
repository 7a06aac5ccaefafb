"""The runs of jobs in the admin: a list to read, for site administrators."""

from django.contrib import admin

from hscp.admin.read_only import ReadOnly
from hscp.jobs.models import JobRun
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import counted, duration


@admin.register(JobRun)
class JobRunAdmin(ReadOnly, admin.ModelAdmin):
    """What ran, the latest first; a run has a page with what it printed if it failed."""

    actions = None
    list_display = ["started_at", "job", "outcome", "took", "said", "host"]
    list_filter = ["outcome", "job", "host"]
    list_per_page = ADMIN_LISTS
    ordering = ["-started_at", "-pk"]
    show_full_result_count = False
    fields = ["job", "host", "started_at", "ended_at", "took", "outcome", "exit_code", "said", "output"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Runs of jobs", **(extra_context or {})})

    def get_urls(self):
        without = ("_add", "_delete", "_history")
        return [url for url in super().get_urls() if not (url.name or "").endswith(without)]

    @admin.display(empty_value="–")
    def took(self, run):
        if run.ended_at is None:
            return None
        seconds = round((run.ended_at - run.started_at).total_seconds())
        return duration(seconds // 60) if seconds >= 120 else counted(seconds, "second")
