"""The outbox, to read: what was told to whom, what waits, and what could not be sent."""

from django.contrib import admin, messages

from hscp.admin.people_seen import PeopleSeen
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import counted
from training.mail import delivery
from training.models import Message


@admin.register(Message)
class MessageAdmin(PeopleSeen, admin.ModelAdmin):
    """A list for training administrators. A row has no page: the links in a mail are only for the person it went to."""

    actions = ["send_again"]
    list_display = ["what", "session", "to", "state", "send_at", "sent_at", "attempts", "problem"]
    list_display_links = None
    # No search: the page's address would then contain an email address.
    list_filter = ["state", "kind", "send_at"]
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
        return message.kind.replace("_", " ").capitalize()

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
