"""The filters beside the editors' lists."""

from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.utils import get_model_from_relation
from django.db.models import Exists, Q
from django.utils import timezone

from hscp.editing.drafts.keeping import drafts_beside
from hscp.records.state import State
from hscp.web.typed_numbers import whole_number

SOON = timedelta(days=60)
# More values than this are no list to choose from: the search finds them.
MOST_CHOICES = 100


def starting_filter(now):
    """Return the condition (Q) that a published record's first day comes within 60 days of `now` (aware datetime)."""
    return Q(state=State.PUBLISHED, publish_at__gt=now, publish_at__lte=now + SOON)


def ending_filter(now):
    """Return the condition (Q) that a published record's last day comes within 60 days of `now` (aware datetime)."""
    return Q(state=State.PUBLISHED, expire_at__gt=now, expire_at__lte=now + SOON)


class OnSiteFilter(admin.SimpleListFilter):
    """Whether the public sees the record now, and what will come and go within 60 days."""

    title = "what the public sees"
    parameter_name = "site"

    def lookups(self, request, model_admin):
        return [
            ("now", "Shown now"),
            ("starting", "Starts in the next 60 days"),
            ("ending", "Ends in the next 60 days"),
            ("ended", "Ended"),
            ("no", "Not shown"),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        match self.value():
            case "now":
                return queryset.live(at=now)
            case "starting":
                return queryset.filter(starting_filter(now))
            case "ending":
                return queryset.filter(ending_filter(now))
            case "ended":
                return queryset.filter(state=State.PUBLISHED, expire_at__lte=now)
            case "no":
                return queryset.exclude(pk__in=queryset.live(at=now).values("pk"))
        return queryset


class ReviewFilter(admin.SimpleListFilter):
    """When the record is due to be checked."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [("overdue", "Overdue"), ("soon", "Due in the next 60 days"), ("none", "No date set")]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "overdue":
                return queryset.review_overdue(on=today)
            case "soon":
                return queryset.filter(review_date__range=(today, today + SOON))
            case "none":
                return queryset.filter(review_date=None)
        return queryset


class LinkFilter(admin.SimpleListFilter):
    """Whether the record leads somewhere."""

    title = "link"
    parameter_name = "link"

    def lookups(self, request, model_admin):
        return [("missing", "Missing"), ("given", "Given")]

    def queryset(self, request, queryset):
        match self.value():
            case "missing":
                return queryset.link_missing()
            case "given":
                return queryset.link_given()
        return queryset


class InUseFilter(admin.RelatedFieldListFilter):
    """The related records that some row of the list has: all, or those not archived, or none where these are too many too.

    The one that is chosen is always there. No more are read than are shown, however many there are.
    """

    def field_choices(self, field, request, model_admin):
        ordering = self.field_admin_ordering(field, request, model_admin)
        records = get_model_from_relation(field)._default_manager.order_by()
        used = records.filter(pk__in=model_admin.model._base_manager.values(f"{self.field_path}__pk"))
        for some in [used, used.exclude(state=State.ARCHIVED)] if hasattr(records.model, "state") else [used]:
            limit = {"pk__in": some.values("pk")[: MOST_CHOICES + 1]}
            choices = field.get_choices(include_blank=False, limit_choices_to=limit, ordering=ordering)
            if len(choices) <= MOST_CHOICES:
                break
        else:
            choices = []
        chosen = {pk for pk in self.lookup_val or () if whole_number(pk) is not None} - {
            str(pk) for pk, _ in choices
        }
        return choices + [
            (record.pk, str(record)) for record in (records.filter(pk__in=chosen) if chosen else ())
        ]


class DraftFilter(admin.SimpleListFilter):
    """Whether a draft waits beside the record."""

    title = "draft"
    parameter_name = "beside"

    def lookups(self, request, model_admin):
        return [("draft", "A draft waits")]

    def queryset(self, request, queryset):
        return queryset.filter(Exists(drafts_beside(queryset.model))) if self.value() == "draft" else queryset
