"""The addresses at which members of staff set a password, after a sign-in link or when they have forgotten it.

The views are Django's; the pages' names, the limits, the links and the mails are ours. Included under the admin's address.
"""

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.cache import never_cache

from hscp.models import User
from hscp.observability.metrics import SIGN_INS_SLOWED
from hscp.security.account_mails import ask_for_password
from hscp.security.accounts import password_was_set
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.password_links import tokens
from hscp.security.rate_limits import PASSWORD_RESETS_BY_NETWORK, client_network
from hscp.security.response_timing import even_response_timing
from hscp.security.second_factor.sessions import begin, needs_second_step
from hscp.security.sign_in_limits import MustWait, check_pace, count_failure, hashing
from hscp.security.staff_hint import give_hint

NAMES = {"site_header": "HSCP Safeguarding Portal: editors", "site_title": "HSCP editors"}


TOO_MANY_RESETS = "Too many passwords were asked for from your network. Wait 10 minutes, then try again."


class ForgottenForm(PasswordResetForm):
    """Takes an address. Whoever has it is written to later, so that the answer tells nobody whether it is known."""

    def save(self, **options):
        ask_for_password(self.cleaned_data["email"])


class ForgottenView(views.PasswordResetView):
    """Asks for the address of somebody who forgot their password. The answer is the same, and as quick, for every address."""

    form_class = ForgottenForm
    extra_context = NAMES

    def form_valid(self, form):
        if PASSWORD_RESETS_BY_NETWORK.allows(client_network(self.request)):
            return super().form_valid(form)
        form.add_error("email", TOO_MANY_RESETS)
        response = self.form_invalid(form)
        response.status_code = 429
        response["Retry-After"] = str(PASSWORD_RESETS_BY_NETWORK.seconds)
        return response


class SetPasswordView(views.PasswordResetConfirmView):
    """Takes the password that somebody chose by their link."""

    token_generator = tokens
    extra_context = NAMES

    def form_valid(self, form):
        is_first = not self.user.has_usable_password()
        response = super().form_valid(form)
        password_was_set(self.user, by=self.user, how="by a link", is_first=is_first)
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
            SIGN_INS_SLOWED.inc()
            raise ValidationError(str(wait), code="wait") from wait
        except ValidationError:
            count_failure(name)
            locked = getattr(self.request, "axes_locked_out", False)
            record(
                AuditKind.LOCKED_OUT if locked else AuditKind.SIGN_IN_FAILED,
                about=User.objects.filter(username=name).first() or "no account",
            )
            raise


class SignInView(views.LoginView):
    """The sign-in page. The password alone signs in nobody who has a second step, or must have one."""

    authentication_form = SignInForm
    template_name = "admin/login.html"
    next_page = "admin:index"

    def form_valid(self, form):
        user = form.get_user()
        if needs_second_step(user):
            begin(self.request, user, self.get_success_url())
            return redirect("second_step")
        response = super().form_valid(form)
        record(AuditKind.SIGNED_IN, by=user)
        return give_hint(response)


urlpatterns = [
    path(
        "password_reset/",
        even_response_timing(never_cache(ForgottenView.as_view())),
        name="admin_password_reset",
    ),
    path(
        "password_reset/done/",
        never_cache(views.PasswordResetDoneView.as_view(extra_context=NAMES)),
        name="password_reset_done",
    ),
    path(
        "reset/<uidb64>/<token>/",
        SetPasswordView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "reset/done/",
        never_cache(views.PasswordResetCompleteView.as_view(extra_context=NAMES)),
        name="password_reset_complete",
    ),
]
