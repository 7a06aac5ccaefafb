"""The filters beside the editors' lists."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone

from hscp.records.links import LINK_MISSING
from hscp.records.state import State

SOON = timedelta(days=60)


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
                return queryset.exclude(LINK_MISSING)
        return queryset
