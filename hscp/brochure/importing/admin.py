"""The editors' pages of imports: uploading a file, and the plan that somebody agrees to."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models.fields.json import KT
from django.shortcuts import redirect

from hscp.admin.extra_pages import DecisionAdmin, ListPage, RecordPage, admin_address
from hscp.brochure.contact_pages.views import ContactPage
from hscp.brochure.importing.applying import CannotStore, ImportBusy, StalePlan
from hscp.brochure.importing.forms import AgreeForm, UploadForm
from hscp.brochure.importing.import_runs import (
    AlreadyDecided,
    answer_renames,
    apply_run,
    cancel_run,
    start_run,
)
from hscp.brochure.importing.plan_as_data import fingerprint
from hscp.brochure.importing.views import AccountPage, LinesPage, PicturePage
from hscp.brochure.models import ImportRun, ImportState
from hscp.records.saving import CannotPublish


class UploadPage(ListPage):
    """Takes a file, plans its import, and leads to the plan. No record is changed."""

    template = "admin/brochure/importrun/upload.html"
    permissions = ("brochure.add_importrun",)

    def handle(self):
        request = self.request
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            name = form.cleaned_data["file"].name
            run = start_run(file_name=name, document=form.document, by=request.user, converted=form.converted)
            return redirect(admin_address(self.admin.opts, "change", run.pk))
        return self.render("Import a brochure", form=form)


class PlanPage(RecordPage):
    """The plan of an import, or its result once it is applied; a POST applies it or puts it aside."""

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
        if form.answers_anew:
            return self._plan_again(form.renamed)
        try:
            applied = apply_run(
                run_id=run.pk,
                agreed=form.cleaned_data["plan"],
                by=request.user,
                state=form.cleaned_data["state"],
                choices=form.choices,
            )
        except (StalePlan, ImportBusy) as error:
            messages.warning(request, str(error))
        except (AlreadyDecided, CannotStore, CannotPublish) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, applied.sentence())
        return self.to_page()

    def _plan_again(self, renamed):
        try:
            answer_renames(run_id=self.record.pk, renamed=renamed)
        except AlreadyDecided as error:
            messages.error(self.request, str(error))
        else:
            messages.warning(
                self.request,
                "The plan follows your answers about renamed records. Nothing was changed yet: look at it, then agree.",
            )
        return self.to_page()

    def _cancel(self):
        try:
            cancel_run(run_id=self.record.pk, by=self.request.user)
        except AlreadyDecided as error:
            messages.error(self.request, str(error))
        else:
            messages.success(
                self.request,
                f"The import of “{self.record.file_name}” was cancelled. Nothing was changed.",
            )
        return self.to_list()


@admin.register(ImportRun)
class ImportRunAdmin(DecisionAdmin):
    """Imports: choose a file, look at the plan, agree to it."""

    pages = [ContactPage, AccountPage, PicturePage, LinesPage]
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
