"""Who gives the courses."""

from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from hscp.admin import HistoryAdmin
from hscp.web.wording import counted
from training.models import Trainer


@admin.register(Trainer)
class TrainerAdmin(HistoryAdmin):
    """A trainer, with the number of sessions to come."""

    list_display = ["name", "email", "to_come"]
    search_fields = ["name", "email"]
    ordering = ["name", "pk"]
    fields = ["name", "email"]
    delete_confirmation_template = "admin/training/delete.html"
    delete_selected_confirmation_template = "admin/records_delete.html"

    def get_queryset(self, request):
        coming = Count("sessions", filter=Q(sessions__ends_at__gt=timezone.now()))
        return super().get_queryset(request).annotate(coming=coming)

    @admin.display(description="sessions to come", ordering="coming")
    def to_come(self, trainer):
        if not trainer.coming:
            return "–"
        sessions = reverse("admin:training_session_changelist")
        return format_html('<a href="{}?trainers__id__exact={}">{}</a>', sessions, trainer.pk, trainer.coming)

    def get_deleted_objects(self, objs, request):
        """Refuse to delete who gives or gave sessions: the records of these would lose their trainer."""
        objs = list(objs)
        names, counts, lacking, protected = super().get_deleted_objects(objs, request)
        giving = [f"{trainer}: {number}" for trainer in objs if (number := _sessions(trainer))]
        return [str(trainer) for trainer in objs], counts, lacking, giving or protected


def _sessions(trainer):
    number = trainer.sessions.count()
    return number and counted(number, "session")
