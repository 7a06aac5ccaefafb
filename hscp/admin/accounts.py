"""The admin of the accounts, their roles and the old addresses.

Nobody can raise themselves: an account that may manage accounts sees no superuser field, cannot change a superuser, and
cannot change its own roles. Accounts are closed, never deleted, so that the history keeps who did what.
"""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from hscp.admin.extra_pages import ExtraPages
from hscp.admin.invitations import (
    InvitationForm,
    InviteAgainPage,
    SignedInFilter,
    WithdrawPage,
    send_invitation,
)
from hscp.admin.leavers import LeaverPage
from hscp.admin.read_only import ReadOnly
from hscp.admin.second_factor import TakeDevicesPage
from hscp.admin.session_pages import SessionsPage
from hscp.models import OldAddress, User
from hscp.security.account_mails import problem_of_last, write_of_changed_address
from hscp.security.accounts import close_account, is_waited_for, password_was_set, standing
from hscp.security.audit.accounts import account_event, may_now
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.roles import ROLES
from hscp.security.signed_in.ending import end_sessions

# What nobody decides about their own account: it would raise them, or lock them out.
_NOT_ONES_OWN = ["groups", "is_staff", "is_active"]


@admin.register(User)
class AccountAdmin(ExtraPages, UserAdmin):
    """The people who sign in. A new one is invited, and one who has left is closed on a page of its own."""

    pages = (InviteAgainPage, WithdrawPage, LeaverPage, SessionsPage, TakeDevicesPage)
    add_form = InvitationForm
    add_form_template = None
    change_form_template = "admin/hscp/user/change_form.html"

    list_display = ["username", "full_name", "role_names", "standing", "last_login"]
    list_filter = ["is_active", "groups", SignedInFilter, "is_superuser"]
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        (
            "What this person may do",
            {
                "fields": ["is_active", "is_staff", "groups", "is_superuser"],
                "description": "When somebody leaves, use “This person has left” above: it hands over their records too. An account is "
                "never deleted: the history names it.",
            },
        ),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["first_name", "last_name", "email", "groups"],
                "description": "The person gets a mail with a link to set their own password. Nobody else ever knows it.",
            },
        )
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def log_addition(self, request, obj, message):
        record(AuditKind.ACCOUNT_ADDED, by=request.user, about=obj, what=f"now {may_now(obj)}")
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        kind, what = account_event(obj, message)
        if kind == AuditKind.PASSWORD_SET:
            here = request.session.session_key if obj == request.user else None
            password_was_set(obj, by=request.user, how=what, keep=here)
        else:
            record(kind, by=request.user, about=obj, what=what)
        return super().log_change(request, obj, message)

    @admin.display(description="roles")
    def role_names(self, user):
        if user.is_superuser:
            return "Superuser"
        return ", ".join(sorted(group.name for group in user.groups.all())) or "–"

    @admin.display(description="person", ordering="last_name")
    def full_name(self, user):
        return user.get_full_name() or "–"

    @admin.display(description="account")
    def standing(self, user):
        return standing(user)

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

    def add_view(self, request, form_url="", extra_context=None):
        response = super().add_view(request, form_url, {"title": "Invite somebody", **(extra_context or {})})
        if added := getattr(request, "added_account", None):
            # The account is stored now, with its roles, which the mail names.
            send_invitation(request, added)
        return response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and self.has_change_permission(request, obj):
            context |= {
                "standing": standing(obj),
                "waited_for": is_waited_for(obj),
                "mail_problem": problem_of_last(obj),
                "may_close": obj.is_active and obj != request.user,
                "devices": obj.sign_in_devices.all(),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            write_of_changed_address(obj, before=form.initial["email"])
        if change and "is_active" in form.changed_data and not obj.is_active:
            close_account(obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            request.added_account = form.instance
        elif _takes_away(form):
            end_sessions(form.instance)

    def user_change_password(self, request, id, form_url=""):
        """Refuse everyone but superusers a superuser's password page, whatever the form would do."""
        user = self.get_object(request, id)
        if user is not None and not self.has_change_permission(request, user):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)


def _takes_away(form):
    """Return whether the form of an account takes a role, or another right, away."""
    before, after = form.initial, form.cleaned_data
    roles = {group.pk for group in before.get("groups", ())} - {group.pk for group in after.get("groups", ())}
    flags = [name for name in ("is_active", "is_staff", "is_superuser") if name in after]
    return bool("groups" in after and roles) or any(before.get(name) and not after[name] for name in flags)


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadOnly, GroupAdmin):
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
