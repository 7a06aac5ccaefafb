"""The columns of the editors' lists of records: few, and what decides first, so that a list fits a laptop and a tablet."""

from django.contrib import admin
from django.db.models import BooleanField, Exists, ExpressionWrapper
from django.utils import timezone
from django.utils.html import format_html

from hscp.editing.drafts.keeping import drafts_beside
from hscp.links.models import Linked
from hscp.records.state import State
from hscp.web.wording import full_name


class RecordColumns:
    """Mixin for the ModelAdmin of a Publishable: its list has the title, `own_columns`, the state, and who keeps it."""

    own_columns = ()

    def get_list_display(self, request):
        return ["title", *self.own_columns, "state_tag", "next_review", "kept_by"]

    def get_queryset(self, request):
        """Read with each record whether a draft waits beside it, and whether it leads somewhere.

        A course may lead somewhere without a link of its own.
        """
        records = super().get_queryset(request).annotate(has_draft=Exists(drafts_beside(self.model)))
        if not issubclass(self.model, Linked):
            return records
        return records.annotate(
            lacks_link=ExpressionWrapper(self.model.link_missing_filter(), BooleanField())
        )

    @admin.display(description="state", ordering="state")
    def state_tag(self, record):
        """Say the state, and below it what keeps the public from the record or from what it leads to."""
        dates = "" if record.state != State.PUBLISHED or record.is_live() else self.on_site(record)
        return format_html(
            '<span class="admin-tag admin-tag--{}">{}</span>{}{}{}',
            record.state,
            record.get_state_display(),
            _below("A draft waits" if getattr(record, "has_draft", False) else ""),
            _below(dates),
            _below("No link yet" if getattr(record, "lacks_link", False) else ""),
        )

    def on_site(self, record):
        """Say whether the public sees the record now, and if not, what its dates say."""
        if record.is_live():
            return "Yes"
        if record.state != State.PUBLISHED:
            return "No"
        if record.publish_at and record.publish_at > timezone.now():
            return f"From {timezone.localdate(record.publish_at):%-d %b %Y}"
        return f"Until {timezone.localdate(record.expire_at):%-d %b %Y}"

    @admin.display(description="next review", ordering="review_date")
    def next_review(self, record):
        if record.review_date is None:
            return "–"
        text = f"{record.review_date:%-d %b %Y}"
        if record.review_date < timezone.localdate() and record.state != State.ARCHIVED:
            return format_html('<strong class="admin-overdue">{} (overdue)</strong>', text)
        return text

    @admin.display(description="owner", ordering="owner__username")
    def kept_by(self, record):
        return full_name(record.owner) if record.owner else "–"


def _below(text):
    """Return `text` as a quiet line of its own below the tag; "" for ""."""
    return format_html('<br><span class="quiet">{}</span>', text) if text else ""
