"""Who waits for dates: the courses that most people wait for, and the list itself."""

from django.contrib import admin

from hscp.admin.people_seen import PeopleSeen
from training.booking.interest import demand
from training.models import Interest


@admin.register(Interest)
class InterestAdmin(PeopleSeen, admin.ModelAdmin):
    """The interest register. People put themselves on it; staff read it, and delete somebody who asks."""

    change_list_template = "admin/training/interest/change_list.html"
    list_display = ["email", "course", "organisation_type", "created_at", "told_at"]
    # No search: an email would stand in the page's address. The table above the list narrows it to one course.
    list_select_related = ["course"]
    ordering = ["-created_at", "-pk"]
    fields = ["course", "email", "organisation_type", "created_at", "told_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """Put above the list which courses are waited for, those without dates first."""
        return super().changelist_view(request, {"demand": demand(), **(extra_context or {})})
