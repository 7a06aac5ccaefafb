"""What becomes of a member of staff's account: invited by mail, signed in to, closed. What has no account has no way in."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from hscp.security.account_mails import write_invitation, write_of_changed_password
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.second_factor.devices import forget_devices
from hscp.security.signed_in.ending import end_sessions


def invite(user, *, by):
    """Write `user`, an active member of staff with an address, a mail with a link to set a password; `by` (a user) invites.

    Any link sent before stops working.
    """
    # The random part of an unusable password is new each time, and a link holds for one password only.
    if not user.has_usable_password():
        user.set_unusable_password()
    user.invited_at = timezone.now()
    user.save(update_fields=["password", "invited_at"])
    write_invitation(user, by=by)
    record(AuditKind.INVITED, by=by, about=user)


def password_was_set(user, *, by, how="", is_first=False, keep=None):
    """Do what follows on a password of `user` that `by` (a user, perhaps the same) set: it is written down, and told to its owner.

    All sessions of the person end but the one with the key `keep`. Of a first password nobody is told: they have just set it.
    """
    record(AuditKind.PASSWORD_SET, by=by, about=user, what=how)
    end_sessions(user, but=keep)
    if not is_first:
        write_of_changed_password(user)


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

    Links are made for one password, so throwing it away ends them, also if the account is opened again. The devices of the
    second step go too.
    """
    forget_devices(user)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    end_sessions(user)
