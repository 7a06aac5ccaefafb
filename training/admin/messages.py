"""The outbox, to read: what was told to whom, what waits, and what could not be sent."""

from django.contrib import admin, messages
from django.utils.html import format_html

from hscp.admin.extra_pages import admin_address
from hscp.admin.people_seen import PeopleSeen
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import counted
from training.mail import delivery, reading
from training.models import Message, Session


class ArrivedFilter(admin.SimpleListFilter):
    """Those that the mail server refused, or that were given up, and that nothing later replaced."""

    title = "did not arrive"
    parameter_name = "arrived"

    def lookups(self, request, model_admin):
        return [("no", "Did not arrive")]

    def queryset(self, request, queryset):
        if self.value() != "no":
            return queryset
        return queryset.filter(pk__in=reading.undelivered().values("pk"))


@admin.register(Message)
class MessageAdmin(PeopleSeen, admin.ModelAdmin):
    """A list for training administrators. A row leads to its mail as sent, without the links that are the person's own."""

    actions = ["send_again", "send_copies"]
    list_display = ["what", "session", "to", "state", "send_at", "sent_at", "attempts", "problem"]
    list_display_links = None
    # No search: the page's address would then contain an email address.
    list_filter = [ArrivedFilter, "state", "kind", "send_at"]
    list_select_related = ["session__course"]
    list_per_page = ADMIN_LISTS
    ordering = ["-send_at", "-pk"]
    show_full_result_count = False

    def get_urls(self):
        return [url for url in super().get_urls() if (url.name or "").endswith("_changelist")]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="message", ordering="kind")
    def what(self, message):
        return format_html(
            '<a href="{}">{}</a>', admin_address(Session._meta, "mail", message.pk), message.words
        )

    @admin.action(description="Send again what was not sent", permissions=["change"])
    def send_again(self, request, queryset):
        """Put those that were given up back into the queue, and say how many of the chosen ones that were."""
        number = delivery.send_again(queryset)
        if number:
            messages.success(request, f"{counted(number, 'message goes', 'messages go')} out again.")
        else:
            messages.warning(
                request,
                "None of these can be sent again: only what was not sent, and still has its text, can.",
            )

    @admin.action(description="Send these again, as they were", permissions=["change"])
    def send_copies(self, request, queryset):
        """Put a copy of each that was sent, and each that was given up, into the queue, and say how many that were."""
        number = sum(reading.send_copy(message) for message in queryset)
        if number:
            messages.success(request, f"{counted(number, 'message goes', 'messages go')} out again.")
        else:
            messages.warning(
                request, "None of these can be sent again: their texts are deleted, or they still wait."
            )
