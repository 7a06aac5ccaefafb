"""The page at which an administrator takes the sign-in devices of a colleague away, who has lost them."""

from django import forms
from django.contrib import messages

from hscp.admin.invitations import AccountPage
from hscp.security.second_factor.enums import ResetReason
from hscp.security.second_factor.resetting import take_devices_away
from hscp.web.wording import full_name


class ResetForm(forms.Form):
    """Why the devices go."""

    reason = forms.ChoiceField(
        label="What happened",
        choices=[("", "---------"), *ResetReason.choices],
        help_text="It is kept in the audit trail, and goes to every site administrator.",
        error_messages={"required": "Say what happened to the device."},
    )


class TakeDevicesPage(AccountPage):
    """Says what will happen; a POST with a reason takes the devices, and sends the person a link to begin anew."""

    route = "devices/"
    name = "devices"
    template = "admin/hscp/user/devices.html"

    def handle(self):
        user = self.record
        if problem := self._why_not(user):
            messages.error(self.request, problem)
            return self.to_page()
        form = ResetForm(self.request.POST if self.request.method == "POST" else None)
        if form.is_valid():
            self._take(user, ResetReason(form.cleaned_data["reason"]).label)
            return self.to_page()
        return self.render(
            f"Take the sign-in devices of {full_name(user)} away",
            form=form,
            devices=user.sign_in_devices.all(),
            codes=user.recovery_codes.count(),
        )

    def _why_not(self, user):
        if user == self.request.user:
            return "You cannot take your own devices away here. Ask another administrator, or use “Where you are signed in” above."
        if not (user.is_active and user.is_staff):
            return "This account is closed, or may not sign in."
        if not user.email:
            return "Give the account an email address first, and save: the link to begin anew goes there."
        return ""

    def _take(self, user, reason):
        take_devices_away(user, by=self.request.user, reason=reason)
        messages.success(
            self.request,
            f"The devices of {user} are taken away, and every session ended. A link to begin anew is on its way to {user.email}.",
        )
