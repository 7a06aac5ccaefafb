"""The addresses at which members of staff set a password, after a sign-in link or when they have forgotten it.

The views are Django's; only the pages' names and the choice of accounts are ours. Included under the admin's address.
"""

from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm
from django.urls import path
from django.views.decorators.cache import never_cache

from hscp.models import User

NAMES = {"site_header": "HSCP Safeguarding Portal: editors", "site_title": "HSCP editors"}


class StaffPasswordForm(PasswordResetForm):
    """Writes to active members of staff only, including those without a password yet: that is how they get one."""

    def get_users(self, email):
        return User.objects.filter(email__iexact=email, email__gt="", is_active=True, is_staff=True)


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
        views.PasswordResetConfirmView.as_view(extra_context=NAMES),
        name="password_reset_confirm",
    ),
    path(
        "reset/done/",
        never_cache(views.PasswordResetCompleteView.as_view(extra_context=NAMES)),
        name="password_reset_complete",
    ),
]
