"""The editors' pages of possible duplicates: their list, and two records side by side to be merged or kept apart."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.utils.text import capfirst

from hscp.admin.extra_pages import DecisionAdmin, RecordPage
from hscp.admin.filters import InUseFilter
from hscp.admin.where_used import ShowsUses
from hscp.brochure.duplicates.deciding import AlreadyDecided, attach_records, keep_apart, merge_pair
from hscp.brochure.duplicates.views import MergePage, compared, merged_sentence
from hscp.brochure.models import PossibleDuplicate
from hscp.records.merging import CannotMerge
from hscp.records.saving import CannotPublish
from hscp.web.page_sizes import ADMIN_LISTS


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
        return self.render(
            "One record or two?",
            pair=pair,
            kind=pair.content_type.name,
            decides=may_decide,
            **compared(self.admin, request, pair.first, pair.second),
        )

    def _may_decide(self):
        """Deciding changes a record and what the public sees of it: it takes the rights to both."""
        opts = self.record.content_type.model_class()._meta
        needed = [f"{opts.app_label}.{verb}_{opts.model_name}" for verb in ("change", "publish")]
        return self.admin.has_change_permission(self.request, self.record) and self.request.user.has_perms(
            needed
        )

    def _decide(self):
        request, pair = self.request, self.record
        keeps = {"first": pair.first_id, "second": pair.second_id}
        keep = next((number for name, number in keeps.items() if name in request.POST), None)
        try:
            if keep is not None:
                record, moved = merge_pair(pair_id=pair.pk, keep_id=keep, by=request.user)
                messages.success(request, merged_sentence(record, moved))
            elif "apart" in request.POST:
                keep_apart(pair_id=pair.pk, by=request.user)
                messages.success(request, "Kept apart. You will not be asked about these two again.")
            else:
                messages.warning(request, "Choose what to do with the two records.")
                return self.to_page()
        except (AlreadyDecided, CannotMerge, CannotPublish) as error:
            messages.error(request, str(error))
        return self.to_list()


@admin.register(PossibleDuplicate)
class PossibleDuplicateAdmin(ShowsUses, DecisionAdmin):
    """The pairs that wait for a decision."""

    pages = [MergePage]
    change_page = PairPage
    list_display = ["pair", "kind", "reason"]
    list_filter = [("content_type", InUseFilter)]
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
