"""The editors' list of what readers were told: lines are reworded, made major or silenced there, never added or deleted."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from hscp.search.models import SearchDocument
from hscp.updates.models import Update
from hscp.updates.pages import page_of
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import counted


@admin.register(Update)
class UpdateAdmin(admin.ModelAdmin):
    """What a line is about and when it was written stay as they are. Its history says who changed it, and what it said before."""

    list_display = ["page_title", "words", "change", "major", "silenced", "said_at"]
    list_display_links = ["page_title", "words"]
    list_filter = ["silenced", "major", "change", "said_at"]
    search_fields = ["words", "page_name"]
    ordering = ["-said_at", "-pk"]
    list_per_page = ADMIN_LISTS
    actions = ["silence", "show_again", "make_major", "make_minor"]
    fieldsets = [
        (
            None,
            {
                "fields": ["page_title", "words", "change", "major", "silenced", "said_at"],
                "description": "Readers see it on “What changed”, on the page itself, in feeds and in mails.",
            },
        )
    ]
    readonly_fields = ["page_title", "change", "said_at"]

    def get_queryset(self, request):
        pages = SearchDocument.objects.filter(kind=OuterRef("kind"), object_id=OuterRef("object_id"))
        return super().get_queryset(request).annotate(page_name=Subquery(pages.values("title")[:1]))

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "What readers were told", **(extra_context or {})})

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def construct_change_message(self, request, form, formsets, add=False):
        """Return what was changed as one sentence for the history, with what the line said before."""
        told = [f"It said “{form.initial['words']}” before."] if "words" in form.changed_data else []
        told += [
            f"{form[name].label}: {'yes' if form.cleaned_data[name] else 'no'}."
            for name in ("major", "silenced")
            if name in form.changed_data
        ]
        return " ".join(told) or "Saved without a change."

    @admin.display(description="page", ordering="page_name")
    def page_title(self, update):
        return update.page_name or page_of(update, None).title

    @admin.action(description="Do not show to readers", permissions=["change"])
    def silence(self, request, queryset):
        self._set(request, queryset, "silenced", True, "no longer shown to readers")

    @admin.action(description="Show to readers again", permissions=["change"])
    def show_again(self, request, queryset):
        self._set(request, queryset, "silenced", False, "shown to readers again")

    @admin.action(description="Make major", permissions=["change"])
    def make_major(self, request, queryset):
        self._set(request, queryset, "major", True, "major now")

    @admin.action(description="Make minor", permissions=["change"])
    def make_minor(self, request, queryset):
        self._set(request, queryset, "major", False, "minor now")

    def _set(self, request, queryset, name, value, done):
        changing = queryset.exclude(**{name: value})
        lines = list(changing)
        LogEntry.objects.log_actions(
            request.user.pk, changing, CHANGE, change_message=f"{done.capitalize()}."
        )
        Update.objects.filter(pk__in=[line.pk for line in lines]).update(
            **{name: value}, updated_at=timezone.now()
        )
        messages.success(request, f"{counted(len(lines), 'line')} {done}.")
