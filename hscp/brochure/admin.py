"""The editors' pages of the brochure: its words, the import with its plan, and the pairs of records to decide.

The pages of its published editions are in `hscp.brochure.editions.admin`.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models.fields.json import KT
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.text import capfirst

from hscp.admin import PublishableAdmin
from hscp.admin.extra_pages import DecisionAdmin, ListPage, RecordPage, admin_address
from hscp.admin.where_used import ShowsUses
from hscp.brochure.duplicates.deciding import AlreadyDecided as PairDecided
from hscp.brochure.duplicates.deciding import attach_records, keep_apart, merge_pair
from hscp.brochure.duplicates.side_by_side import side_by_side
from hscp.brochure.editions import admin as editions_admin  # noqa: F401  (importing registers)
from hscp.brochure.editions.brochure_pages import FreezePage, PdfPage
from hscp.brochure.importing.applying import CannotStore, ImportBusy, StalePlan
from hscp.brochure.importing.forms import AgreeForm, UploadForm
from hscp.brochure.importing.import_runs import AlreadyDecided, account_of, apply_run, cancel_run, start_run
from hscp.brochure.importing.plan_as_data import fingerprint
from hscp.brochure.models import Brochure, ImportRun, ImportState, PossibleDuplicate
from hscp.records.merging import CannotMerge


@admin.register(Brochure)
class BrochureAdmin(PublishableAdmin):
    """A year's brochure: the words around the packs."""

    pages = [PdfPage, FreezePage, *PublishableAdmin.pages]
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

    def about(self, request, record):
        return {**super().about(request, record), "may_publish": self.has_publish_permission(request)}


class UploadPage(ListPage):
    """Takes a file, plans its import, and leads to the plan. No record is changed."""

    template = "admin/brochure/importrun/upload.html"
    permissions = ("brochure.add_importrun",)

    def handle(self):
        request = self.request
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            name = form.cleaned_data["file"].name
            run = start_run(file_name=name, document=form.document, by=request.user)
            return redirect(admin_address(self.admin.opts, "change", run.pk))
        return self.render("Import a brochure", form=form)


class PlanPage(RecordPage):
    """The plan of an import, or what came of it; a POST applies it or puts it aside."""

    template = "admin/brochure/importrun/plan.html"

    def handle(self):
        request, run = self.request, self.record
        may_decide = self.admin.has_add_permission(request)
        form = AgreeForm(run.plan, request.POST or None, initial={"plan": fingerprint(run.plan)})
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            if "cancel" in request.POST:
                return self._cancel()
            if form.is_valid():
                return self._apply(form)
        waiting = run.state == ImportState.WAITING
        return self.render(
            f"Plan: {run.plan['title']}" if waiting else f"Import: {run.plan['title']}",
            run=run,
            plan=run.plan,
            form=form,
            decides=may_decide and waiting,
        )

    def _apply(self, form):
        request, run = self.request, self.record
        if form.cleaned_data["plan"] != fingerprint(run.plan):
            messages.warning(request, "The plan has changed since this page was opened. Look at it again.")
            return self.to_page()
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
        return self.to_page()

    def _cancel(self):
        try:
            cancel_run(run_id=self.record.pk, by=self.request.user)
        except AlreadyDecided as error:
            messages.error(self.request, str(error))
        else:
            messages.success(
                self.request,
                f"The import of “{self.record.file_name}” was put aside. Nothing was changed.",
            )
        return self.to_list()


class LinesPage(RecordPage):
    """What became of every line of the document, as a file."""

    prefix = "<int:object_id>/"
    route = "lines/"
    name = "lines"

    def handle(self):
        response = JsonResponse(
            account_of(self.record), json_dumps_params={"indent": 2, "ensure_ascii": False}
        )
        response["Content-Disposition"] = f'attachment; filename="import-{self.record.pk}-lines.json"'
        return response


@admin.register(ImportRun)
class ImportRunAdmin(DecisionAdmin):
    """Imports: choose a file, look at the plan, agree to it."""

    pages = [LinesPage]
    add_page = UploadPage
    change_page = PlanPage
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


class PairPage(RecordPage):
    """The two records of a pair side by side; a POST merges them or keeps them apart."""

    template = "admin/brochure/possibleduplicate/decide.html"

    def handle(self):
        request, pair = self.request, self.record
        may_decide = self._may_decide()
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            return self._decide()
        attach_records([pair])
        records = [
            {
                "record": record,
                "url": self._address_of(record),
                "uses": self.admin.grouped_uses(request, [record]),
            }
            for record in (pair.first, pair.second)
        ]
        return self.render(
            "One record or two?",
            pair=pair,
            kind=pair.content_type.name,
            records=records,
            rows=side_by_side(pair.first, pair.second),
            decides=may_decide,
        )

    def _may_decide(self):
        """Deciding changes a record and what the public sees of it: it takes the rights to both."""
        opts = self.record.content_type.model_class()._meta
        needed = [f"{opts.app_label}.{verb}_{opts.model_name}" for verb in ("change", "publish")]
        return self.admin.has_change_permission(self.request, self.record) and self.request.user.has_perms(
            needed
        )

    def _address_of(self, record):
        """Return the address of the record's form, or "" for somebody who may not look at it."""
        opts = record._meta
        if not self.request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            return ""
        return admin_address(opts, "change", record.pk)

    def _decide(self):
        request, pair = self.request, self.record
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
                return self.to_page()
        except (PairDecided, CannotMerge) as error:
            messages.error(request, str(error))
        return self.to_list()


@admin.register(PossibleDuplicate)
class PossibleDuplicateAdmin(ShowsUses, DecisionAdmin):
    """The pairs that wait for a decision."""

    change_page = PairPage
    list_display = ["pair", "kind", "reason"]
    list_filter = [("content_type", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["content_type"]
    list_per_page = 50

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
