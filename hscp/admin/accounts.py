"""The admin of the accounts, their roles and the old addresses.

Nobody can raise themselves: an account that may manage accounts sees no superuser field, cannot change a superuser, and
cannot change its own roles. Accounts are closed, never deleted, so that the history keeps who did what.
"""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from hscp.models import OldAddress, User
from hscp.security.audit.accounts import account_event
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.roles import ROLES

# What nobody decides about their own account: it would raise them, or lock them out.
_NOT_ONES_OWN = ["groups", "is_staff", "is_active"]


@admin.register(User)
class AccountAdmin(UserAdmin):
    """The people who sign in."""

    list_display = ["username", "get_full_name", "email", "role_names", "is_active", "last_login"]
    list_filter = ["is_active", "groups", "is_superuser"]
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        (
            "What this person may do",
            {
                "fields": ["is_active", "is_staff", "groups", "is_superuser"],
                "description": "Untick “Active” to close an account. It is never deleted: the history names it.",
            },
        ),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "username",
                    "email",
                    "first_name",
                    "last_name",
                    "usable_password",
                    "password1",
                    "password2",
                ],
                "description": "Without a password, the person sets their own with “Forgotten your login credentials?” on the sign-in page, "
                "once you have ticked “Staff status” on the next page.",
            },
        )
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def log_addition(self, request, obj, message):
        record(AuditKind.ACCOUNT_ADDED, by=request.user, about=obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        kind, what = account_event(obj, message)
        record(kind, by=request.user, about=obj, what=what)
        return super().log_change(request, obj, message)

    @admin.display(description="roles")
    def role_names(self, user):
        if user.is_superuser:
            return "Superuser"
        return ", ".join(sorted(group.name for group in user.groups.all())) or "–"

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            request.user.is_superuser or obj is None or not obj.is_superuser
        )

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (name, {**options, "fields": [field for field in options["fields"] if field != "is_superuser"]})
            for name, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *_NOT_ONES_OWN] if obj is not None and obj.pk == request.user.pk else fields

    def get_list_filter(self, request):
        return [name for name in self.list_filter if request.user.is_superuser or name != "is_superuser"]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            field = super().formfield_for_manytomany(
                db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs
            )
            field.label = "Roles"
            field.help_text = "What each role may do is listed under Roles."
            return field
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def user_change_password(self, request, id, form_url=""):
        """Refuse everyone but superusers a superuser's password page, whatever the form would do."""
        user = self.get_object(request, id)
        if user is not None and not self.has_change_permission(request, user):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """The roles, for reading: they are data of the project (`hscp.security.roles`) and set by `manage.py sync_roles`."""

    list_display = ["name", "what_it_may_do"]
    fields = ["name", "what_it_may_do", "people"]
    readonly_fields = fields

    @admin.display(description="what it may do")
    def what_it_may_do(self, group):
        return next(
            (role.description for role in ROLES if role.name == group.name), "Not one of this site’s roles."
        )

    @admin.display(description="people")
    def people(self, group):
        return (
            ", ".join(group.user_set.order_by("username").values_list("username", flat=True)) or "Nobody yet."
        )

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Roles", **(extra_context or {})})

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PathField(forms.RegexField):
    """The path of a page of this site. A full address, or one that starts with two slashes, would lead readers away."""

    def __init__(self, **kwargs):
        super().__init__(
            r"^/(?!/)[^\s?#\\]*\Z",
            max_length=300,
            help_text="The part of the address after the site’s name, such as /themes/neglect/.",
            error_messages={
                "invalid": "Enter a page of this site, starting with one /, such as /themes/neglect/."
            },
            **kwargs,
        )


class OldAddressForm(forms.ModelForm):
    """Takes the path a page had and the path it has now."""

    old_path = PathField()
    new_path = PathField()


@admin.register(OldAddress)
class OldAddressAdmin(admin.ModelAdmin):
    """Where former addresses lead."""

    form = OldAddressForm
    list_display = ["old_path", "new_path", "created_at"]
    search_fields = ["old_path", "new_path"]
    ordering = ["old_path"]
    fields = ["old_path", "new_path"]
