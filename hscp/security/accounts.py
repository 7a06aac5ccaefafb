"""What becomes of a member of staff's account: invited by mail, signed in to, closed. What has no account has no way in.

An invitation is a link to set a password, made by Django's tokens: it works once, for `settings.PASSWORD_RESET_TIMEOUT`, and no
longer once the password of the account is set or thrown away. It stands in the mail alone, in no table and on no page.
"""

from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from hscp.web.wording import full_name

SUBJECT = "Your account for the HSCP Safeguarding Portal"


class NotSent(Exception):
    """The mail server did not take a mail; the text says so to the person who had it sent."""


def invite(user, *, by):
    """Send `user`, an active member of staff with an address, a mail with a link to set a password; `by` (a user) invites.

    Any link sent before stops working. Raises NotSent, and the account then counts as not invited.
    """
    # The random part of an unusable password is new each time, and a link holds for one password only.
    if not user.has_usable_password():
        user.set_unusable_password()
    user.invited_at = timezone.now()
    user.save(update_fields=["password", "invited_at"])
    text = render_to_string(
        "accounts/invitation.txt",
        {
            "user": user,
            "by": full_name(by),
            "roles": sorted(user.groups.values_list("name", flat=True)),
            "link": settings.HSCP_ADDRESS + password_path(user),
            "until": runs_out_at(user),
            "again": settings.HSCP_ADDRESS + reverse("admin_password_reset"),
        },
    )
    try:
        EmailMessage(subject=SUBJECT, body=text, to=[user.email]).send()
    except (SMTPException, OSError) as error:
        user.invited_at = None
        user.save(update_fields=["invited_at"])
        raise NotSent(
            f"The mail to {user.email} could not be sent. Check the address, and invite again in a few minutes."
        ) from error


def password_path(user):
    """Return the path of the one-time page at which `user` sets a password."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])


def runs_out_at(user):
    """Return when the invitation of `user` stops working (aware datetime)."""
    return user.invited_at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def is_waited_for(user):
    """Return whether `user` is still to sign in for the first time."""
    return user.is_active and user.is_staff and user.last_login is None


def standing(user):
    """Return in words how far `user` has come: "Active", "Invited on 3 Dec 2026, not yet signed in", "Closed"."""
    if not user.is_active:
        return "Closed"
    if not is_waited_for(user):
        return "Active" if user.is_staff else "May not sign in here"
    if user.has_usable_password():
        return "Has a password, not yet signed in"
    if user.invited_at is None:
        return "Not invited yet"
    if runs_out_at(user) < timezone.now():
        return f"Invitation ran out on {timezone.localdate(runs_out_at(user)):%-d %b %Y}"
    return f"Invited on {timezone.localdate(user.invited_at):%-d %b %Y}, not yet signed in"


def close_account(user):
    """Close the account of `user`: no session, password, or link to set one holds from the next request on.

    Sessions and links are made for one password, so throwing it away ends them, also if the account is opened again.
    """
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
