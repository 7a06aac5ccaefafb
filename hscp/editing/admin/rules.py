"""The rules for whole kinds of records, for site administrators."""

from django import forms
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst

from hscp.editing.freshness.kinds import content_kinds
from hscp.editing.models import KindRule
from hscp.models import User
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import full_name


def content_types():
    """Return the content types of all kinds of content records, by their name."""
    return sorted(ContentType.objects.get_for_models(*content_kinds()).values(), key=kind_name)


def kind_name(kind):
    """Return what editors call the records of a content type."""
    return str(capfirst(kind.model_class()._meta.verbose_name_plural))


@admin.register(KindRule)
class KindRuleAdmin(admin.ModelAdmin):
    """One rule for each kind of record. Its kind is chosen once."""

    list_display = ["kind", "four_eyes", "owner", "review_months"]
    list_select_related = ["content_type", "owner"]
    list_per_page = ADMIN_LISTS
    fieldsets = [
        (
            None,
            {
                "fields": ["content_type", "four_eyes", "owner", "review_months"],
                "description": "A rule holds for every record of its kind from the moment it is saved.",
            },
        )
    ]

    def log_addition(self, request, obj, message):
        record(AuditKind.RULE_CHANGED, by=request.user, about=obj, what="added")
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        record(AuditKind.RULE_CHANGED, by=request.user, about=obj, what="changed")
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for rule in queryset:
            record(AuditKind.RULE_CHANGED, by=request.user, about=rule, what="deleted")
        return super().log_deletions(request, queryset)

    @admin.display(description="kind of record", ordering="content_type")
    def kind(self, rule):
        return str(rule)

    def get_readonly_fields(self, request, obj=None):
        return ["kind"] if obj is not None else []

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return super().get_fieldsets(request, obj)
        return [
            (
                name,
                {
                    **options,
                    "fields": [{"content_type": "kind"}.get(each, each) for each in options["fields"]],
                },
            )
            for name, options in super().get_fieldsets(request, obj)
        ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "content_type":
            taken = KindRule.objects.values_list("content_type", flat=True)
            free = [kind.pk for kind in content_types() if kind.pk not in set(taken)]
            kwargs |= {"queryset": ContentType.objects.filter(pk__in=free), "widget": forms.Select()}
        if db_field.name == "owner":
            people = User.objects.filter(is_staff=True, is_active=True)
            kwargs |= {"queryset": people.order_by("username"), "widget": forms.Select()}
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "owner":
            field.label_from_instance = full_name
        if db_field.name == "content_type":
            field.label_from_instance = kind_name
        return field
