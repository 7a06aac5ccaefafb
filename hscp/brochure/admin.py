"""The editors' pages of the brochure: its words, the import with its plan, and the pairs of records to decide.

The pages of its published editions are in `hscp.brochure.editions.admin`.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models.fields.json import KT
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.text import capfirst

from hscp.admin import PublishableAdmin
from hscp.admin.decided_on_pages import OwnPagesAdmin
from hscp.admin.where_used import ShowsUses
from hscp.brochure.duplicates.deciding import AlreadyDecided as PairDecided
from hscp.brochure.duplicates.deciding import attach_records, keep_apart, merge_pair
from hscp.brochure.duplicates.side_by_side import side_by_side
from hscp.brochure.editions.admin import MakesEditions
from hscp.brochure.importing.applying import CannotStore, ImportBusy, StalePlan
from hscp.brochure.importing.forms import AgreeForm, UploadForm
from hscp.brochure.importing.import_runs import AlreadyDecided, account_of, apply_run, cancel_run, start_run
from hscp.brochure.importing.plan_as_data import fingerprint
from hscp.brochure.models import Brochure, ImportRun, ImportState, PossibleDuplicate
from hscp.records.merging import CannotMerge
from hscp.web.page_sizes import ADMIN_LISTS


@admin.register(Brochure)
class BrochureAdmin(MakesEditions, PublishableAdmin):
    """A year's brochure: the words around the packs."""

    own_columns = ("edition",)
    content_fieldsets = (
        (
            "The brochure",
            {
                "fields": ["edition", "introduction", "how_to_use"],
                "description": "What stands before the packs. The packs themselves are the published themes.",
            },
        ),
    )


@admin.register(ImportRun)
class ImportRunAdmin(OwnPagesAdmin):
    """Imports: choose a file, look at the plan, agree to it."""

    list_display = ["file_name", "what", "state", "created_at", "created_by", "decided_at", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["created_by", "decided_by"]

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        if request.resolver_match.url_name.endswith("changelist"):
            # Texts and plans are large, and a list shows no more than a title of them.
            queryset = queryset.annotate(plan_title=KT("plan__title")).defer("text", "plan", "report")
        return queryset

    @admin.display(description="brochure", ordering="plan_title")
    def what(self, run):
        return run.plan_title

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request)

    def get_urls(self):
        lines = path(
            "<int:object_id>/lines/",
            self.admin_site.admin_view(self.lines_view),
            name="brochure_importrun_lines",
        )
        return [lines, *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        """Take a file, plan its import, and show the plan. No record is changed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            name = form.cleaned_data["file"].name
            return self.back(request, start_run(file_name=name, document=form.document, by=request.user))
        return self.page(request, "upload", "Import a brochure", form=form)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the plan, or what came of it; on POST apply it or put it aside."""
        run = self.found(request, object_id)
        may_decide = self.has_add_permission(request)
        form = AgreeForm(run.plan, request.POST or None, initial={"plan": fingerprint(run.plan)})
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            if "cancel" in request.POST:
                return self._cancel(request, run)
            if form.is_valid():
                return self._apply(request, run, form)
        waiting = run.state == ImportState.WAITING
        return self.page(
            request,
            "plan",
            f"Plan: {run.plan['title']}" if waiting else f"Import: {run.plan['title']}",
            run=run,
            original=run,
            plan=run.plan,
            form=form,
            decides=may_decide and waiting,
        )

    def _apply(self, request, run, form):
        if form.cleaned_data["plan"] != fingerprint(run.plan):
            messages.warning(request, "The plan has changed since this page was opened. Look at it again.")
            return self.back(request, run)
        try:
            applied = apply_run(
                run_id=run.pk, by=request.user, state=form.cleaned_data["state"], choices=form.choices
            )
        except (StalePlan, ImportBusy) as error:
            messages.warning(request, str(error))
        except (AlreadyDecided, CannotStore) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, applied.sentence())
        return self.back(request, run)

    def _cancel(self, request, run):
        try:
            cancel_run(run_id=run.pk, by=request.user)
        except AlreadyDecided as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"The import of “{run.file_name}” was put aside. Nothing was changed.")
        return self.to_list()

    def lines_view(self, request, object_id):
        """Give what became of every line of the document, as a file."""
        run = self.found(request, object_id)
        response = JsonResponse(account_of(run), json_dumps_params={"indent": 2, "ensure_ascii": False})
        response["Content-Disposition"] = f'attachment; filename="import-{run.pk}-lines.json"'
        return response


@admin.register(PossibleDuplicate)
class PossibleDuplicateAdmin(ShowsUses, OwnPagesAdmin):
    """The pairs that wait for a decision."""

    list_display = ["pair", "kind", "reason"]
    list_filter = [("content_type", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["content_type"]
    list_per_page = ADMIN_LISTS

    def get_queryset(self, request):
        return super().get_queryset(request).waiting().select_related("content_type")

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.result_list = attach_records(list(changelist.result_list))
        return changelist

    def has_add_permission(self, request):
        return False

    @admin.display(description="the two records")
    def pair(self, pair):
        return f"{pair.first} / {pair.second}"

    @admin.display(description="kind", ordering="content_type")
    def kind(self, pair):
        return capfirst(pair.content_type.name)

    def _may_decide(self, request, pair):
        """Deciding changes a record and what the public sees of it: it takes the rights to both."""
        opts = pair.content_type.model_class()._meta
        needed = [f"{opts.app_label}.{verb}_{opts.model_name}" for verb in ("change", "publish")]
        return self.has_change_permission(request, pair) and request.user.has_perms(needed)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the two records side by side; on POST merge them or keep them apart."""
        pair = self.found(request, object_id)
        may_decide = self._may_decide(request, pair)
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            return self._decide(request, pair)
        attach_records([pair])
        records = [
            {
                "record": record,
                "url": self._url(request, record),
                "uses": self.grouped_uses(request, [record]),
            }
            for record in (pair.first, pair.second)
        ]
        return self.page(
            request,
            "decide",
            "One record or two?",
            pair=pair,
            original=pair,
            kind=pair.content_type.name,
            records=records,
            rows=side_by_side(pair.first, pair.second),
            decides=may_decide,
        )

    @staticmethod
    def _url(request, record):
        opts = record._meta
        if not request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            return ""
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])

    def _decide(self, request, pair):
        keeps = {"first": pair.first_id, "second": pair.second_id}
        keep = next((number for name, number in keeps.items() if name in request.POST), None)
        try:
            if keep is not None:
                record, moved = merge_pair(pair_id=pair.pk, keep_id=keep, by=request.user)
                what = "; ".join(f"{name}: {number}" for name, number in sorted(moved.items()))
                messages.success(request, f"Merged into “{record}”. Moved: {what or 'nothing was related'}.")
            elif "apart" in request.POST:
                keep_apart(pair_id=pair.pk, by=request.user)
                messages.success(request, "Kept apart. You will not be asked about these two again.")
            else:
                messages.warning(request, "Choose what to do with the two records.")
                return self.back(request, pair)
        except (PairDecided, CannotMerge) as error:
            messages.error(request, str(error))
        return self.to_list()
