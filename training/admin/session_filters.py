"""The filters beside the list of sessions."""

from django.contrib import admin
from django.utils import timezone

from training.sessions.attention import (
    SOON,
    below_minimum,
    offers_ending,
    register_unmarked,
    waits_for_approval,
)


class WhenFilter(admin.SimpleListFilter):
    """When a session is; what is to come is shown unless another choice is made."""

    title = "when"
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [("soon", "In the next 14 days"), ("past", "Past"), ("all", "All")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": "To come"}, *others]

    def queryset(self, request, queryset):
        now = timezone.now()
        match self.value():
            case "soon":
                return queryset.filter(ends_at__gt=now, starts_at__lte=now + SOON)
            case "past":
                return queryset.filter(ends_at__lte=now)
            case "all":
                return queryset
        # What waits is shown wherever it stands in time: an unmarked register is of the past.
        return queryset if request.GET.get(WaitsFilter.parameter_name) else queryset.filter(ends_at__gt=now)


class WaitsFilter(admin.SimpleListFilter):
    """What a session waits for."""

    title = "what waits"
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [
            ("people", "Too few people, in the next 14 days"),
            ("register", "Register not marked"),
            ("offers", "An offer ends today"),
            ("approval", "A booking waits for your approval"),
        ]

    def queryset(self, request, queryset):
        find = {
            "people": below_minimum,
            "register": register_unmarked,
            "offers": offers_ending,
            "approval": waits_for_approval,
        }
        return find[self.value()](queryset) if self.value() in find else queryset


class BookedWhereFilter(admin.SimpleListFilter):
    """Who takes the bookings."""

    title = "where it is booked"
    parameter_name = "booked"

    def lookups(self, request, model_admin):
        return [("here", "Here"), ("elsewhere", "Elsewhere")]

    def queryset(self, request, queryset):
        match self.value():
            case "here":
                return queryset.filter(capacity__isnull=False)
            case "elsewhere":
                return queryset.filter(capacity=None)
        return queryset
