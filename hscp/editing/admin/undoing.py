"""The pages of what can be undone: the list, and each step with its button."""

from django.contrib import admin, messages
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.text import capfirst

from hscp.admin.extra_pages import DecisionAdmin, RecordPage, admin_address
from hscp.editing.models import UndoableStep
from hscp.editing.undoing.named_records import NAMED, named_records
from hscp.editing.undoing.taking_back import CannotUndo, may_undo, steps_to_undo, undo
from hscp.records.saving import CannotPublish
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import full_name


class StepPage(RecordPage):
    """What a step did, to which records, and whether it can be undone; a POST undoes it."""

    template = "admin/editing/undoablestep/step.html"

    def handle(self):
        request, step = self.request, self.record
        if request.method == "POST":
            return self._undo()
        return self.render(
            "Undo a step" if step.is_open() else "A step that is over",
            step=step,
            records=self._records(),
            more=max(0, len(step.records) - NAMED),
            done_by=full_name(step.done_by),
            undone_by=full_name(step.undone_by),
            is_open=step.is_open(),
        )

    def _undo(self):
        try:
            step = undo(self.record.pk, by=self.request.user)
        except (CannotUndo, CannotPublish) as error:
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, f"Undone: {step.what}. Everything is as it was before.")
        return self.to_page()

    def _records(self):
        """Return (kind, title, what happened, address of the form or "") of the first records of the step."""
        return [
            (capfirst(model._meta.verbose_name), title, what, self._address(model, pk) if is_there else "")
            for model, pk, title, what, is_there in named_records(self.record)
        ]

    def _address(self, model, pk):
        opts = model._meta
        if not self.request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            return ""
        try:
            return admin_address(opts, "change", pk)
        except NoReverseMatch:
            return ""


@admin.register(UndoableStep)
class UndoableStepAdmin(DecisionAdmin):
    """The steps that the person signed in can undo. They are reached from the start page and from the message after a step."""

    change_page = StepPage
    list_display = ["what", "by", "at", "ends"]
    list_select_related = ["done_by"]
    list_per_page = ADMIN_LISTS

    def get_queryset(self, request):
        steps = super().get_queryset(request).select_related("done_by", "undone_by")
        if request.resolver_match.url_name.endswith("changelist"):
            return steps.filter(pk__in=[step.pk for step in steps_to_undo(request.user)]).defer("rows")
        return steps

    def has_module_permission(self, request):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff and (obj is None or may_undo(request.user, obj))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    @admin.display(description="done by")
    def by(self, step):
        return full_name(step.done_by) or "–"

    @admin.display(description="at", ordering="done_at")
    def at(self, step):
        return f"{timezone.localtime(step.done_at):%H:%M}"

    @admin.display(description="can be undone until")
    def ends(self, step):
        return step.until_in_words
