"""Inviting a member of staff on one page: who they are and their role. They get a mail and set their own password."""

import re

from django import forms
from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from hscp.admin.extra_pages import RecordPage
from hscp.models import User
from hscp.security.accounts import close_account, invite, is_waited_for

# What a sign-in name may not hold, though an address may.
_NOT_IN_NAMES = re.compile(r"[^\w.@+-]")


class InvitationForm(forms.ModelForm):
    """The name, address and roles of somebody new. The address is also the name to sign in with.

    It has no field for a superuser, so nobody makes one by inviting.
    """

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "groups"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first_name", "email", "groups"):
            self.fields[name].required = True
        self.fields["email"].max_length = 150
        self.fields["email"].help_text = "The invitation goes there. It is also the name to sign in with."
        self.fields["groups"].error_messages["required"] = "Choose at least one role."

    def clean_email(self):
        email = User.objects.normalize_email(self.cleaned_data["email"]).strip()
        if len(email) > 150:
            raise forms.ValidationError("Use an address of 150 characters or fewer.")
        known = User.objects.filter(Q(email__iexact=email) | Q(username__iexact=_name(email))).first()
        if known and known.is_active:
            raise forms.ValidationError(f"This address has an account already: {known.get_username()}.")
        if known:
            raise forms.ValidationError(
                f"This address has an account that is closed: {known.get_username()}. Open it under Users, tick “Active”, save, "
                "and invite the person again there."
            )
        return email

    def save(self, commit=True):
        self.instance.username = _name(self.cleaned_data["email"])
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        return super().save(commit)


def _name(email):
    """Return the name to sign in with for an address."""
    return _NOT_IN_NAMES.sub("-", email.lower())


def send_invitation(request, user):
    """Invite `user`, and say so on the next page. The page of the account says it if the mail cannot be sent."""
    invite(user, by=request.user)
    messages.success(request, f"An invitation is on its way to {user.email}.")


class AccountPage(RecordPage):
    """A page beside an account, for those who may change it: nobody but a superuser may touch a superuser."""

    def load(self, kwargs):
        super().load(kwargs)
        if not self.admin.has_change_permission(self.request, self.record):
            raise PermissionDenied


class InviteAgainPage(AccountPage):
    """Sends the invitation once more; the link of the one before stops working."""

    route = "invite/"
    name = "invite"
    methods = ("POST",)

    def handle(self):
        user = self.record
        if not is_waited_for(user):
            messages.error(self.request, f"{user} is not waiting for an invitation.")
        elif not user.email:
            messages.error(self.request, "Give the account an email address first, and save.")
        else:
            send_invitation(self.request, user)
            self.admin.log_change(self.request, user, "Invited again.")
        return self.to_page()


class WithdrawPage(AccountPage):
    """Takes an invitation back: its link stops working, and the account is closed."""

    route = "withdraw/"
    name = "withdraw"
    methods = ("POST",)

    def handle(self):
        user = self.record
        if is_waited_for(user) and user != self.request.user:
            close_account(user)
            self.admin.log_change(self.request, user, "Withdrew the invitation.")
            messages.success(
                self.request, f"The invitation of {user} is withdrawn. Its link no longer works."
            )
        else:
            messages.error(
                self.request,
                f"{user} has signed in already, or is closed. There is no invitation to withdraw.",
            )
        return self.to_page()


class SignedInFilter(SimpleListFilter):
    """Narrows the list to those who have signed in, or have been invited and not come yet."""

    title = "first sign-in"
    parameter_name = "signed_in"

    def lookups(self, request, model_admin):
        return [
            ("yes", "Has signed in"),
            ("invited", "Invited, not yet signed in"),
            ("no", "Never signed in"),
        ]

    def queryset(self, request, queryset):
        conditions = {
            "yes": Q(last_login__isnull=False),
            "invited": Q(last_login=None, is_active=True, invited_at__isnull=False),
            "no": Q(last_login=None),
        }
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset
