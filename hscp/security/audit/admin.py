"""The audit trail in the admin: a list to read and to keep as a file, for site administrators. Both are events themselves."""

import re

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404
from django.utils import timezone

from hscp.admin.extra_pages import ExtraPages, ListPage, admin_address
from hscp.admin.read_only import ReadOnly
from hscp.admin.spreadsheets.files import table_file
from hscp.documents.spreadsheets import CONTENT_TYPES, Plain, Sheet
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.models import AuditEntry
from hscp.security.audit.trail import record
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import counted

_COLUMNS = ("Number", "When", "What happened", "Account", "Sign-in name", "About", "Details", "Seal")


class ExportPage(ListPage):
    """The entries of the list as the address filters and searches them, as a file of the kind that it names."""

    route = "export/<str:kind>/"
    name = "export"
    methods = ("GET",)

    def handle(self, kind):
        if kind not in CONTENT_TYPES:
            raise Http404
        try:
            entries = self.admin.get_changelist_instance(self.request).get_queryset(self.request)
        except IncorrectLookupParameters:
            return self.to_list()
        rows = [_row(entry) for entry in entries.iterator(chunk_size=2000)]
        record(
            AuditKind.EXPORTED,
            by=self.request.user,
            about=self.admin.opts.label_lower,
            what=f"{counted(len(rows), 'entry', 'entries')} as {kind.upper()}",
        )
        name = f"audit-trail-{timezone.localdate()}"
        return table_file([Sheet("Audit trail", [_COLUMNS, *rows])], kind, name)


def _row(entry):
    return [
        Plain(entry.number),
        timezone.localtime(entry.at).replace(tzinfo=None),
        entry.get_kind_display(),
        None if entry.by is None else Plain(entry.by),
        entry.who or "",
        entry.about,
        entry.what,
        entry.seal,
    ]


@admin.register(AuditEntry)
class AuditTrailAdmin(ExtraPages, ReadOnly, admin.ModelAdmin):
    """What staff did, the latest first. A row has no page, and nobody changes or removes one."""

    pages = (ExportPage,)
    change_list_template = "admin/hscp/auditentry/change_list.html"
    actions = None
    list_display = ["at", "kind", "who", "about", "what"]
    list_display_links = None
    list_filter = ["kind", "at"]
    list_per_page = ADMIN_LISTS
    search_fields = ["about", "by"]
    search_help_text = (
        "The number of an account, or a record as the list names it, such as training.session 12."
    )
    ordering = ["-number"]
    show_full_result_count = False

    def changelist_view(self, request, extra_context=None):
        query = request.GET.urlencode()
        files = [
            (label, admin_address(self.opts, ExportPage.name, kind) + (f"?{query}" if query else ""))
            for label, kind in (("As CSV", "csv"), ("For Excel", "xlsx"))
        ]
        context = {"title": "Audit trail", "files": files, **(extra_context or {})}
        response = super().changelist_view(request, context)
        if response.status_code == 200:
            record(AuditKind.TRAIL_READ, by=request.user, about=self.opts.label_lower)
        return response

    def get_queryset(self, request):
        names = get_user_model().objects.filter(pk=OuterRef("by")).values("username")
        return super().get_queryset(request).annotate(who=Subquery(names))

    def get_search_results(self, request, queryset, search_term):
        # As a whole: Django would look for “training.session” and for “12”.
        wanted = Q(about__iexact=search_term.strip())
        if re.fullmatch(r"\s*[0-9]{1,18}\s*", search_term):
            wanted |= Q(by=int(search_term))
        return (queryset.filter(wanted) if search_term.strip() else queryset), False

    def get_urls(self):
        kept = ("_changelist", f"_{ExportPage.name}")
        return [url for url in super().get_urls() if (url.name or "").endswith(kept)]

    @admin.display(description="who", empty_value="–")
    def who(self, entry):
        if entry.by is None:
            return None
        return f"{entry.who or 'account'} ({entry.by})"
