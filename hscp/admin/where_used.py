"""Where a record is used: on its form, and as the reason why it cannot be deleted."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from hscp.records.where_used import where_used
from hscp.updates.models import Update


class ShowsUses:
    """Mixin for a ModelAdmin: says where the record is used before it is changed, and refuses to delete it while it is."""

    delete_confirmation_template = "admin/record_delete.html"
    delete_selected_confirmation_template = "admin/records_delete.html"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.pk:
            context["uses"] = self.grouped_uses(request, [obj])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def grouped_uses(self, request, records):
        """Return where `records` are used, as a list of (kind of record, list of (record, how, address or ""))."""
        groups = {}
        for use in where_used(records):
            opts = use.record._meta
            may_look = request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}")
            url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[use.record.pk])
            groups.setdefault(capfirst(opts.verbose_name), []).append(
                (use.record, use.how, url if may_look else "")
            )
        return list(groups.items())

    def get_deleted_objects(self, objs, request):
        """Refuse to delete what is used, with the list of what uses it; a link from a process counts like a pack's."""
        objs = list(objs)
        _, counts, lacking, protected = super().get_deleted_objects(objs, request)
        # Nobody deletes by itself what readers were told of a record: it goes with the record.
        lacking.discard(Update._meta.verbose_name)
        uses = [
            format_html(
                '{}: {} <span class="quiet">({})</span>',
                kind,
                format_html('<a href="{}">{}</a>', url, record) if url else record,
                how,
            )
            for kind, rows in self.grouped_uses(request, objs)
            for record, how, url in rows
        ]
        return [str(record) for record in objs], counts, lacking, uses or protected
