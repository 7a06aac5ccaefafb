"""The addresses at which members of staff set a password, after a sign-in link or when they have forgotten it.

The views are Django's; only the pages' names and the choice of accounts are ours. Included under the admin's address.
"""

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm
from django.core.exceptions import ValidationError
from django.urls import path
from django.views.decorators.cache import never_cache

from hscp.models import User
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.sign_in_limits import MustWait, check_pace, count_failure, hashing

NAMES = {"site_header": "HSCP Safeguarding Portal: editors", "site_title": "HSCP editors"}


class StaffPasswordForm(PasswordResetForm):
    """Writes to active members of staff only, including those without a password yet: that is how they get one."""

    def get_users(self, email):
        return User.objects.filter(email__iexact=email, email__gt="", is_active=True, is_staff=True)


class SetPasswordView(views.PasswordResetConfirmView):
    """Takes the password that somebody chose by their link, and writes in the audit trail that they did."""

    def form_valid(self, form):
        response = super().form_valid(form)
        record(AuditKind.PASSWORD_SET, by=self.user, about=self.user, what="by a link")
        return response


class SignInForm(AdminAuthenticationForm):
    """The form of the sign-in page. What fails stands in the audit trail, without the words that were typed.

    People type a password into the wrong box, so the trail has the number of an account, or nothing.
    """

    def clean(self):
        name = self.cleaned_data.get("username", "")
        try:
            check_pace(self.request, name)
            with hashing():
                return super().clean()
        except MustWait as wait:
            raise ValidationError(str(wait), code="wait") from wait
        except ValidationError:
            count_failure(name)
            locked = getattr(self.request, "axes_locked_out", False)
            record(
                AuditKind.LOCKED_OUT if locked else AuditKind.SIGN_IN_FAILED,
                about=User.objects.filter(username=name).first() or "no account",
            )
            raise


urlpatterns = [
    path(
        "password_reset/",
        never_cache(views.PasswordResetView.as_view(form_class=StaffPasswordForm, extra_context=NAMES)),
        name="admin_password_reset",
    ),
    path(
        "password_reset/done/",
        never_cache(views.PasswordResetDoneView.as_view(extra_context=NAMES)),
        name="password_reset_done",
    ),
    path(
        "reset/<uidb64>/<token>/",
        SetPasswordView.as_view(extra_context=NAMES),
        name="password_reset_confirm",
    ),
    path(
        "reset/done/",
        never_cache(views.PasswordResetCompleteView.as_view(extra_context=NAMES)),
        name="password_reset_complete",
    ),
]
