"""Writes down what a command on the server gave: new accounts, passwords, and what accounts and roles may do."""

from contextlib import contextmanager

from django.contrib.auth.models import Group

from hscp.models import User
from hscp.security.accounts import password_was_set
from hscp.security.audit.accounts import may_now
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.signed_in.ending import end_sessions

_HOW = "on the server"


def account_was_added(account):
    """Write down that a command made `account`, what it may do, and that it has a password if it has one already."""
    record(AuditKind.ACCOUNT_ADDED, about=account, what=f"now {may_now(account)}; {_HOW}")
    if account.has_usable_password():
        password_was_set(account, by=None, how=_HOW, is_first=True)


@contextmanager
def rights_written_down():
    """Write down, after what is within, which accounts and roles are new or may do something else, and which passwords are new.

    What follows on that in the admin follows here too: sessions end, and whoever has another password is told.
    """
    accounts, roles = _accounts(), _roles()
    yield
    accounts_now, roles_now = _accounts(), _roles()
    changed = [pk for pk, now in accounts_now.items() if now != accounts.get(pk)]
    for account in User.objects.filter(pk__in=changed).order_by("pk"):
        if account.pk in accounts:
            _was_changed(account, accounts[account.pk], accounts_now[account.pk])
        else:
            account_was_added(account)
    if written := sorted(name for name, may in roles_now.items() if may != roles.get(name)):
        record(AuditKind.ROLES_WRITTEN, what=f"{', '.join(written)}; {_HOW}")


def _was_changed(account, before, now):
    (password_before, may_before), (password, may) = before, now
    if may != may_before:
        record(AuditKind.ROLES_CHANGED, about=account, what=f"now {may_now(account)}; {_HOW}")
        end_sessions(account)
    if password != password_before:
        password_was_set(account, by=None, how=_HOW)


def _accounts():
    """Return {number: (hashed password, what decides what it may do)} of all accounts."""
    people = User.objects.prefetch_related("groups", "user_permissions")
    return {
        user.pk: (
            user.password,
            (
                user.is_superuser,
                user.is_staff,
                user.is_active,
                {group.pk for group in user.groups.all()},
                {permission.pk for permission in user.user_permissions.all()},
            ),
        )
        for user in people
    }


def _roles():
    """Return {name: numbers of its permissions} of all roles."""
    return {
        group.name: {permission.pk for permission in group.permissions.all()}
        for group in Group.objects.prefetch_related("permissions")
    }
