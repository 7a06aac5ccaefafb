"""Merging two records by hand: the one is chosen on its form, or both in their list; then they are seen side by side."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect

from hscp.admin.actions import merge_address
from hscp.admin.extra_pages import ListPage, admin_address
from hscp.brochure.duplicates.deciding import merge_by_hand
from hscp.brochure.duplicates.side_by_side import side_by_side
from hscp.editing.models import Draft
from hscp.records.alike import alike_records
from hscp.records.merging import CannotMerge
from hscp.records.publishable import Publishable
from hscp.records.saving import CannotPublish
from hscp.web.typed_numbers import whole_number

MOST_FOUND = 50


def compared(model_admin, request, first, second):
    """Return what the template of two records side by side needs. `model_admin` is a ShowsUses."""
    return {
        "rows": side_by_side(first, second),
        "records": [
            {
                "record": record,
                "url": _address_of(record, request.user),
                "uses": model_admin.grouped_uses(request, [record]),
            }
            for record in (first, second)
        ],
    }


def _address_of(record, user):
    """Return the address of the record's form, or "" for somebody who may not look at it."""
    opts = record._meta
    may_look = user.has_perm(f"{opts.app_label}.view_{opts.model_name}")
    return admin_address(opts, "change", record.pk) if may_look else ""


def merged_sentence(record, moved):
    """Return what a merge did, for an editor."""
    what = "; ".join(f"{name}: {number}" for name, number in sorted(moved.items()))
    return f"Merged into “{record}”. Moved: {what or 'nothing was related'}."


class MergePage(ListPage):
    """Two records of the kind `kind` ("app.model"): the second is searched for, then one is merged into the other.

    Whoever may change and publish this kind of record may open it, whether or not they see what imports found.
    """

    route = "merge/<str:kind>/"
    name = "merge"
    template = "admin/brochure/possibleduplicate/merge.html"
    methods = ("GET", "HEAD", "POST")

    def respond(self, kind):
        kinds = {model._meta.label_lower: each for model, each in self.admin.admin_site._registry.items()}
        self.kind_admin = kinds.get(kind)
        if self.kind_admin is None or not issubclass(self.kind_admin.model, Publishable):
            raise Http404
        self.model = self.kind_admin.model
        if not self.kind_admin.has_merge_permission(self.request):
            raise PermissionDenied
        if self.request.method not in self.methods:
            return super().respond(kind=kind)
        return self.handle()

    def handle(self):
        chosen = {**self.request.GET.dict(), **self.request.POST.dict()}
        first, second = (self._find(chosen.get(name, "")) for name in ("first", "second"))
        if first is None or first == second:
            raise Http404
        if second is None:
            return self._search(first)
        if self.request.method == "POST":
            return self._merge(first, second)
        return self.render(
            "Merge two records",
            kind=self.model._meta.verbose_name,
            kind_opts=self.model._meta,
            first=first,
            second=second,
            drafts=[record for record in (first, second) if Draft.objects.of(record).exists()],
            **compared(self.admin, self.request, first, second),
        )

    def _find(self, number):
        """Return the record with this number, given as text, or None."""
        records = self.kind_admin.get_queryset(self.request)
        return records.filter(pk=whole_number(number)).first()

    def _search(self, first):
        words = self.request.GET.get("q", "").strip()
        if words:
            others = self.kind_admin.get_queryset(self.request).exclude(pk=first.pk)
            found, may_repeat = self.kind_admin.get_search_results(self.request, others, words)
            found = list((found.distinct() if may_repeat else found)[: MOST_FOUND + 1])
        else:
            found = alike_records(self.model, first.title, but=first.pk)
        return self.render(
            f"Merge “{first}” with another",
            kind=self.model._meta.verbose_name,
            kind_opts=self.model._meta,
            first=first,
            words=words,
            found=[
                {"record": record, "url": merge_address(self.model._meta, first.pk, record.pk)}
                for record in found[:MOST_FOUND]
            ],
            more=len(found) > MOST_FOUND,
        )

    def _merge(self, first, second):
        request = self.request
        keep, drop = (first, second) if "into_first" in request.POST else (second, first)
        if {"into_first", "into_second"}.isdisjoint(request.POST):
            return redirect(merge_address(self.model._meta, first.pk, second.pk))
        seen = {
            record.pk: record.updated_at
            for record, name in ((first, "first_seen"), (second, "second_seen"))
            if request.POST.get(name) == record.updated_at.isoformat()
        }
        try:
            record, moved = merge_by_hand(
                model=self.model, keep_id=keep.pk, drop_id=drop.pk, seen=seen, by=request.user
            )
        except (CannotMerge, CannotPublish) as error:
            messages.error(request, str(error))
            return redirect(merge_address(self.model._meta, first.pk, second.pk))
        messages.success(request, merged_sentence(record, moved))
        return redirect(admin_address(self.model._meta, "change", record.pk))
