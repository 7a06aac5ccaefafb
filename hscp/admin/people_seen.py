"""For the lists of the admin that show people who are no staff."""

from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record


class PeopleSeen:
    """Mixin for a ModelAdmin: the audit trail says who saw its list or one of its rows."""

    def changelist_view(self, request, extra_context=None):
        return self._seen(request, super().changelist_view(request, extra_context), "list")

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        response = super().changeform_view(request, object_id, form_url, extra_context)
        return self._seen(request, response, "form", object_id)

    def delete_view(self, request, object_id, extra_context=None):
        return self._seen(
            request, super().delete_view(request, object_id, extra_context), "deletion", object_id
        )

    def _seen(self, request, response, what, pk=""):
        if response.status_code == 200:
            about = f"{self.opts.label_lower} {pk}".strip()
            record(AuditKind.PEOPLE_SEEN, by=request.user, about=about, what=what)
        return response
