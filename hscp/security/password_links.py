"""The one-time links at which a member of staff sets a password: made as a mail is sent, so that no table holds one.

They are Django's tokens: a link works once, and no longer once the password of the account is set or thrown away, the person
signs in, or their address changes.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode

# Stands in the text of a mail that waits, where the link will be. Nothing that people type into a line can hold it.
LINK_HERE = "\n<link to set a password>\n"
# Whoever has a password may just have lost it, and reads their mail at once; mail filters of large bodies take up to a quarter of
# an hour. Whoever is invited may be away over a weekend: that is PASSWORD_RESET_TIMEOUT, three days.
FORGOTTEN_FOR = timedelta(hours=1)


def lasts_for(user):
    """Return how long a link for `user` works (timedelta)."""
    return FORGOTTEN_FOR if user.has_usable_password() else timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class SetPasswordTokens(PasswordResetTokenGenerator):
    """Django's tokens, which last for FORGOTTEN_FOR only where the account has a password."""

    def check_token(self, user, token):
        """Return whether `token` (text) is one of `user`'s, unused and in time."""
        if not super().check_token(user, token):
            return False
        age = self._num_seconds(self._now()) - base36_to_int(token.split("-")[0])
        return age <= lasts_for(user).total_seconds()


tokens = SetPasswordTokens()


def password_path(user):
    """Return the path of the one-time page at which `user` sets a password."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("password_reset_confirm", args=[uid, tokens.make_token(user)])


def with_link(body, user):
    """Return the text of a mail to `user` with a new link in the place of LINK_HERE, if it has one.

    The address is the site's own, HSCP_ADDRESS, never that of a request, which whoever sends it can choose.
    """
    if LINK_HERE not in body:
        return body
    return body.replace(LINK_HERE, f"\n{settings.HSCP_ADDRESS}{password_path(user)}\n")
