"""Records that are decided on pages of their own in the admin, and not edited in a form."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse


class OwnPagesAdmin(admin.ModelAdmin):
    """A ModelAdmin whose records are decided on a page of their own, not edited in a form, and never deleted."""

    actions = None

    def has_delete_permission(self, request, obj=None):
        return False

    def page(self, request, template, title, **context):
        """Render one of the pages with what every page of the admin needs."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/brochure/{self.opts.model_name}/{template}.html", context)

    def back(self, request, record):
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", record.pk)

    def to_list(self):
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def found(self, request, object_id):
        """Return the record, for those who may look at it. 404 and 403 as in the rest of the admin."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        return record

    def history_view(self, request, object_id, extra_context=None):
        """There is no form, so there is no history of it: the record itself says who decided what, and when."""
        raise Http404
